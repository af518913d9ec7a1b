/* OpenDocument 1.3 part 3. Its names are compared with their usual prefixes, which all writers use.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "data/book.h"

#define CONTENT_ENTRY "content.xml"
#define LAST_ROW      1048576 /* of a sheet, in LibreOffice; more are repeated into nothing */
#define EXCEL_COLUMNS 16384

struct ods {
    struct book *book;
    struct map hidden_styles; /* of tables */
    const char *style;        /* the table style being read */

    unsigned table;     /* depth of the sheet that is being read, 0: none */
    unsigned cell;      /* depth of the cell, 0: none */
    unsigned paragraph; /* depth of the paragraph in it */
    unsigned skipped;   /* depth of what is left out with all in it */
    bool linked;        /* the sheet is a copy of another file's */

    uint32_t row;              /* of the row that is being read, 1-based */
    uint32_t times;            /* this row */
    size_t col, column, width; /* of the cell; of table:table-column; columns the cell stands in */
    bool row_hidden, covered, has_formula, is_error;
    size_t paragraphs;
    struct buf text;
    char type[16], value[64];
};

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

static uint32_t count_of(const char *const *attributes, const char *name, uint32_t most)
{
    const char *value = xml_attribute(attributes, name);
    unsigned long n = value ? strtoul(value, NULL, 10) : 1;

    return n < 1 ? 1 : n > most ? most : (uint32_t)n;
}

static bool is_hidden(const char *const *attributes)
{
    const char *visible = xml_attribute(attributes, "table:visibility");

    return visible && !is(visible, "visible");
}

static void read_style(struct ods *o, const char *name, const char *const *attributes)
{
    struct arena *a = o->book->arena;

    if (is(name, "style:style")) {
        const char *called = xml_attribute(attributes, "style:name");

        o->style = called ? arena_str(a, str_from(called)).ptr : NULL;
    } else if (is(name, "style:table-properties") && o->style) {
        const char *shown = xml_attribute(attributes, "table:display");

        if (shown && is(shown, "false"))
            *map_slot(&o->hidden_styles, str_from(o->style)) = o;
    } else if (is(name, "table:null-date")) {
        const char *day = xml_attribute(attributes, "table:date-value");

        o->book->days_1904 = day && str_starts(str_from(day), STR("1904-01-01"));
    }
}

static void begin_table(struct ods *o, struct xml *x, const char *const *attributes)
{
    const char *name = xml_attribute(attributes, "table:name");
    const char *style = xml_attribute(attributes, "table:style-name");

    o->table = xml_depth(x);
    o->row = 1;
    o->column = 0;
    o->linked = false;
    if (!book_begin_sheet(o->book, str_from(name),
                          style && map_get(&o->hidden_styles, str_from(style))))
        xml_stop(x);
}

static void begin_row(struct ods *o, const char *const *attributes)
{
    o->times = count_of(attributes, "table:number-rows-repeated", LAST_ROW);
    o->row_hidden = is_hidden(attributes);
    o->book->made.ncells = 0;
    o->col = 0;
}

static void add_column(struct ods *o, const char *const *attributes)
{
    size_t n = count_of(attributes, "table:number-columns-repeated", EXCEL_COLUMNS);

    if (is_hidden(attributes))
        book_hide_columns(o->book, o->column, o->column + n - 1);
    o->column += n;
}

static void add_merge(struct ods *o, const char *const *attributes)
{
    uint32_t cols = count_of(attributes, "table:number-columns-spanned", EXCEL_COLUMNS);
    uint32_t rows = count_of(attributes, "table:number-rows-spanned", LAST_ROW);
    uint32_t col = (uint32_t)o->col + 1;

    if (cols > 1 || rows > 1)
        book_add_merge(o->book,
                       (struct workbook_merge){o->row, col, o->row + rows - 1, col + cols - 1});
}

