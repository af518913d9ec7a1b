#include "backend/xlsx/book.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xlsxwriter/utility.h>

#include "base/utf8.h"

#define FONT         "標楷體" /* every agency has it; another application takes its nearest */
#define MAX_LIST     255      /* Excel's limit for a list typed into a validation */
#define MAX_CHOICES  250
#define MAX_MESSAGE  255
#define FIRST_DAY    (-21185 + 25569) /* 1912-01-01 as Excel counts */
#define LAST_DAY     (67934 + 25569)  /* 2155-12-31 */
#define MOST_DIGITS  999999999999999.0

/* libxlsxwriter writes each part of a workbook to a temporary file first. This takes the place of its own
 * function for that, so that the parts stay in memory: nothing of a workbook is ever on the disk but
 * itself, and a dozen files less are made and deleted for each, which took a third of the time. Where
 * the library is bound to its own function, that one makes them in book_open's tmpdir. */
FILE *lxw_tmpfile(char *tmpdir)
{
    int fd = memfd_create("part", MFD_CLOEXEC);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w+b");

    (void)tmpdir;
    if (!f && fd >= 0)
        close(fd);
    return f;
}

char *book_text(const char *s)
{
    return (char *)(uintptr_t)s;
}

void book_keep(struct book *b, lxw_error e)
{
    if (!b->error)
        b->error = e;
}

void book_open(struct book *b, const char *path, const char *tmpdir, struct str title,
               struct str subject, time_t created, struct arena *a)
{
    lxw_workbook_options options = {.tmpdir = book_text(tmpdir)};
    lxw_doc_properties about = {.created = created};

    *b = (struct book){.a = a};
    b->workbook = workbook_new_opt(path, &options);
    if (!b->workbook)
        out_of_memory();
    about.title = book_text(arena_str(a, str_slice(title, 0, MAX_MESSAGE)).ptr);
    about.subject = book_text(arena_str(a, str_slice(subject, 0, MAX_MESSAGE)).ptr);
    if (title.len > MAX_MESSAGE || !utf8_valid(str_from(about.title)))
        about.title = NULL;
    if (subject.len > MAX_MESSAGE || !utf8_valid(str_from(about.subject)))
        about.subject = NULL;
    book_keep(b, workbook_set_properties(b->workbook, &about));
}

lxw_worksheet *book_sheet(struct book *b, struct str name)
{
    lxw_worksheet *sheet = workbook_add_worksheet(b->workbook, arena_str(b->a, name).ptr);

    if (!sheet)
        book_keep(b, LXW_ERROR_SHEETNAME_ALREADY_USED);
    return sheet;
}

static bool same_look(const struct book_look *x, const struct book_look *y)
{
    return x->size == y->size && x->align == y->align && x->valign == y->valign &&
           x->fill == y->fill && x->bold == y->bold && x->ruled == y->ruled &&
           x->wrap == y->wrap && x->open == y->open && x->indent == y->indent &&
           x->number == y->number;
}

static lxw_format *new_format(struct book *b, const struct book_look *look)
{
    lxw_format *f = workbook_add_format(b->workbook);

    if (look->size) {
        format_set_font_name(f, FONT);
        format_set_font_size(f, look->size / 1000.0);
    }
    if (look->bold)
        format_set_bold(f);
    if (look->ruled)
        format_set_border(f, LXW_BORDER_THIN);
    if (look->wrap)
        format_set_text_wrap(f);
    if (look->fill)
        format_set_bg_color(f, look->fill);
    if (look->number)
        format_set_num_format(f, look->number);
    if (look->open)
        format_set_unlocked(f);
    if (look->indent)
        format_set_indent(f, (uint8_t)(look->indent < 15 ? look->indent : 15));
    format_set_align(f, look->align);
    format_set_align(f, look->valign);
    return f;
}

lxw_format *book_format(struct book *b, const struct book_look *look)
{
    for (size_t i = 0; i < b->nformats; i++)
        if (same_look(&b->formats[i].look, look))
            return b->formats[i].format;
    arena_grow(b->a, &b->formats, &b->formats_cap, b->nformats, sizeof *b->formats);
    b->formats[b->nformats].look = *look;
    b->formats[b->nformats].format = new_format(b, look);
    return b->formats[b->nformats++].format;
}

static const char *date_format(struct str format)
{
    if (str_eq(format, STR("iso")))
        return "yyyy-mm-dd";
    if (str_eq(format, STR("roc-slash")))
        return "[$-404]e\"/\"mm\"/\"dd";
    if (str_eq(format, STR("roc-long")))
        return "[$-404]\"中華民國\"e\"年\"m\"月\"d\"日\"";
    return "[$-404]e\"年\"m\"月\"d\"日\"";
}

const char *book_number_format(const struct book *b, const struct value_spec *spec,
                               struct str format)
{
    bool comma = str_eq(format, STR("comma"));

