/* A form's workbook. */
#include <stdlib.h>
#include <string.h>

#include "backend/xlsx/writer.h"

#define OPEN_FILL   0xFFFBE6
#define HEADER_FILL 0xEDEDED
#define BANNER_FILL 0xF5F5F5
#define MOST_FREEZE 200   /* points that may stay on the screen */
#define LONG_BYTES  1500 /* a text that may go over a page */

static uint8_t align_of(enum doc_align align)
{
    static const uint8_t aligns[] = {LXW_ALIGN_NONE, LXW_ALIGN_LEFT, LXW_ALIGN_CENTER,
                                     LXW_ALIGN_RIGHT};

    return aligns[align];
}

static bool is_bold(const struct grid_cell *c)
{
    return c->role == GRID_HEADING || c->role == GRID_BANNER ||
           (c->nbold == 1 && c->bold[0].from == 0 && c->bold[0].to == c->text.len);
}

static lxw_format *format_of(struct writer *w, const struct grid_cell *c)
{
    struct book_look look = {.size = c->size,
                             .align = align_of(c->align),
                             .valign = LXW_ALIGN_VERTICAL_CENTER,
                             .bold = is_bold(c),
                             .ruled = c->ruled,
                             .wrap = true,
                             .open = c->open,
                             .indent = c->indent,
                             .number = "@"};

    if (look.align == LXW_ALIGN_NONE)
        look.align = LXW_ALIGN_LEFT;
    if (c->value)
        look.number = book_number_format(&w->book, c->value->spec, c->value->format);
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

static bool is_number_type(const struct value_spec *spec)
{
    return spec->type == VALUE_INT || spec->type == VALUE_DECIMAL || spec->type == VALUE_DATE ||
           spec->type == VALUE_TIME;
}

/* A formula with the value that the form's own query gives; without one it is that over nothing. */
static void write_formula(struct writer *w, lxw_worksheet *sheet, const struct grid_sheet *s,
                          const struct grid_cell *c, lxw_format *format)
{
    struct str text = refs_formula(&w->refs, c->value->spec->formula, s, c, 0, false);
    lxw_row_t row = (lxw_row_t)c->row;
    lxw_col_t col = (lxw_col_t)c->col;
    double number = 0;

    if (grid_number(c, &number) || (c->value->blank && is_number_type(c->value->spec)))
        book_keep(&w->book,
                  worksheet_write_formula_num(sheet, row, col, text.ptr, format, number));
    else
        book_keep(&w->book, worksheet_write_formula_str(sheet, row, col, text.ptr, format,
                                                        c->text.len ? c->text.ptr : ""));
}

/* A text of several formats: parts in turn as the cell is and bold. libxlsxwriter takes no empty ones,
 * and two at least. */
struct rich {
    lxw_rich_string_tuple *part, **all;
    size_t n;
};

static void add_part(struct writer *w, struct rich *r, struct str text, lxw_format *format)
{
    if (text.len == 0)
        return;
    r->part[r->n] = (lxw_rich_string_tuple){format, book_text(arena_str(w->a, text).ptr)};
    r->all[r->n] = &r->part[r->n];
    r->n++;
}

static struct rich rich_of(struct writer *w, const struct grid_cell *c)
{
    const struct book_look look = {.size = c->size, .bold = true};
    size_t most = 2 * c->nbold + 1, at = 0;
    struct rich r = {.part = arena_array(w->a, most, sizeof *r.part),
                     .all = arena_array(w->a, most + 1, sizeof *r.all)};

    for (size_t i = 0; i < c->nbold; i++) {
        add_part(w, &r, str_slice(c->text, at, c->bold[i].from), NULL);
        add_part(w, &r, str_slice(c->text, c->bold[i].from, c->bold[i].to), book_format(&w->book, &look));
        at = c->bold[i].to;
    }
    add_part(w, &r, str_slice(c->text, at, c->text.len), NULL);
    return r;
}

static void write_text(struct writer *w, lxw_worksheet *sheet, const struct grid_cell *c,
                       lxw_format *format)
{
    lxw_row_t row = (lxw_row_t)c->row;
    lxw_col_t col = (lxw_col_t)c->col;
    struct rich r = {.n = 0};

    if (c->nbold && !is_bold(c))
        r = rich_of(w, c);
    if (r.n > 1)
        book_keep(&w->book, worksheet_write_rich_string(sheet, row, col, r.all, format));
    else
        book_keep(&w->book, worksheet_write_string(sheet, row, col, c->text.ptr, format));
}

static void write_cell(struct writer *w, lxw_worksheet *sheet, const struct grid_sheet *s,
                       const struct grid_cell *c)
{
    lxw_row_t row = (lxw_row_t)c->row, last = (lxw_row_t)(c->row + c->rows - 1);
    lxw_col_t col = (lxw_col_t)c->col, right = (lxw_col_t)(c->col + c->cols - 1);
    lxw_format *format = format_of(w, c);
    struct book *b = &w->book;
    double number;

    if (row != last || col != right)
        book_keep(b, worksheet_merge_range(sheet, row, col, last, right, "", format));
    if (c->value && c->value->spec && c->value->spec->formula) {
        write_formula(w, sheet, s, c, format);
    } else if (grid_number(c, &number)) {
        book_keep(b, worksheet_write_number(sheet, row, col, number, format));
    } else if (c->text.len) {
        write_text(w, sheet, c, format);
    } else {
        book_keep(b, worksheet_write_blank(sheet, row, col, format));
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
    if (w->form->head.len)
        book_head(&w->book, sheet, w->form->head, s->head_size / 1000);
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
        write_cell(w, sheet, s, &s->cells[i]);
        if (s->cells[i].open && s->cells[i].value)
            writer_add_place(w, s, &s->cells[i]);
    }
    writer_finish_fields(w, sheet, s);
    writer_add_charts(w, sheet, s);
    set_header(w, sheet, s);
    set_page(w, sheet);
}

bool xlsx_write_form(const char *path, const char *tmpdir, const struct grid *g,
                     const struct layout_style *style, const struct xlsx_form *form,
                     struct arena *a, struct diag *d)
{
    struct writer w = {.grid = g, .style = style, .form = form, .a = a};
    long days = 0;
    bool ok;

    if (!refs_find(&w.refs, g, a, d))
        return false;
    w.names = map_new(a);
    w.fields = map_new(a);
    value_date_days(form->date, &days);
    book_open(&w.book, path, tmpdir, form->title, form->record, (time_t)days * 86400, a);
    for (size_t i = 0; i < g->nsheets; i++)
        write_sheet(&w, &g->sheets[i]);
    writer_define_names(&w);
    writer_add_hidden(&w);
    ok = book_close(&w.book, path, d);
    return ok;
}
