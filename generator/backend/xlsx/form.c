/* A form's workbook. */
#include <stdlib.h>
#include <string.h>

#include "backend/xlsx/book.h"
#include "backend/xlsx/xlsx.h"
#include "base/map.h"
#include "base/utf8.h"

#define LAYOUT      STR("1") /* of the hidden sheet */
#define HIDDEN      STR("formpress")
#define OPEN_FILL   0xFFFBE6
#define HEADER_FILL 0xEDEDED
#define BANNER_FILL 0xF5F5F5
#define WANTED_FILL 0xFFD9D9
#define DAY_ZERO    25569 /* 1970-01-01 as Excel counts */
#define MOST_FREEZE 200   /* points that may stay on the screen */
#define MOST_NAME   200
#define LONG_BYTES  1500 /* a text that may go over a page */

/* Where a field stands. */
struct place {
    const struct grid_cell *cell;
    const struct grid_sheet *sheet;
    struct str name;
};

struct writer {
    struct book book;
    const struct grid *grid;
    const struct layout_style *style;
    const struct xlsx_form *form;
    struct place *places;
    size_t nplaces, cap;
    struct map names;
    struct buf fixed; /* the texts that nobody is to change */
    struct arena *a;
};

static uint8_t align_of(enum doc_align align)
{
    static const uint8_t aligns[] = {LXW_ALIGN_NONE, LXW_ALIGN_LEFT, LXW_ALIGN_CENTER,
                                     LXW_ALIGN_RIGHT};

    return aligns[align];
}

static lxw_format *format_of(struct writer *w, const struct grid_cell *c)
{
    struct book_look look = {.size = c->size,
                             .align = align_of(c->align),
                             .valign = LXW_ALIGN_VERTICAL_CENTER,
                             .bold = c->role == GRID_HEADING || c->role == GRID_BANNER,
                             .ruled = c->ruled,
                             .wrap = true,
                             .open = c->open,
                             .indent = c->indent,
                             .number = "@"};

    if (look.align == LXW_ALIGN_NONE)
        look.align = LXW_ALIGN_LEFT;
    if (c->value)
        look.number = book_number_format(c->value->spec, c->value->format);
    if (c->value && c->value->spec && c->value->spec->type == VALUE_SIGNATURE)
        look.valign = LXW_ALIGN_VERTICAL_TOP;
    if (c->text.len > LONG_BYTES)
        look.valign = LXW_ALIGN_VERTICAL_TOP;
    if (c->open)
        look.fill = OPEN_FILL;
    else if (c->role == GRID_HEADER)
        look.fill = HEADER_FILL;
    else if (c->role == GRID_BANNER)
        look.fill = BANNER_FILL;
    return book_format(&w->book, &look);
}

/* The number that a filled value is in a cell; false where it stays a text. */
static bool number_of(const struct grid_cell *c, double *out)
{
    const struct doc_node *v = c->value;
    long days;
    char *end;

    if (!v || v->blank || !v->spec || !v->canon.ptr || v->canon.len > 15)
        return false;
    if (v->spec->type == VALUE_DATE) {
        if (!value_date_days(v->canon, &days))
            return false;
        *out = (double)(days + DAY_ZERO);
        return true;
    }
    if ((v->spec->type != VALUE_INT && v->spec->type != VALUE_DECIMAL) ||
        str_eq(v->format, STR("capital")))
        return false;
    {
        char digits[16];

        memcpy(digits, v->canon.ptr, v->canon.len);
        digits[v->canon.len] = '\0';
        *out = strtod(digits, &end);
        return end != digits && *end == '\0';
    }
}

static void keep_fixed(struct writer *w, const struct grid_cell *c)
{
    buf_str(&w->fixed, c->text);
    buf_char(&w->fixed, '\n');
}

