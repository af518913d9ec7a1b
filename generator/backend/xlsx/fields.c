/* Fields: their names, checks, and what is wanted of them. */
#include <stdlib.h>
#include <string.h>

#include "backend/xlsx/writer.h"
#include "base/utf8.h"

#define COLOUR    0xFFD9D9 /* of what is wanted or marked */
#define MOST_NAME 110 /* bytes; libxlsxwriter cuts a name at 127, wherever that is */
#define NEAR      32 /* runs that may still go on */

/* Cells below each other for which one check, or one rule of colours, is right. */
struct run {
    const struct value_spec *spec;
    size_t row, last_row, col, last_col;
    struct str rule; /* of the first row; empty for a check */
};

struct runs {
    struct run *run;
    size_t n, cap;
};

static bool is_name_char(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') ||
           cp == '_' || (cp >= 0x3400 && cp <= 0x9FFF);
}

static void put_name(struct buf *b, struct str s)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t cp = utf8_next(s, &at);

        utf8_put(b, is_name_char(cp) ? cp : '_');
    }
}

/* To spreadsheets f_A and f_a are the same name. */
static struct str folded(struct writer *w, struct str name)
{
    char *p = arena_alloc(w->a, name.len + 1);

    for (size_t i = 0; i < name.len; i++)
        p[i] = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? (char)(name.ptr[i] | 0x20) : name.ptr[i];
    return (struct str){p, name.len};
}

/* name, or name_key for a row of a list. A name behind which no _ stands could be a cell's: F1. */
static struct str name_of(struct writer *w, const struct grid_cell *c)
{
    struct buf b = {0};
    struct str name, base;
    void **slot;

    put_name(&b, c->value->text);
    if (c->key.len || !memchr(b.ptr, '_', b.len))
        buf_char(&b, '_');
    put_name(&b, c->key);
    if (b.len > MOST_NAME)
        b.len = MOST_NAME;
    while (!utf8_valid(buf_view(&b)))
        b.len--;
    if (b.ptr[0] >= '0' && b.ptr[0] <= '9') {
        name = arena_fmt(w->a, "_%.*s", (int)b.len, b.ptr);
    } else {
        name = arena_str(w->a, buf_view(&b));
    }
    buf_free(&b);
    base = name;
    for (size_t n = 2; *(slot = map_slot(&w->names, folded(w, name))); n++)
        name = arena_fmt(w->a, "%.*s.%zu", STR_ARG(base), n);
    *slot = w;
    return name;
}

static const char *address(struct writer *w, size_t row, size_t col, bool row_fixed)
{
    char at[LXW_MAX_CELL_NAME_LENGTH];

    lxw_rowcol_to_cell_abs(at, (lxw_row_t)row, (lxw_col_t)col, row_fixed, true);
    return arena_fmt(w->a, "%s", at).ptr;
}

static struct str place_key(struct writer *w, const struct grid_sheet *s, struct str field,
                            struct str key)
{
    return arena_fmt(w->a, "%zu %.*s %.*s", (size_t)(s - w->grid->sheets), STR_ARG(field),
                     STR_ARG(key));
}

void writer_add_place(struct writer *w, const struct grid_sheet *s, const struct grid_cell *c)
{
    struct place *p;

    arena_grow(w->a, &w->places, &w->cap, w->nplaces, sizeof *w->places);
    p = &w->places[w->nplaces++];
    *p = (struct place){c, s, name_of(w, c)};
    *map_slot(&w->fields, place_key(w, s, c->value->text, c->key)) = (void *)(uintptr_t)c;
}

/* As libxlsxwriter sorts names, backwards. */
static int later_name(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)y, *(const struct str *)x);
}

/* The library looks for each name's place from the list's head, so the last one comes first: else
 * ten thousands of names would take minutes. */
void writer_define_names(struct writer *w)
{
    struct named {
        struct str folded;
        const struct place *place;
    } *names = arena_array(w->a, w->nplaces, sizeof *names);

    for (size_t i = 0; i < w->nplaces; i++)
        names[i] = (struct named){folded(w, w->places[i].name), &w->places[i]};
    qsort(names, w->nplaces, sizeof *names, later_name);
    for (size_t i = 0; i < w->nplaces; i++) {
        const struct place *p = names[i].place;
        struct str at = arena_fmt(w->a, "=%.*s!%s", STR_ARG(refs_sheet(p->sheet->name, w->a)),
                                  address(w, p->cell->row, p->cell->col, true));

        book_keep(&w->book, workbook_define_name(w->book.workbook, p->name.ptr, at.ptr));
    }
}

/* The field that a condition looks at: in the same row of a list, else the form's one. */
static const struct grid_cell *looked_at(struct writer *w, const struct place *p)
{
    struct str field = p->cell->value->spec->when.field;
    const struct grid_cell *c = map_get(&w->fields, place_key(w, p->sheet, field, p->cell->key));

    return c ? c : map_get(&w->fields, place_key(w, p->sheet, field, STR("")));
}

/* OR(x="a",x="b"), or AND(x<>"a",x<>""). */
static struct str condition(struct writer *w, const struct value_when *when, const char *at)
{
    struct buf b = {0};
    struct str s;