static void begin_cell(struct ods *o, struct xml *x, const char *name,
                       const char *const *attributes)
{
    const char *type = xml_attribute(attributes, "office:value-type"), *value;
    const char *also = xml_attribute(attributes, "calcext:value-type");

    o->cell = xml_depth(x);
    o->covered = is(name, "table:covered-table-cell");
    o->width = count_of(attributes, "table:number-columns-repeated", EXCEL_COLUMNS);
    o->has_formula = xml_attribute(attributes, "table:formula") != NULL;
    o->is_error = also && is(also, "error");
    o->paragraphs = 0;
    o->text.len = 0;
    snprintf(o->type, sizeof o->type, "%s", type ? type : "");
    value = is(o->type, "date")      ? xml_attribute(attributes, "office:date-value")
            : is(o->type, "time")    ? xml_attribute(attributes, "office:time-value")
            : is(o->type, "boolean") ? xml_attribute(attributes, "office:boolean-value")
                                     : xml_attribute(attributes, "office:value");
    snprintf(o->value, sizeof o->value, "%s", value ? value : "");
    if (!o->covered)
        add_merge(o, attributes);
    value = is(o->type, "string") ? xml_attribute(attributes, "office:string-value") : NULL;
    if (value && *value) { /* it wins over the paragraphs, which only show it */
        book_put_text(&o->text, value, strlen(value));
        o->skipped = UINT32_MAX; /* up to the cell's end */
    }
}

static void put_spaces(struct ods *o, const char *const *attributes)
{
    uint32_t n = count_of(attributes, "text:c", (uint32_t)SHEET_MAX_CELL);

    for (uint32_t i = 0; i < n; i++)
        book_put_text(&o->text, " ", 1);
}

/* Inside a cell only paragraphs are its text: notes, pictures and readings are not. */
static void begin_in_cell(struct ods *o, struct xml *x, const char *name,
                          const char *const *attributes)
{
    if (!o->paragraph) {
        if (!is(name, "text:p") && !is(name, "text:h")) {
            o->skipped = xml_depth(x);
            return;
        }
        o->paragraph = xml_depth(x);
        if (o->paragraphs++)
            book_put_text(&o->text, "\n", 1);
    } else if (is(name, "text:s")) {
        put_spaces(o, attributes);
    } else if (is(name, "text:tab")) {
        book_put_text(&o->text, "\t", 1);
    } else if (is(name, "text:line-break")) {
        book_put_text(&o->text, "\n", 1);
    } else if (is(name, "office:annotation") || is(name, "text:note") ||
               is(name, "text:ruby-text") || str_starts(str_from(name), STR("draw:"))) {
        o->skipped = xml_depth(x);
    }
}

static void on_start(void *me, struct xml *x, const char *name, const char *const *attributes)
{
    struct ods *o = me;

    if (o->skipped)
        return;
    if (o->cell)
        begin_in_cell(o, x, name, attributes);
    else if (!o->table && is(name, "table:table"))
        begin_table(o, x, attributes);
    else if (!o->table && (is(name, "table:tracked-changes") || is(name, "table:dde-links")))
        o->skipped = xml_depth(x);
    else if (!o->table)
        read_style(o, name, attributes);
    else if (is(name, "table:table-row"))
        begin_row(o, attributes);
    else if (is(name, "table:table-cell") || is(name, "table:covered-table-cell"))
        begin_cell(o, x, name, attributes);
    else if (is(name, "table:table-column"))
        add_column(o, attributes);
    else if (is(name, "table:table-source"))
        o->linked = true;
    else if (is(name, "table:shapes") || is(name, "office:forms"))
        o->skipped = xml_depth(x);
    if (o->book->failed)
        xml_stop(x);
}

static void on_text(void *me, const char *bytes, size_t n)
{
    struct ods *o = me;

    if (!o->paragraph || o->skipped)
        return;
    for (size_t i = 0, from = 0; i < n; i = from) { /* white space is one blank (ODF 6.1.2) */
        bool blank = false;

        for (; from < n && strchr(" \t\r\n", bytes[from]); from++)
            blank = true;
        if (blank && o->text.len && !strchr(" \n", o->text.ptr[o->text.len - 1]))
            book_put_text(&o->text, " ", 1);
        for (i = from; from < n && !strchr(" \t\r\n", bytes[from]);)
            from++;
        book_put_text(&o->text, bytes + i, from - i);
    }
}

/* A number as it is shown, where it is shown with zeros before it. */
static struct sheet_cell padded(struct ods *o, struct sheet_cell cell)
{
    struct str shown = buf_view(&o->text);
    size_t zeros = shown.len > cell.text.len ? shown.len - cell.text.len : 0;