static void write_cell(struct writer *w, lxw_worksheet *sheet, const struct grid_cell *c)
{
    lxw_row_t row = (lxw_row_t)c->row, last = (lxw_row_t)(c->row + c->rows - 1);
    lxw_col_t col = (lxw_col_t)c->col, right = (lxw_col_t)(c->col + c->cols - 1);
    lxw_format *format = format_of(w, c);
    struct book *b = &w->book;
    double number;

    if (row != last || col != right)
        book_keep(b, worksheet_merge_range(sheet, row, col, last, right, "", format));
    if (number_of(c, &number)) {
        book_keep(b, worksheet_write_number(sheet, row, col, number, format));
    } else if (c->text.len) {
        book_keep(b, worksheet_write_string(sheet, row, col, c->text.ptr, format));
        if (!c->open)
            keep_fixed(w, c);
    } else {
        book_keep(b, worksheet_write_blank(sheet, row, col, format));
    }
}

/* Fields: their names, checks, and what is wanted of them. */

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
    for (size_t n = 2; *(slot = map_slot(&w->names, name)); n++)
        name = arena_fmt(w->a, "%.*s.%zu", STR_ARG(base), n);
    *slot = w;
    return name;
}

static const char *quoted(struct writer *w, struct str sheet)
{
    struct buf b = {0};
    const char *s;

    for (size_t i = 0; i < sheet.len; i++) {
        buf_char(&b, sheet.ptr[i]);
        if (sheet.ptr[i] == '\'')
            buf_char(&b, '\'');
    }
    s = arena_str(w->a, buf_view(&b)).ptr;
    buf_free(&b);
    return s;
}

static const char *address(struct writer *w, const struct grid_cell *c)
{
    char at[LXW_MAX_CELL_NAME_LENGTH];

    lxw_rowcol_to_cell_abs(at, (lxw_row_t)c->row, (lxw_col_t)c->col, true, true);
    return arena_fmt(w->a, "%s", at).ptr;
}

static void add_place(struct writer *w, const struct grid_sheet *s, const struct grid_cell *c)
{
    struct place *p;

    arena_grow(w->a, &w->places, &w->cap, w->nplaces, sizeof *w->places);
    p = &w->places[w->nplaces++];
    *p = (struct place){c, s, name_of(w, c)};
    book_keep(&w->book,
              workbook_define_name(w->book.workbook, p->name.ptr,
                                   arena_fmt(w->a, "='%s'!%s", quoted(w, s->name), address(w, c))
                                       .ptr));
}

/* The field that a condition looks at: in the same row of a list, else the form's one. */
static const struct grid_cell *looked_at(const struct writer *w, const struct place *p)
{
    const struct grid_cell *found = NULL;

    for (size_t i = 0; i < w->nplaces; i++) {
        const struct place *q = &w->places[i];

        if (q->sheet != p->sheet || !str_eq(q->cell->value->text, p->cell->value->spec->when.field))
            continue;
        if (str_eq(q->cell->key, p->cell->key))
            return q->cell;
        if (!q->cell->key.len)
            found = q->cell;
    }
    return found;
}

/* OR(x="a",x="b"), or AND(x<>"a",x<>""). */
static struct str condition(struct writer *w, const struct value_when *when, const char *at)
{
    struct buf b = {0};
    struct str s;

    buf_str(&b, when->differs ? STR("AND(") : STR("OR("));
    for (size_t i = 0; i < when->n; i++)
        buf_fmt(&b, "%s%s%s\"%.*s\"", i ? "," : "", at, when->differs ? "<>" : "=",
                STR_ARG(when->labels[i]));
    if (when->differs)
        buf_fmt(&b, ",%s<>\"\"", at);
    buf_char(&b, ')');
    s = arena_str(w->a, buf_view(&b));
    buf_free(&b);
    return s;
}

