#include "backend/xlsx/refs.h"

#include <xlsxwriter/utility.h>

#define NOWHERE "$AMJ$1048576" /* empty in every application */

/* Which cells are looked for. */

static struct ref *lookup(const struct refs *r, const struct formula_part *part)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->ref[i].part->kind == part->kind && str_eq(r->ref[i].part->list, part->list) &&
            str_eq(r->ref[i].part->text, part->text))
            return &r->ref[i];
    return NULL;
}

static void want_formula(struct refs *r, const struct formula *f)
{
    for (size_t i = 0; i < r->nknown; i++)
        if (r->known[i] == f)
            return;
    arena_grow(r->a, &r->known, &r->known_cap, r->nknown, sizeof *r->known);
    r->known[r->nknown++] = f;
    for (size_t i = 0; i < f->n; i++) {
        const struct formula_part *part = &f->parts[i];

        if ((part->kind != FORMULA_COLUMN && part->kind != FORMULA_FIELD) || lookup(r, part))
            continue;
        arena_grow(r->a, &r->ref, &r->cap, r->n, sizeof *r->ref);
        r->ref[r->n++] = (struct ref){.part = part};
    }
}

/* "list[field]" of a chart's hint; checked when the form was loaded. */
static const struct formula *series_of(struct arena *a, const struct doc_node *chart,
                                       const char *key)
{
    struct diag *d = diag_new(DIAG_EN);
    const struct formula *f =
        formula_parse(arena_fmt(a, "=%.*s", STR_ARG(doc_attr(chart, key))), chart->pos, a, d);

    diag_free(d);
    return f;
}

static void want_all(struct refs *r, const struct grid *g)
{
    for (size_t k = 0; k < g->nsheets; k++) {
        const struct grid_sheet *s = &g->sheets[k];

        for (size_t i = 0; i < s->ncells; i++) {
            const struct grid_value *v = s->cells[i].value;

            if (v && v->spec && v->spec->formula)
                want_formula(r, v->spec->formula);
            if (v && v->spec && v->spec->mark)
                want_formula(r, v->spec->mark);
        }
        for (size_t i = 0; i < s->ncharts; i++) {
            want_formula(r, series_of(r->a, s->charts[i].node, "categories"));
            want_formula(r, series_of(r->a, s->charts[i].node, "values"));
        }
    }
}

/* Where they are. */

static bool is_meant(const struct ref *ref, const struct grid_value *v)
{
    if (!str_eq(v->text, ref->part->text))
        return false;
    if (ref->part->kind == FORMULA_FIELD)
        return !v->list && !ref->sheet;
    return v->list && str_eq(*v->list, ref->part->list);
}

static void see(struct ref *ref, const struct grid_sheet *s, const struct grid_cell *c)
{
    if (!ref->sheet) {
        ref->sheet = s;
        ref->first_row = c->row;
        ref->col = c->col;
    }
    ref->spread |= ref->sheet != s || ref->col != c->col;
    ref->last_row = c->row;
}

bool refs_find(struct refs *r, const struct grid *g, struct arena *a, struct diag *d)
{
    size_t errors = diag_errors(d);

    r->a = a;
    want_all(r, g);
    for (size_t k = 0; r->n && k < g->nsheets; k++)
        for (size_t i = 0; i < g->sheets[k].ncells; i++) {
            const struct grid_cell *c = &g->sheets[k].cells[i];

            for (size_t n = 0; c->value && n < r->n; n++)
                if (is_meant(&r->ref[n], c->value))
                    see(&r->ref[n], &g->sheets[k], c);
        }
    for (size_t n = 0; n < r->n; n++) {
        const struct formula_part *part = r->ref[n].part;

        if (r->ref[n].spread)
            diag(d, DIAG_FORMULA_COLUMN, part->pos, part->text);
        else if (part->kind == FORMULA_FIELD && !r->ref[n].sheet)
            diag(d, DIAG_FORMULA_CELL, part->pos, part->text, STR(""));
    }
    return diag_errors(d) == errors;
}

/* Addresses. */

struct str refs_sheet(struct str name, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    buf_quoted(&b, name, '\'');
    s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

static void put_ref(struct buf *b, const struct refs *r, const struct ref *ref,
                    const struct grid_sheet *s)
{
    char first[LXW_MAX_CELL_NAME_LENGTH], last[LXW_MAX_CELL_NAME_LENGTH];

    if (!ref->sheet) {
        buf_str(b, STR(NOWHERE));
        return;
    }
    if (ref->sheet != s)
        buf_fmt(b, "%.*s!", STR_ARG(refs_sheet(ref->sheet->name, r->a)));
    lxw_rowcol_to_cell_abs(first, (lxw_row_t)ref->first_row, (lxw_col_t)ref->col, true, true);
    lxw_rowcol_to_cell_abs(last, (lxw_row_t)ref->last_row, (lxw_col_t)ref->col, true, true);
    buf_str(b, str_from(first));
    if (ref->first_row != ref->last_row)
        buf_fmt(b, ":%s", last);
}

static const struct grid_cell *in_row(const struct grid_sheet *s, const struct grid_cell *c,
                                      struct str name)
{
    const struct grid_cell *x = c;

    while (x > s->cells && x[-1].row == c->row)
        x--;
    for (; x < s->cells + s->ncells && x->row == c->row; x++)
        if (x->value && str_eq(x->value->text, name))
            return x;
    return NULL;
}

static void put_here(struct buf *b, const struct grid_sheet *s, const struct grid_cell *c,
                     struct str name, long shift, bool column_fixed)
{
    const struct grid_cell *x = in_row(s, c, name);
    char at[LXW_MAX_CELL_NAME_LENGTH];

    if (x) {
        lxw_rowcol_to_cell_abs(at, (lxw_row_t)((long)x->row + shift), (lxw_col_t)x->col, false,
                               column_fixed);
        buf_str(b, str_from(at));
    } else {
        buf_str(b, STR(NOWHERE)); /* the row left it out */
    }
}

struct str refs_formula(const struct refs *r, const struct formula *f, const struct grid_sheet *s,
                        const struct grid_cell *c, long shift, bool column_fixed)
{
    struct buf b = {0};
    struct str text;

    for (size_t i = 0; i < f->n; i++) {
        const struct formula_part *part = &f->parts[i];

        if (part->kind == FORMULA_TEXT)
            buf_str(&b, part->text);
        else if (part->kind == FORMULA_HERE)
            put_here(&b, s, c, part->text, shift, column_fixed);
        else
            put_ref(&b, r, lookup(r, part), s);
    }
    text = arena_str(r->a, buf_view(&b));
    buf_free(&b);
    return text;
}

const char *refs_series(const struct refs *r, const struct doc_node *chart, const char *key)
{
    const struct formula *f = series_of(r->a, chart, key);
    const struct ref *ref = f ? lookup(r, &f->parts[0]) : NULL;
    struct buf b = {0};
    const char *text;

    if (!ref || !ref->sheet)
        return NULL;
    put_ref(&b, r, ref, NULL);
    text = arena_fmt(r->a, "=%.*s", (int)b.len, b.ptr).ptr;
    buf_free(&b);
    return text;
}