    switch (spec ? spec->type : VALUE_TEXT) {
    case VALUE_DATE:
        return b->dates_as_text ? "@" : date_format(format);
    case VALUE_TIME:
        return "hh:mm";
    case VALUE_INT:
        return comma ? "#,##0" : "0";
    case VALUE_DECIMAL:
        return comma ? "#,##0.################" : "General";
    default:
        return "@";
    }
}

/* Dropdowns. */

static const struct value_choice yes_no[] = {{STR("1"), STR("是")}, {STR("0"), STR("否")}};

static const struct value_choice *choices_of(const struct value_spec *spec, size_t *n)
{
    bool given = spec->nchoices > 0;

    *n = given ? spec->nchoices : 2;
    return given ? spec->choices : yes_no;
}

static struct str label_of(const struct value_choice *c)
{
    return c->label.len ? c->label : c->name;
}

/* The labels of a choice, closed by NULL; NULL when they cannot be typed into a validation. */
static const char **short_list(struct book *b, const struct value_spec *spec)
{
    size_t n, chars = 0;
    const struct value_choice *choices = choices_of(spec, &n);
    const char **list;

    if (n > MAX_CHOICES)
        return NULL;
    list = arena_array(b->a, n + 1, sizeof *list);
    for (size_t i = 0; i < n; i++) {
        struct str label = label_of(&choices[i]);

        if (str_find(label, STR(",")) < label.len || str_find(label, STR("\"")) < label.len)
            return NULL;
        chars += label.len + 1; /* bytes: on the safe side */
        list[i] = arena_str(b->a, label).ptr;
    }
    return chars <= MAX_LIST ? list : NULL;
}

/* A list on the lists' sheet, as a formula; the same list once. */
static const char *long_list(struct book *b, const struct value_spec *spec)
{
    size_t at = 0, n;

    while (at < b->nlists && b->lists[at]->choices != spec->choices)
        at++;
    if (at == b->nlists) {
        arena_grow(b->a, &b->lists, &b->lists_cap, b->nlists, sizeof *b->lists);
        b->lists[b->nlists++] = spec;
    }
    choices_of(spec, &n);
    {
        char first[LXW_MAX_CELL_NAME_LENGTH], last[LXW_MAX_CELL_NAME_LENGTH];

        lxw_rowcol_to_cell_abs(first, 0, (lxw_col_t)at, true, true);
        lxw_rowcol_to_cell_abs(last, (lxw_row_t)n - 1, (lxw_col_t)at, true, true);
        return arena_fmt(b->a, "='" BOOK_LISTS "'!%s:%s", first, last).ptr;
    }
}

static void write_lists(struct book *b)
{
    lxw_worksheet *sheet = b->nlists ? book_sheet(b, STR(BOOK_LISTS)) : NULL;

    for (size_t k = 0; sheet && k < b->nlists; k++) {
        size_t n;
        const struct value_choice *choices = choices_of(b->lists[k], &n);

        for (size_t i = 0; i < n; i++)
            book_keep(b, worksheet_write_string(sheet, (lxw_row_t)i, (lxw_col_t)k,
                                                arena_str(b->a, label_of(&choices[i])).ptr, NULL));
    }
    if (!sheet)
        return;
    worksheet_protect(sheet, NULL, NULL);
    worksheet_hide(sheet);
}

/* Checks. */

static void choose_list(struct book *b, lxw_data_validation *v, const struct value_spec *spec)
{
    const char **list = short_list(b, spec);

    v->validate = list ? LXW_VALIDATION_TYPE_LIST : LXW_VALIDATION_TYPE_LIST_FORMULA;
    v->error_title = book_text("不在清單中");
    v->error_message = book_text("請由下拉清單選取。");
    if (list)
        v->value_list = (char **)(uintptr_t)list;
    else
        v->value_formula = book_text(long_list(b, spec));
}

static void between(lxw_data_validation *v, uint8_t type, double least, double most,
                    const char *message)
{
    v->validate = type;
    v->criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
    v->minimum_number = least;
    v->maximum_number = most;
    v->error_title = book_text("請更正");
    v->error_message = book_text(message);
}

static void check_of(struct book *b, lxw_data_validation *v, const struct value_spec *spec)
{
    size_t most = spec->type == VALUE_ID ? 10 : spec->type == VALUE_ID_PREFIX ? 6 : spec->max_chars;

    switch (spec->type) {
    case VALUE_CHOICE:
    case VALUE_BOOL:
        choose_list(b, v, spec);
        break;
    case VALUE_DATE:
        between(v, LXW_VALIDATION_TYPE_DATE_NUMBER, FIRST_DAY, LAST_DAY,
                "請輸入日期，以西元年輸入，例如 2026/11/20；儲存格會顯示為民國年。");
        break;
    case VALUE_TIME:
        between(v, LXW_VALIDATION_TYPE_TIME_NUMBER, 0, 0.999999, "請輸入時間，例如 14:30。");
        break;
    case VALUE_INT:
        between(v, LXW_VALIDATION_TYPE_INTEGER, -MOST_DIGITS, MOST_DIGITS,
                "請輸入整數，只寫數字，不加單位。");
        break;
    case VALUE_DECIMAL:
        between(v, LXW_VALIDATION_TYPE_DECIMAL, -MOST_DIGITS, MOST_DIGITS,
                "請輸入數字，不加單位。");
        break;
    default:
        if (most == 0)
            return;
        v->validate = LXW_VALIDATION_TYPE_LENGTH;
        v->criteria = LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO;
        v->value_number = (double)most;
        v->error_title = book_text("請更正");
        v->error_message =
            book_text(arena_fmt(b->a, "至多 %zu 個字，請縮短。", most).ptr);
    }
}