static void colour_wanted(struct writer *w, lxw_worksheet *sheet, const struct place *p)
{
    const struct value_spec *spec = p->cell->value->spec;
    const struct grid_cell *c = p->cell, *other;
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_FORMULA};
    struct book_look look = {.fill = WANTED_FILL, .valign = LXW_ALIGN_NONE};
    const char *at = address(w, c);
    struct str formula = arena_fmt(w->a, "=LEN(TRIM(%s))=0", at);

    if (spec->when.n) {
        struct str cond;

        other = looked_at(w, p);
        if (!other)
            return;
        cond = condition(w, &spec->when, address(w, other));
        formula = arena_fmt(w->a, "=AND(LEN(TRIM(%s))=0,%.*s)", at, STR_ARG(cond));
    } else if (!spec->required) {
        return;
    }
    rule.value_string = book_text(formula.ptr);
    rule.format = book_format(&w->book, &look);
    book_keep(&w->book, worksheet_conditional_format_range(
                            sheet, (lxw_row_t)c->row, (lxw_col_t)c->col,
                            (lxw_row_t)(c->row + c->rows - 1),
                            (lxw_col_t)(c->col + c->cols - 1), &rule));
}

static void finish_fields(struct writer *w, lxw_worksheet *sheet, const struct grid_sheet *s)
{
    for (size_t i = 0; i < w->nplaces; i++) {
        const struct place *p = &w->places[i];
        const struct grid_cell *c = p->cell;

        if (p->sheet != s || !c->value->spec)
            continue;
        book_validate(&w->book, sheet, (lxw_row_t)c->row, (lxw_col_t)c->col, (lxw_row_t)c->row,
                      (lxw_col_t)c->col, c->value->spec, c->value->spec->hint);
        colour_wanted(w, sheet, p);
    }
}

/* Sheets. */

static void set_rows(struct writer *w, lxw_worksheet *sheet, const struct grid_sheet *s)
{
    lxw_row_t *breaks = arena_array(w->a, s->nrows + 1, sizeof *breaks);
    size_t n = 0;

    for (size_t r = 0; r < s->nrows; r++) {
        const struct grid_row *row = &s->rows[r];

        for (size_t k = 0; k < row->n; k++)
            book_keep(&w->book, worksheet_set_row(sheet, (lxw_row_t)(row->first + k),
                                                  row->height_pt / (double)row->n, NULL));
        if (row->page_break && n < 1000)
            breaks[n++] = (lxw_row_t)row->first;
    }
    if (n)
        book_keep(&w->book, worksheet_set_h_pagebreaks(sheet, breaks));
}

/* A header that is the sheet's only one stays in sight, and stands on every page. */
static void set_header(struct writer *w, lxw_worksheet *sheet, const struct grid_sheet *s)
{
    size_t first = 0, end;
    double high = 0;

    while (first < s->nrows && !s->rows[first].header)
        high += s->rows[first++].height_pt;
    for (end = first; end < s->nrows && s->rows[end].header; end++)
        high += s->rows[end].height_pt;
    if (end == first || s->nheaders != 1)
        return;
    book_keep(&w->book, worksheet_repeat_rows(
                            sheet, (lxw_row_t)s->rows[first].first,
                            (lxw_row_t)(s->rows[end - 1].first + s->rows[end - 1].n - 1)));
    if (high <= MOST_FREEZE)
        worksheet_freeze_panes(
            sheet, (lxw_row_t)(s->rows[end - 1].first + s->rows[end - 1].n), 0);
}

static uint8_t paper_of(const struct layout_style *s)
{
    static const struct {
        mpt shorter;
        uint8_t code; /* Excel's */
    } papers[] = {{841890, 8}, {595276, 9}, {419528, 11}, {728504, 12}, {515906, 13}, {612000, 1}};
    mpt shorter = s->paper_width < s->paper_height ? s->paper_width : s->paper_height;

    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        if (papers[i].shorter == shorter)
            return papers[i].code;
    return 9;
}

static void set_page(struct writer *w, lxw_worksheet *sheet)
{
    const struct layout_style *s = w->style;
    const double inch = 72000;

    book_page(&w->book, sheet, paper_of(s), s->paper_width > s->paper_height, w->form->footer);
    worksheet_set_margins(sheet, s->margin_left / inch, s->margin_right / inch,
                          s->margin_top / inch, s->margin_bottom / inch);
    worksheet_center_horizontally(sheet);
    worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_protect(sheet, NULL, NULL);
}

