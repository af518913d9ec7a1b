#include <stdlib.h>
#include <string.h>

#include "backend/xlsx/maker.h"
#include "doc/hint.h"

#define MOST_COLUMNS 64 /* of a table */

/* What the rows of one table have in common. */
struct table {
    const struct doc_node *node;
    size_t edges[MOST_COLUMNS + 1], ncols;
    double widths[MOST_COLUMNS];
    mpt size;
    bool ruled;
    double least_pt;
    size_t row;            /* within the table */
    size_t covered;        /* rows that the first cell still covers */
    struct str key;
};

/* What is done with each row, in order. */
typedef void see_row(struct maker *m, struct table *t, const struct doc_node *row);

static void each_row(struct maker *m, struct table *t, see_row *see)
{
    for (const struct doc_node *r = t->node->first; r; r = r->next) {
        const struct doc_rows *list = r->kind == DOC_ROWS ? r->rows_of : NULL;

        if (!list)
            see(m, t, r);
        for (size_t i = 0; list && i < list->n && !m->failed; i++) {
            const struct doc_node *made = list->make(list, i, m->scratch);

            m->failed |= !made;
            for (const struct doc_node *k = made ? made->first : NULL; k; k = k->next)
                see(m, t, k);
            arena_reset(m->scratch);
        }
    }
}

static void count_columns(struct maker *m, struct table *t, const struct doc_node *row)
{
    size_t n = 0;

    (void)m;
    for (const struct doc_node *c = row->first; c; c = c->next)
        n++;
    t->ncols = n > t->ncols ? n : t->ncols;
}

static void widen(struct maker *m, struct table *t, const struct doc_node *row)
{
    size_t i = 0;

    for (const struct doc_node *c = row->first; c && !row->banner; c = c->next, i++) {
        double wide = c->cols == 1 ? measure_units(maker_text(m, c)) + 1000 : 0;

        wide = wide < 30000 ? wide : 30000;
        t->widths[i] = wide > t->widths[i] ? wide : t->widths[i];
    }
}

static void natural_widths(struct maker *m, struct table *t)
{
    double sum = 0;

    for (size_t i = 0; i < t->ncols; i++)
        t->widths[i] = 4000;
    each_row(m, t, widen);
    for (size_t i = 0; i < t->ncols; i++)
        sum += t->widths[i];
    for (size_t i = 0; i < t->ncols; i++)
        t->widths[i] = t->widths[i] < sum / 100 ? sum / 100 : t->widths[i];
}

static void hinted_widths(struct maker *m, struct table *t, const int32_t *hinted)
{
    double sum = 0, least = INT32_MAX;

    for (size_t i = 0; i < t->ncols; i++) {
        t->widths[i] = hinted[i];
        least = t->widths[i] < least ? t->widths[i] : least;
        sum += t->widths[i];
    }
    if (MAKER_WIDE * least / sum <= MAKER_NEAR)
        doc_hint_refuse(doc_hint(t->node, "widths"), m->d);
}

static void place_columns(struct maker *m, struct table *t)
{
    double sum = 0, before = 0;
    int32_t hinted[MOST_COLUMNS];

    if (doc_hint_widths(t->node, hinted, t->ncols, m->d))
        hinted_widths(m, t, hinted);
    else
        natural_widths(m, t);
    for (size_t i = 0; i < t->ncols; i++)
        sum += t->widths[i];
    for (size_t i = 0; i < t->ncols; i++) {
        before += t->widths[i];
        t->edges[i + 1] = (size_t)(MAKER_WIDE * before / sum + 0.5);
    }
}

/* What tells a row of a list apart: the first value of the list that it prints, which a cell over
 * several rows prints for all of them; else its number. */
static struct str key_of(struct maker *m, struct table *t, const struct doc_node *row)
{
    const struct doc_node *first = row->first;

    if (t->covered && --t->covered > 0 && first && first->rows == 0)
        return t->key;
    t->covered = first ? first->rows : 0;
    t->key = arena_fmt(m->a, "%zu", t->row);
    for (const struct doc_node *c = first; c; c = c->next) {
        const struct doc_node *v = maker_sole_value(c);

        if (v && v->list && !v->blank) {
            t->key = maker_text(m, v);
            break;
        }
    }
    return t->key;
}

static void add_table_cell(struct maker *m, const struct table *t, const struct doc_node *row,
                           const struct doc_node *node, size_t col, size_t at)
{
    size_t cols = row->banner ? t->ncols : node->cols;
    const struct doc_node *value = maker_sole_value(node);
    struct grid_cell c = {
        .row = (uint32_t)at, .rows = node->rows, .size = t->size, .ruled = t->ruled};

    if (cols > t->ncols - col)
        cols = t->ncols - col;
    c.col = (uint32_t)t->edges[col];
    c.cols = (uint32_t)(t->edges[col + cols] - t->edges[col]);
    c.role = row->banner ? GRID_BANNER : row->header ? GRID_HEADER : GRID_CELL;
    c.align = node->align;
    if (c.align == DOC_ALIGN_DEFAULT && c.role != GRID_CELL)
        c.align = DOC_ALIGN_CENTER;
    c.pos = node->pos;
    if (value) {
        maker_set_value(m, &c, value);
    } else {
        maker_set_text(m, &c, STR(""), node);
        c.own = maker_prints_own(node);
        c.open = maker_has_blank(node);
    }
    if (value && c.open && value->list)
        c.key = t->key;
    maker_add_cell(m, c);
}

/* A table of a form whose header cells are all empty has none. */
static bool is_empty_header(const struct doc_node *row)
{
    if (!row->header)
        return false;
    for (const struct doc_node *c = row->first; c; c = c->next)
        if (c->first)
            return false;
    return true;
}

static void add_table_row(struct maker *m, struct table *t, const struct doc_node *row)
{
    size_t at, col = 0;

    if (is_empty_header(row))
        return;
    at = maker_add_row(m, t->least_pt);
    m->sheet->rows[at].header = row->header;
    t->row += !row->header;
    key_of(m, t, row);
    for (const struct doc_node *c = row->first; c && col < t->ncols; c = c->next, col++)
        if (c->cols && c->rows && (!row->banner || col == 0))
            add_table_cell(m, t, row, c, col, at);
}

void maker_add_table(struct maker *m, const struct doc_node *node)
{
    int32_t height;
    struct table t = {.node = node};

    each_row(m, &t, count_columns);
    if (t.ncols == 0)
        return;
    if (t.ncols > MOST_COLUMNS) {
        diag(m->d, DIAG_LAYOUT_HINT, node->pos, STR("widths"), arena_fmt(m->a, "%zu", t.ncols));
        return;
    }
    doc_hint_number(node, "size", m->style->table_size, HINT_LEAST_SIZE, HINT_MOST_SIZE, &t.size,
                    m->d);
    doc_hint_number(node, "height", 0, 0, HINT_MOST_HEIGHT, &height, m->d);
    t.ruled = !str_eq(doc_attr(node, "rules"), STR("none"));
    t.least_pt = height / 1000.0 * PT_PER_MM;
    place_columns(m, &t);
    m->sheet->nheaders += node->first->header && !is_empty_header(node->first);
    each_row(m, &t, add_table_row);
    maker_add_row(m, 6); /* room behind it */
}