    buf_str(&b, when->differs ? STR("AND(") : STR("OR("));
    for (size_t i = 0; i < when->n; i++) {
        buf_fmt(&b, "%s%s%s", i ? "," : "", at, when->differs ? "<>" : "=");
        buf_quoted(&b, when->labels[i], '"');
    }
    if (when->differs)
        buf_fmt(&b, ",%s<>\"\"", at);
    buf_char(&b, ')');
    s = arena_str(w->a, buf_view(&b));
    buf_free(&b);
    return s;
}

/* Colours a cell that is wanted and empty; the rule as it is for the row `shift` below. */
static struct str wanted_rule(struct writer *w, const struct place *p, long shift)
{
    const struct value_spec *spec = p->cell->value->spec;
    const struct grid_cell *c = p->cell, *other;
    const char *at = address(w, (size_t)((long)c->row + shift), c->col, false);

    if (!spec->when.n)
        return spec->required ? arena_fmt(w->a, "=LEN(TRIM(%s))=0", at) : STR("");
    other = looked_at(w, p);
    if (!other)
        return STR("");
    {
        bool beside = other->row == c->row;
        size_t row = beside ? (size_t)((long)other->row + shift) : other->row;
        struct str cond = condition(w, &spec->when, address(w, row, other->col, !beside));

        return arena_fmt(w->a, "=AND(LEN(TRIM(%s))=0,%.*s)", at, STR_ARG(cond));
    }
}

/* Runs. */

static struct str rule_of(struct writer *w, const struct place *p, bool mark, long shift)
{
    if (!mark)
        return wanted_rule(w, p, shift);
    return arena_fmt(w->a, "=%.*s",
                     STR_ARG(refs_formula(&w->refs, p->cell->value->spec->mark, p->sheet, p->cell,
                                          shift, true)));
}

static bool goes_on(const struct run *r, const struct grid_cell *c)
{
    return r->spec == c->value->spec && r->last_row + 1 == c->row && r->col == c->col &&
           r->last_col == c->col + c->cols - 1;
}

/* The run that this cell goes on, or a new one. rules: their rules must be the same, too. */
static void add_to_runs(struct writer *w, struct runs *runs, const struct place *p, bool rules,
                        bool mark)
{
    const struct grid_cell *c = p->cell;
    struct str own = rules ? rule_of(w, p, mark, 0) : STR("");

    if (rules && !own.len)
        return;
    for (size_t i = runs->n; i > 0 && i + NEAR > runs->n; i--) {
        struct run *r = &runs->run[i - 1];

        if (!goes_on(r, c) ||
            (rules && !str_eq(r->rule, rule_of(w, p, mark, (long)r->row - (long)c->row))))
            continue;
        r->last_row = c->row + c->rows - 1;
        return;
    }
    arena_grow(w->a, &runs->run, &runs->cap, runs->n, sizeof *runs->run);
    runs->run[runs->n++] = (struct run){.spec = c->value->spec,
                                        .row = c->row,
                                        .last_row = c->row + c->rows - 1,
                                        .col = c->col,
                                        .last_col = c->col + c->cols - 1,
                                        .rule = own};
}

static void write_checks(struct writer *w, lxw_worksheet *sheet, const struct runs *runs)
{
    for (size_t i = 0; i < runs->n; i++) {
        const struct run *r = &runs->run[i];

        book_validate(&w->book, sheet, (lxw_row_t)r->row, (lxw_col_t)r->col,
                      (lxw_row_t)r->last_row, (lxw_col_t)r->last_col, r->spec, r->spec->hint);
    }
}

static void write_rules(struct writer *w, lxw_worksheet *sheet, const struct runs *runs)
{
    const struct book_look look = {.fill = COLOUR, .valign = LXW_ALIGN_NONE};

    for (size_t i = 0; i < runs->n; i++) {
        const struct run *r = &runs->run[i];
        lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_FORMULA};

        rule.value_string = book_text(r->rule.ptr);
        rule.format = book_format(&w->book, &look);
        book_keep(&w->book, worksheet_conditional_format_range(
                                sheet, (lxw_row_t)r->row, (lxw_col_t)r->col,
                                (lxw_row_t)r->last_row, (lxw_col_t)r->last_col, &rule));
    }
}

void writer_finish_fields(struct writer *w, lxw_worksheet *sheet, const struct grid_sheet *s)
{
    struct runs checks = {0}, wanted = {0}, marked = {0};

    for (size_t i = 0; i < w->nplaces; i++) {
        const struct place *p = &w->places[i];

        if (p->sheet != s || !p->cell->value->spec)
            continue;
        add_to_runs(w, &checks, p, false, false);
        add_to_runs(w, &wanted, p, true, false);
    }
    for (size_t i = 0; i < s->ncells; i++) {
        const struct grid_cell *c = &s->cells[i];

        if (c->value && c->value->spec && c->value->spec->mark)
            add_to_runs(w, &marked, &(struct place){c, s, STR("")}, true, true);
    }
    write_checks(w, sheet, &checks);
    write_rules(w, sheet, &wanted);
    write_rules(w, sheet, &marked);
}