static void write_sheet(struct writer *w, const struct grid_sheet *s)
{
    lxw_worksheet *sheet = book_sheet(&w->book, s->name);

    if (!sheet)
        return;
    for (size_t i = 0; i < s->ncols; i++)
        book_keep(&w->book, worksheet_set_column_pixels(sheet, (lxw_col_t)i, (lxw_col_t)i,
                                                        s->widths_px[i], NULL));
    set_rows(w, sheet, s);
    for (size_t i = 0; i < s->ncells; i++) {
        write_cell(w, sheet, &s->cells[i]);
        if (s->cells[i].open && s->cells[i].value)
            add_place(w, s, &s->cells[i]);
    }
    finish_fields(w, sheet, s);
    set_header(w, sheet, s);
    set_page(w, sheet);
}

/* The hidden sheet. */

static void put(struct writer *w, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col, struct str s)
{
    book_keep(&w->book, worksheet_write_string(sheet, row, col, arena_str(w->a, s).ptr, NULL));
}

static void write_map(struct writer *w, lxw_worksheet *sheet, lxw_row_t row)
{
    static const char *const heads[] = {"name", "field", "key", "type", "sheet", "row", "column",
                                        "required"};

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        put(w, sheet, row, (lxw_col_t)i, str_from(heads[i]));
    for (size_t i = 0; i < w->nplaces; i++) {
        const struct place *p = &w->places[i];
        const struct value_spec *spec = p->cell->value->spec;

        row++;
        put(w, sheet, row, 0, p->name);
        put(w, sheet, row, 1, p->cell->value->text);
        if (p->cell->key.len)
            put(w, sheet, row, 2, p->cell->key);
        put(w, sheet, row, 3, str_from(value_type_name(spec ? spec->type : VALUE_TEXT)));
        put(w, sheet, row, 4, p->sheet->name);
        book_keep(&w->book, worksheet_write_number(sheet, row, 5, (double)p->cell->row + 1, NULL));
        book_keep(&w->book, worksheet_write_number(sheet, row, 6, (double)p->cell->col + 1, NULL));
        book_keep(&w->book,
                  worksheet_write_number(sheet, row, 7, spec && spec->required, NULL));
    }
}

static void write_hidden(struct writer *w)
{
    lxw_worksheet *sheet = book_sheet(&w->book, HIDDEN);
    const struct xlsx_form *f = w->form;
    char hash[65];
    const struct {
        const char *key;
        struct str value;
    } facts[] = {{"formpress", LAYOUT},   {"kit", f->kit},       {"form", f->form},
                 {"version", f->version}, {"record", f->record}, {"date", f->date},
                 {"texts", {hash, 64}}};
    const size_t n = sizeof facts / sizeof *facts;

    if (!sheet)
        return;
    f->digest(buf_view(&w->fixed), hash);
    for (size_t i = 0; i < n; i++) {
        put(w, sheet, (lxw_row_t)i, 0, str_from(facts[i].key));
        put(w, sheet, (lxw_row_t)i, 1, facts[i].value);
    }
    write_map(w, sheet, (lxw_row_t)n + 1);
    worksheet_protect(sheet, NULL, NULL);
    worksheet_hide(sheet);
}

bool xlsx_write_form(const char *path, const char *tmpdir, const struct grid *g,
                     const struct layout_style *style, const struct xlsx_form *form,
                     struct arena *a, struct diag *d)
{
    struct writer w = {.grid = g, .style = style, .form = form, .a = a, .names = map_new(a)};
    long days = 0;
    bool ok;

    value_date_days(form->date, &days);
    book_open(&w.book, path, tmpdir, form->title, form->record, (time_t)days * 86400, a);
    for (size_t i = 0; i < g->nsheets; i++)
        write_sheet(&w, &g->sheets[i]);
    write_hidden(&w);
    ok = book_close(&w.book, path, d);
    buf_free(&w.fixed);
    return ok;
}