    if (!zeros || cell.flaw == SHEET_DIGITS_LOST ||
        !str_eq(str_slice(shown, zeros, shown.len), cell.text))
        return cell;
    for (size_t i = 0; i < shown.len; i++)
        if (shown.ptr[i] < '0' || shown.ptr[i] > '9' || (i < zeros && shown.ptr[i] != '0'))
            return cell;
    return (struct sheet_cell){.text = arena_str(o->book->arena, shown)};
}

/* A date that is shown without its time is a date. */
static struct sheet_cell date_cell(struct ods *o)
{
    struct str value = str_from(o->value), shown = buf_view(&o->text);
    bool timed = shown.len == 0 || str_find(shown, STR(":")) < shown.len ||
                 str_find(shown, STR("時")) < shown.len;

    if (!timed)
        value = str_slice(value, 0, str_find(value, STR("T")));
    return (struct sheet_cell){.text = number_iso(value, o->book->arena)};
}

static bool is_error_text(struct str s)
{
    return str_starts(s, STR("#")) || str_starts(s, STR("Err:"));
}

static struct sheet_cell cell_of(struct ods *o)
{
    struct arena *a = o->book->arena;
    struct str text = buf_view(&o->text);
    struct sheet_cell cell = {0};

    if (o->is_error || (o->has_formula && is_error_text(text)))
        return (struct sheet_cell){.text = arena_str(a, text.len ? text : STR("#")),
                                   .flaw = SHEET_ERROR_VALUE};
    if (o->has_formula && !*o->type)
        return (struct sheet_cell){.text = arena_str(a, text), .flaw = SHEET_NO_RESULT};
    if (is(o->type, "date") && *o->value)
        return date_cell(o);
    if (is(o->type, "time") && *o->value)
        return (struct sheet_cell){.text = number_duration(str_from(o->value), a)};
    if (is(o->type, "boolean"))
        return (struct sheet_cell){.text = is(o->value, "true") ? STR("TRUE") : STR("FALSE")};
    if ((is(o->type, "float") || is(o->type, "percentage") || is(o->type, "currency")) && *o->value)
        cell = padded(
            o, number_cell(str_from(o->value), (struct number_format){0}, o->book->days_1904, a));
    else if (text.len)
        cell = book_text_cell(text, a);
    return cell;
}

static void end_cell(struct ods *o)
{
    if (!o->covered) {
        struct sheet_cell cell = cell_of(o);

        for (size_t i = 0; i < o->width && (cell.text.len || cell.flaw); i++) {
            book_put(o->book, o->row, o->col + i, cell);
            if (o->col + i >= SHEET_MAX_COLUMNS)
                break;
        }
    }
    o->col += o->width;
    o->cell = o->paragraph = o->skipped = 0;
}

static void end_row(struct ods *o)
{
    for (uint32_t i = 0; o->book->made.ncells && i < o->times; i++)
        if (!book_keep_row(o->book, o->row + i, o->row_hidden))
            return;
    o->row += o->times;
    if (o->row > 2 * LAST_ROW)
        o->row = 2 * LAST_ROW; /* empty ones, for all anybody wrote */
}

static void end_table(struct ods *o)
{
    o->table = 0;
    if (o->linked)
        o->book->sheet->hidden = true;
    book_end_sheet(o->book);
}

static void on_end(void *me, struct xml *x, const char *name)
{
    struct ods *o = me;
    unsigned depth = xml_depth(x);

    if (o->cell == depth)
        end_cell(o);
    else if (o->skipped == depth)
        o->skipped = 0;
    else if (o->skipped)
        return;
    else if (o->paragraph == depth)
        o->paragraph = 0;
    else if (o->table == depth)
        end_table(o);
    else if (o->table && !o->cell && is(name, "table:table-row"))
        end_row(o);
    else if (is(name, "style:style"))
        o->style = NULL;
    if (o->book->failed)
        xml_stop(x);
}

bool ods_read(struct book *b)
{
    static const struct xml_handler handler = {on_start, on_end, on_text};
    struct ods o = {.book = b, .hidden_styles = map_new(b->arena)};
    bool ok = book_xml(b, CONTENT_ENTRY, true, &handler, &o);

    buf_free(&o.text);
    return ok;
}