/* A date with slashes must be one, of either calendar; what is written otherwise (1151120,
 * 115年11月20日, a date pasted as one) is left to `check`. */
static void check_typed_date(struct book *b, lxw_data_validation *v, lxw_row_t row, lxw_col_t col)
{
    char cell[LXW_MAX_CELL_NAME_LENGTH];

    lxw_rowcol_to_cell(cell, row, col);
    v->validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA;
    v->value_formula = book_text(
        arena_fmt(b->a,
                  "=OR(ISNUMBER(%s),ISERROR(FIND(\"/\",%s)),ISNUMBER(DATEVALUE(LEFT(%s,FIND(\"/\","
                  "%s)-1)+IF(FIND(\"/\",%s)<5,1911,0)&SUBSTITUTE(MID(%s,FIND(\"/\",%s),9),\"/"
                  "\",\"-\"))))",
                  cell, cell, cell, cell, cell, cell, cell)
            .ptr);
    v->error_title = book_text("請更正");
    v->error_message = book_text("沒有這個日期；請寫成 115/11/20 或 2026/11/20。");
}

void book_validate(struct book *b, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col,
                   lxw_row_t last_row, lxw_col_t last_col, const struct value_spec *spec,
                   struct str hint)
{
    lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_ANY};
    size_t at = 0;

    if (spec->type == VALUE_DATE && b->dates_as_text)
        check_typed_date(b, &v, row, col);
    else
        check_of(b, &v, spec);
    for (size_t i = 0; i < MAX_MESSAGE && at < hint.len; i++)
        utf8_next(hint, &at);
    if (hint.len)
        v.input_message = book_text(arena_str(b->a, str_slice(hint, 0, at)).ptr);
    if (v.validate != LXW_VALIDATION_TYPE_ANY || hint.len)
        book_keep(b, worksheet_data_validation_range(sheet, row, col, last_row, last_col, &v));
}

/* Text of a page's head or foot, where & begins a code. */
static void put_plain(struct buf *to, struct str text)
{
    for (size_t i = 0; i < text.len && utf8_count(buf_view(to)) < 150; i++) {
        buf_char(to, text.ptr[i]);
        if (text.ptr[i] == '&')
            buf_char(to, '&');
    }
    while (!utf8_valid(buf_view(to)))
        to->len--;
}

void book_head(struct book *b, lxw_worksheet *sheet, struct str text, int size)
{
    struct buf head = {0};

    buf_fmt(&head, "&R&%d ", size);
    put_plain(&head, text);
    book_keep(b, worksheet_set_header(sheet, arena_str(b->a, buf_view(&head)).ptr));
    buf_free(&head);
}

void book_page(struct book *b, lxw_worksheet *sheet, uint8_t paper, bool landscape, struct str left)
{
    struct buf foot = {0};

    worksheet_set_paper(sheet, paper);
    if (landscape)
        worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    buf_str(&foot, STR("&L&8"));
    put_plain(&foot, left);
    buf_str(&foot, STR("&C&9第 &P 頁，共 &N 頁"));
    book_keep(b, worksheet_set_footer(sheet, arena_str(b->a, buf_view(&foot)).ptr));
    buf_free(&foot);
}

/* The library prints what fails on the standard error output, where diagnostics alone belong. *cause: the
 * system's error. */
static lxw_error close_silently(lxw_workbook *w, int *cause)
{
    int kept = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    lxw_error e;

    if (kept >= 0 && null >= 0)
        dup2(null, STDERR_FILENO);
    errno = 0;
    e = workbook_close(w);
    *cause = errno;
    if (kept >= 0)
        dup2(kept, STDERR_FILENO);
    close(kept);
    close(null);
    return e;
}

bool book_close(struct book *b, const char *path, struct diag *d)
{
    struct str why;
    int cause;

    write_lists(b);
    book_keep(b, close_silently(b->workbook, &cause));
    b->workbook = NULL;
    why = b->error == LXW_ERROR_ZIP_FILE_OPERATION && cause ? diag_system(d, cause)
                                                           : str_from(lxw_strerror(b->error));
    return !b->error || diag(d, DIAG_WRITE, pos_file(path), why);
}
