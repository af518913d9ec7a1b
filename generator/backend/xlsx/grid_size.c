#include <stdlib.h>

#include "backend/xlsx/maker.h"

#define PX_PER_PT (96.0 / 72)
#define PAD_PX    8 /* at both sides of a cell's text together */
#define LINE_EM   1.38 /* Excel gives 標楷體 22 pixels for 12 points; others need less */
#define PAD_PT    2    /* above and below a cell's text together */

/* From edges to columns. */

/* Which edges there are, and the column that begins at or before each. */
struct edges {
    bool used[MAKER_WIDE + 1];
    uint16_t column[MAKER_WIDE + 1];
};

/* Drops edges that are too near to the one before, and counts the columns. */
static size_t number_columns(struct edges *e)
{
    size_t last = 0, n = 0;

    for (size_t i = 1; i <= MAKER_WIDE; i++) {
        e->used[i] &= i - last > MAKER_NEAR && (i == MAKER_WIDE || MAKER_WIDE - i > MAKER_NEAR);
        if (i < MAKER_WIDE && e->used[i]) {
            last = i;
            n++;
        }
        e->column[i] = (uint16_t)n;
    }
    return n + 1;
}

static void set_widths(struct maker *m, struct grid_sheet *s, const struct edges *e)
{
    double page_px = (m->style->paper_width - m->style->margin_left - m->style->margin_right) /
                     1000.0 * PX_PER_PT;
    size_t last = 0;

    s->widths_px = arena_array(m->a, s->ncols, sizeof *s->widths_px);
    for (size_t i = 1; i <= MAKER_WIDE; i++) {
        if (!e->used[i])
            continue;
        s->widths_px[e->column[last]] = (unsigned)((double)(i - last) * page_px / MAKER_WIDE + 0.5);
        last = i;
    }
}

static void make_columns(struct maker *m, struct grid_sheet *s)
{
    struct edges e = {.used[MAKER_WIDE] = true};

    for (size_t i = 0; i < s->ncells; i++)
        e.used[s->cells[i].col] = e.used[s->cells[i].col + s->cells[i].cols] = true;
    s->ncols = number_columns(&e);
    set_widths(m, s, &e);
    for (size_t i = 0; i < s->ncells; i++) {
        struct grid_cell *c = &s->cells[i];
        size_t end = c->col + c->cols, right = e.column[end];

        if (end + MAKER_NEAR >= MAKER_WIDE)
            right = s->ncols;
        c->col = e.column[c->col];
        c->cols = right > c->col ? right - c->col : 1;
    }
}

/* Rows. */

static double blank_height(const struct value_spec *spec)
{
    unsigned lines = spec && spec->lines ? spec->lines : 1;

    if (spec && spec->type == VALUE_SIGNATURE)
        return LAYOUT_SIGNATURE_MM * PT_PER_MM * (spec->signers ? spec->signers : 1);
    if (spec && spec->type == VALUE_IMAGE)
        return 40 * PT_PER_MM;
    return LAYOUT_BLANK_MM * PT_PER_MM * lines;
}

static double height_of(const struct grid_sheet *s, const struct grid_cell *c)
{
    double px = 0, size = c->size / 1000.0, least = 0;
    bool blank = c->value && c->value->blank;

    for (size_t i = 0; i < c->cols; i++)
        px += s->widths_px[c->col + i];
    px -= PAD_PX + c->indent * size * PX_PER_PT;
    if (blank)
        least = blank_height(c->value->spec);
    if (c->text.len) {
        double high = measure_lines(c->text, px / (size * PX_PER_PT)) * size * LINE_EM + PAD_PT;

        least = high > least ? high : least;
    }
    return least;
}

/* A merged cell does not make its rows grow: what it needs beyond them goes to its last. */
static void set_heights(struct grid_sheet *s)
{
    for (int spanning = 0; spanning < 2; spanning++)
        for (size_t i = 0; i < s->ncells; i++) {
            struct grid_cell *c = &s->cells[i];
            double high = height_of(s, c);
            size_t last;

            if (c->rows > s->nrows - c->row)
                c->rows = s->nrows - c->row;
            if ((c->rows > 1) != spanning)
                continue;
            last = c->row + c->rows - 1;
            for (size_t r = c->row; r < last; r++)
                high -= s->rows[r].height_pt;
            if (high > s->rows[last].height_pt)
                s->rows[last].height_pt = high;
        }
}

static void place_rows(struct grid_sheet *s)
{
    for (size_t r = 0; r < s->nrows; r++) {
        struct grid_row *row = &s->rows[r];

        row->first = s->height;
        row->n = 1 + (size_t)(row->height_pt / GRID_MAX_ROW_PT);
        s->height += row->n;
    }
    for (size_t i = 0; i < s->ncells; i++) {
        struct grid_cell *c = &s->cells[i];
        const struct grid_row *last = &s->rows[c->row + c->rows - 1];

        c->row = s->rows[c->row].first;
        c->rows = last->first + last->n - c->row;
    }
    for (size_t i = 0; i < s->ncharts; i++)
        s->charts[i].row = s->rows[s->charts[i].row].first;
}

void maker_finish_sheet(struct maker *m, struct grid_sheet *s)
{
    make_columns(m, s);
    set_heights(s);
    place_rows(s);
}
