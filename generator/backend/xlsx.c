#include "backend/xlsx.h"

#include <string.h>
#include <xlsxwriter.h>

#include "base/utf8.h"

#define LAST_ROW     2000 /* dropdowns and formats reach this far */
#define MAX_LIST     255  /* Excel's limit for a list typed into a validation */
#define MAX_HINT     255  /* of an input message; its title takes 32 */
#define MAX_CHOICES  64

/* libxlsxwriter takes char * for what it only reads. */
static char *lxw_text(const char *s)
{
    return (char *)(uintptr_t)s;
}

struct book {
    lxw_workbook *workbook;
    lxw_format *header, *required, *example, *text, *date;
};

static lxw_format *header_format(struct book *b, lxw_color_t colour)
{
    lxw_format *f = workbook_add_format(b->workbook);

    format_set_bold(f);
    format_set_bg_color(f, colour);
    format_set_border(f, LXW_BORDER_THIN);
    format_set_text_wrap(f);
    return f;
}

static void make_formats(struct book *b)
{
    b->header = header_format(b, 0xEEEEEE);
    b->required = header_format(b, 0xFFE699);
    b->example = workbook_add_format(b->workbook);
    format_set_font_color(b->example, 0x808080);
    format_set_italic(b->example);
    format_set_num_format(b->example, "@");
    b->text = workbook_add_format(b->workbook);
    format_set_num_format(b->text, "@");
    b->date = workbook_add_format(b->workbook);
    format_set_num_format(b->date, "[$-404]e\"/\"mm\"/\"dd");
}

static const char *const yes_no[] = {"是", "否", NULL};

/* The labels of a choice, closed by NULL; NULL when they are too long for a list. */
static const char *const *list_of(const struct value_spec *spec, const char **room)
{
    size_t chars = 0, n = 0;

    if (spec->type == VALUE_BOOL)
        return yes_no;
    if (spec->type != VALUE_CHOICE || spec->nchoices > MAX_CHOICES)
        return NULL;
    for (; n < spec->nchoices; n++) {
        room[n] = spec->choices[n].label.ptr;
        chars += utf8_count(spec->choices[n].label) + 1;
    }
    room[n] = NULL;
    return chars <= MAX_LIST ? room : NULL;
}

static lxw_error add_validation(lxw_worksheet *sheet, lxw_col_t col, const struct xlsx_column *c)
{
    const char *room[MAX_CHOICES + 1];
    const char *const *list = list_of(c->spec, room);
    lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_ANY};

    if (!list && !c->hint.len)
        return LXW_NO_ERROR;
    if (list) {
        v.validate = LXW_VALIDATION_TYPE_LIST;
        v.value_list = (char **)(uintptr_t)list;
        v.error_title = lxw_text("不在清單中");
        v.error_message = lxw_text("請由下拉清單選取。");
    }
    if (c->hint.len && utf8_count(c->hint) <= MAX_HINT)
        v.input_message = lxw_text(c->hint.ptr);
    return worksheet_data_validation_range(sheet, 1, col, LAST_ROW, col, &v);
}

static double column_width(const struct xlsx_column *c)
{
    size_t chars = utf8_count(c->label), example = utf8_count(c->example);

    return 2.2 * (double)(chars > example ? chars : example) + 4;
}

static lxw_error write_column(struct book *b, lxw_worksheet *sheet, lxw_col_t col,
                              const struct xlsx_column *c)
{
    lxw_format *format = c->spec->type == VALUE_DATE ? b->date : b->text;
    lxw_error e = worksheet_set_column(sheet, col, col, column_width(c), format);

    if (!e)
        e = worksheet_write_string(sheet, 0, col, c->label.ptr,
                                   c->required ? b->required : b->header);
    if (!e && c->example.len)
        e = worksheet_write_string(sheet, 1, col, c->example.ptr, b->example);
    return e ? e : add_validation(sheet, col, c);
}

static lxw_error write_sheet(struct book *b, const struct xlsx_sheet *s)
{
    lxw_worksheet *sheet = workbook_add_worksheet(b->workbook, s->name.ptr);
    lxw_error e = sheet ? LXW_NO_ERROR : LXW_ERROR_MEMORY_MALLOC_FAILED;

    for (size_t i = 0; !e && i < s->ncolumns; i++)
        e = write_column(b, sheet, (lxw_col_t)i, &s->columns[i]);
    if (!sheet)
        return e;
    worksheet_freeze_panes(sheet, 1, 0);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    return e ? e : worksheet_repeat_rows(sheet, 0, 0);
}

bool xlsx_write_data_book(const char *path, const char *folder, struct str title,
                          const struct xlsx_sheet *sheets, size_t n, struct diag *d)
{
    lxw_workbook_options options = {.tmpdir = lxw_text(folder)};
    lxw_doc_properties about = {.title = lxw_text(title.ptr), .created = 946684800}; /* the same bytes always */
    struct book b = {.workbook = workbook_new_opt(path, &options)};
    lxw_error e, closed;

    if (!b.workbook)
        out_of_memory();
    make_formats(&b);
    e = workbook_set_properties(b.workbook, &about);
    for (size_t i = 0; !e && i < n; i++)
        e = write_sheet(&b, &sheets[i]);
    closed = workbook_close(b.workbook);
    if (!e && !closed)
        return true;
    return diag(d, DIAG_WRITE, pos_file(path), str_from(lxw_strerror(e ? e : closed)));
}
