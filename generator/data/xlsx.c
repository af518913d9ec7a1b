/* ECMA-376, both its namespaces: only local names count. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"
#include "data/book.h"

#define LAST_ROW    1048576 /* of a sheet */
#define LAST_COLUMN 16384
#define MOST_STYLES 100000

struct listed_sheet {
    struct str name, id;
    bool hidden;
};

struct xlsx {
    struct book *book;
    const char *folder; /* of the part whose relationships are read */
    struct map targets; /* by relationship id */
    const char *workbook, *strings, *styles;
    struct listed_sheet *sheets;
    size_t nsheets, cap_sheets;
    struct str *shared;
    size_t nshared, cap_shared;
    struct map codes; /* number formats by id */
    struct number_format *formats;
    size_t nformats, cap_formats;

    /* while a part is read */
    bool in_table, in_cell, takes_text;
    unsigned phonetic;
    struct buf text;
    uint32_t row;
    size_t col;
    bool row_hidden, has_formula;
    char type[12];
    size_t style;
};

static bool ends(const char *s, const char *tail)
{
    return s && str_ends(str_from(s), str_from(tail));
}

static bool is_true(const char *s)
{
    return s && (strcmp(s, "1") == 0 || strcmp(s, "true") == 0 || strcmp(s, "on") == 0);
}

/* What a relationship leads to, as an entry's name: from the archive's top, or from `folder`. */
static const char *resolve(struct xlsx *x, const char *target)
{
    struct arena *a = x->book->arena;
    struct str path =
        target[0] == '/' ? str_from(target) : arena_fmt(a, "%s/%s", x->folder, target);
    char *to = arena_alloc(a, path.len + 1);
    size_t n = 0;

    for (size_t at = 0, end; at < path.len; at = end + 1) {
        struct str part =
            str_slice(path, at, at + str_find(str_slice(path, at, path.len), STR("/")));

        end = at + part.len;
        if (part.len == 0 || str_eq(part, STR(".")))
            continue;
        if (str_eq(part, STR(".."))) {
            while (n && to[--n] != '/')
                continue;
            continue;
        }
        if (n)
            to[n++] = '/';
        memcpy(to + n, part.ptr, part.len);
        n += part.len;
    }
    to[n] = 0;
    return to;
}

static void no_end(void *me, struct xml *x, const char *name)
{
    (void)me, (void)x, (void)name;
}

static void no_text(void *me, const char *bytes, size_t n)
{
    (void)me, (void)bytes, (void)n;
}

static void take_text(void *me, const char *bytes, size_t n)
{
    struct xlsx *x = me;

    if (x->takes_text)
        book_put_text(&x->text, bytes, n);
}

/* relationships */

static void on_relationship(void *me, struct xml *xml, const char *name,
                            const char *const *attributes)
{
    struct xlsx *x = me;
    const char *id = xml_attribute(attributes, "Id"), *type = xml_attribute(attributes, "Type");
    const char *target = xml_attribute(attributes, "Target");

    (void)xml;
    if (strcmp(xml_local(name), "Relationship") || !id || !type || !target)
        return;
    target = resolve(x, target);
    if (ends(type, "/officeDocument"))
        x->workbook = target;
    else if (ends(type, "/sharedStrings"))
        x->strings = target;
    else if (ends(type, "/styles"))
        x->styles = target;
    else if (ends(type, "/worksheet"))
        *map_slot(&x->targets, str_from(id)) = (void *)target;
}

static bool read_relationships(struct xlsx *x, const char *folder, const char *base)
{
    static const struct xml_handler handler = {on_relationship, no_end, no_text};
    struct arena *a = x->book->arena;
    const char *entry = arena_fmt(a, "%s%s_rels/%s.rels", folder, *folder ? "/" : "", base).ptr;

    x->folder = folder;
    return book_xml(x->book, entry, true, &handler, x);
}

/* the workbook */

static void on_workbook(void *me, struct xml *xml, const char *name, const char *const *attributes)
{
    struct xlsx *x = me;
    struct arena *a = x->book->arena;
    const char *local = xml_local(name), *id, *state, *called;

    if (strcmp(local, "workbookPr") == 0)
        x->book->days_1904 = is_true(xml_attribute(attributes, "date1904"));
    if (strcmp(local, "sheet"))
        return;
    called = xml_attribute(attributes, "name");
    id = xml_local_attribute(attributes, "id");
    state = xml_attribute(attributes, "state");
    if (x->nsheets >= WORKBOOK_MAX_SHEETS) {
        book_too_many(x->book, DIAG_TOO_MANY_SHEETS, pos_file(x->book->out->file), WORKBOOK_MAX_SHEETS);
        xml_stop(xml);
        return;
    }
    arena_grow(a, &x->sheets, &x->cap_sheets, x->nsheets, sizeof *x->sheets);
    x->sheets[x->nsheets++] =
        (struct listed_sheet){arena_str(a, str_from(called)), arena_str(a, str_from(id)),
                              state && strcmp(state, "visible")};
}

static bool read_workbook(struct xlsx *x)
{
    static const struct xml_handler handler = {on_workbook, no_end, no_text};
    const char *slash;
    struct arena *a = x->book->arena;

    if (!read_relationships(x, "", ""))
        return false;
    if (!x->workbook)
        x->workbook = "xl/workbook.xml";
    slash = strrchr(x->workbook, '/');
    return book_xml(x->book, x->workbook, true, &handler, x) &&
           read_relationships(
               x,
               slash ? arena_str(a, (struct str){x->workbook, (size_t)(slash - x->workbook)}).ptr
                     : "",
               slash ? slash + 1 : x->workbook);
}

/* shared strings */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* _xHHHH_ at `at` (ECMA-376 part 1, 22.9.2.19); no NUL. */
static bool escaped(struct str s, size_t at, uint32_t *unit)
{
    *unit = 0;
    if (at + 7 > s.len || s.ptr[at] != '_' || s.ptr[at + 1] != 'x' || s.ptr[at + 6] != '_')
        return false;
    for (size_t i = at + 2; i < at + 6; i++) {
        if (hex(s.ptr[i]) < 0)
            return false;
        *unit = *unit << 4 | (uint32_t)hex(s.ptr[i]);
    }
    return *unit > 0;
}

static void put_escaped(struct buf *to, struct str s, size_t *at, uint32_t unit)
{
    uint32_t low;

    *at += 7;
    if (unit >= 0xD800 && unit < 0xDC00 && escaped(s, *at, &low) && low >= 0xDC00 && low < 0xE000) {
        *at += 7;
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    utf8_put(to, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
}

/* Text as XLSX writes it: escapes decoded, line ends \n. */
static struct str plain_text(struct str s, struct arena *a)
{
    struct buf b = {0};
    struct str text;
    uint32_t unit;
    size_t n = 0;

    if (str_find(s, STR("_x")) == s.len && str_find(s, STR("\r")) == s.len)
        return arena_str(a, s);
    for (size_t at = 0; at < s.len;) {
        if (escaped(s, at, &unit))
            put_escaped(&b, s, &at, unit);
        else
            buf_char(&b, s.ptr[at++]);
    }
    for (size_t i = 0; i < b.len; i++) {
        if (b.ptr[i] == '\r' && i + 1 < b.len && b.ptr[i + 1] == '\n')
            continue;
        b.ptr[n++] = b.ptr[i] == '\r' ? '\n' : b.ptr[i];
    }
    b.len = n;
    text = arena_str(a, buf_view(&b));
    buf_free(&b);
    return text;
}

static bool is_phonetic(const char *local)
{
    return strcmp(local, "rPh") == 0;
}

static void on_string_start(void *me, struct xml *xml, const char *name,
                            const char *const *attributes)
{
    struct xlsx *x = me;
    const char *local = xml_local(name);

    (void)xml, (void)attributes;
    if (strcmp(local, "si") == 0)
        x->text.len = 0;
    x->phonetic += is_phonetic(local);
    x->takes_text = strcmp(local, "t") == 0 && !x->phonetic;
}

static void on_string_end(void *me, struct xml *xml, const char *name)
{
    struct xlsx *x = me;
    const char *local = xml_local(name);

    x->takes_text = false;
    x->phonetic -= is_phonetic(local);
    if (strcmp(local, "si"))
        return;
    if (x->nshared == WORKBOOK_MAX_CELLS) {
        book_too_many(x->book, DIAG_TOO_MANY_CELLS, pos_file(x->book->out->file), WORKBOOK_MAX_CELLS);
        xml_stop(xml);
        return;
    }
    arena_grow(x->book->arena, &x->shared, &x->cap_shared, x->nshared, sizeof *x->shared);
    x->shared[x->nshared++] = plain_text(buf_view(&x->text), x->book->arena);
}

static bool read_strings(struct xlsx *x)
{
    static const struct xml_handler handler = {on_string_start, on_string_end, take_text};

    return !x->strings || book_xml(x->book, x->strings, false, &handler, x);
}

/* styles: only what makes a number a date */

static struct number_format format_of(struct xlsx *x, const char *id)
{
    struct str *code = map_get(&x->codes, str_from(id));

    return code ? number_format_read(*code) : number_format_built_in(strtoul(id, NULL, 10));
}

static void on_style_start(void *me, struct xml *xml, const char *name,
                           const char *const *attributes)
{
    struct xlsx *x = me;
    struct arena *a = x->book->arena;
    const char *local = xml_local(name), *id = xml_attribute(attributes, "numFmtId");
    const char *code = xml_attribute(attributes, "formatCode");

    if (strcmp(local, "cellXfs") == 0)
        x->in_table = true;
    if (strcmp(local, "numFmt") == 0 && id && code) {
        struct str *kept = arena_alloc(a, sizeof *kept);

        *kept = arena_str(a, str_from(code));
        *map_slot(&x->codes, str_from(id)) = kept;
    }
    if (strcmp(local, "xf") || !x->in_table)
        return;
    if (x->nformats >= MOST_STYLES) {
        xml_stop(xml);
        return;
    }
    arena_grow(a, &x->formats, &x->cap_formats, x->nformats, sizeof *x->formats);
    x->formats[x->nformats++] = format_of(x, id ? id : "0");
}

static void on_style_end(void *me, struct xml *xml, const char *name)
{
    struct xlsx *x = me;

    (void)xml;
    if (strcmp(xml_local(name), "cellXfs") == 0)
        x->in_table = false;
}

static bool read_styles(struct xlsx *x)
{
    static const struct xml_handler handler = {on_style_start, on_style_end, no_text};
    bool ok = !x->styles || book_xml(x->book, x->styles, false, &handler, x);

    x->in_table = false;
    return ok;
}

/* a sheet */

/* C12; false when it is no cell. col: 1-based. */
static bool read_reference(const char **s, uint32_t *row, uint32_t *col)
{
    const char *p = *s;

    for (*col = *row = 0; *p == '$' || (*p | 0x20) >= 'a'; p++) {
        if (*p != '$' && ((*p | 0x20) > 'z' ||
                          (*col = *col * 26 + (uint32_t)((*p | 0x20) - 'a' + 1)) > LAST_COLUMN))
            return false;
    }
    for (; *p == '$' || (*p >= '0' && *p <= '9'); p++)
        if (*p != '$' && (*row = *row * 10 + (uint32_t)(*p - '0')) > LAST_ROW)
            return false;
    *s = p;
    return *col && *row;
}

static void begin_row(struct xlsx *x, struct xml *xml, const char *const *attributes)
{
    const char *number = xml_attribute(attributes, "r");
    unsigned long row = number ? strtoul(number, NULL, 10) : x->row + 1ul;

    if (row <= x->row || row > LAST_ROW) {
        book_damaged_row(x->book, row > LAST_ROW ? 0 : (uint32_t)row, "sheetData");
        xml_stop(xml);
        return;
    }
    x->row = (uint32_t)row;
    x->col = 0;
    x->row_hidden = is_true(xml_attribute(attributes, "hidden"));
    x->book->made.ncells = 0;
}

static void begin_cell(struct xlsx *x, const char *const *attributes)
{
    uint32_t row, col;

    x->in_cell = true;
    x->phonetic = 0;
    x->has_formula = false;
    x->text.len = 0;
    x->style = 0;
    x->type[0] = 0;
    for (; *attributes; attributes += 2) {
        const char *value = attributes[1];

        if (attributes[0][1])
            continue;
        if (attributes[0][0] == 'r' && read_reference(&value, &row, &col))
            x->col = col - 1;
        else if (attributes[0][0] == 's')
            x->style = strtoul(value, NULL, 10);
        else if (attributes[0][0] == 't')
            snprintf(x->type, sizeof x->type, "%s", value);
    }
}

static struct sheet_cell shared_cell(struct xlsx *x)
{
    unsigned long at;

    buf_char(&x->text, 0);
    at = strtoul(x->text.ptr, NULL, 10);
    if (at < x->nshared)
        return book_text_cell(x->shared[at], NULL);
    book_damaged(x->book, x->strings ? x->strings : "sharedStrings");
    return (struct sheet_cell){0};
}

static struct sheet_cell cell_of(struct xlsx *x)
{
    struct arena *a = x->book->arena;
    struct str text = buf_view(&x->text);
    struct number_format f =
        x->style < x->nformats ? x->formats[x->style] : (struct number_format){0};

    if (strcmp(x->type, "str") == 0 || strcmp(x->type, "inlineStr") == 0)
        return book_text_cell(plain_text(text, a), NULL);
    text = str_trim(text);
    if (text.len == 0)
        return (struct sheet_cell){.flaw = x->has_formula ? SHEET_NO_RESULT : SHEET_SOUND};
    if (strcmp(x->type, "s") == 0)
        return shared_cell(x);
    if (strcmp(x->type, "b") == 0)
        return (struct sheet_cell){.text = is_true(arena_str(a, text).ptr) ? STR("TRUE")
                                                                           : STR("FALSE")};
    if (strcmp(x->type, "e") == 0)
        return (struct sheet_cell){.text = arena_str(a, text), .flaw = SHEET_ERROR_VALUE};
    if (strcmp(x->type, "d") == 0)
        return (struct sheet_cell){.text = number_iso(text, a)};
    return number_cell(text, f, x->book->days_1904, a);
}

static void add_merge(struct xlsx *x, struct xml *xml, const char *ref)
{
    struct workbook_merge m;

    if (!ref || !read_reference(&ref, &m.row, &m.col) || *ref++ != ':' ||
        !read_reference(&ref, &m.last_row, &m.last_col) || m.last_row < m.row || m.last_col < m.col)
        return; /* one cell, or none */
    if (!book_add_merge(x->book, m))
        xml_stop(xml);
}

static void hide_columns(struct xlsx *x, const char *const *attributes)
{
    const char *first = xml_attribute(attributes, "min"), *last = xml_attribute(attributes, "max");
    unsigned long from = first ? strtoul(first, NULL, 10) : 0;

    if (is_true(xml_attribute(attributes, "hidden")) && from && last)
        book_hide_columns(x->book, from - 1, strtoul(last, NULL, 10) - 1);
}

static void on_sheet_start(void *me, struct xml *xml, const char *name,
                           const char *const *attributes)
{
    struct xlsx *x = me;
    const char *local = xml_local(name);

    if (x->in_cell) {
        x->phonetic += is_phonetic(local);
        x->has_formula |= strcmp(local, "f") == 0;
        x->takes_text = strcmp(local, "v") == 0 || (strcmp(local, "t") == 0 && !x->phonetic);
    } else if (x->in_table && strcmp(local, "c") == 0) {
        begin_cell(x, attributes);
    } else if (x->in_table && strcmp(local, "row") == 0) {
        begin_row(x, xml, attributes);
    } else if (strcmp(local, "sheetData") == 0) {
        x->in_table = true;
    } else if (strcmp(local, "mergeCell") == 0) {
        add_merge(x, xml, xml_attribute(attributes, "ref"));
    } else if (strcmp(local, "col") == 0) {
        hide_columns(x, attributes);
    }
}

static void on_sheet_end(void *me, struct xml *xml, const char *name)
{
    struct xlsx *x = me;
    const char *local = xml_local(name);

    x->takes_text = false;
    if (x->in_cell) {
        x->phonetic -= is_phonetic(local);
        if (strcmp(local, "c"))
            return;
        x->in_cell = false;
        book_put(x->book, x->row, x->col++, cell_of(x));
    } else if (x->in_table && strcmp(local, "row") == 0) {
        book_keep_row(x->book, x->row, x->row_hidden);
    } else if (strcmp(local, "sheetData") == 0) {
        x->in_table = false;
    }
    if (x->book->failed)
        xml_stop(xml);
}

static bool read_sheet(struct xlsx *x, const struct listed_sheet *sheet)
{
    static const struct xml_handler handler = {on_sheet_start, on_sheet_end, take_text};
    const char *entry = map_get(&x->targets, sheet->id);

    if (!entry) /* a chart, a macro sheet */
        return true;
    x->row = 0;
    x->in_table = x->in_cell = x->takes_text = false;
    x->phonetic = 0;
    return book_begin_sheet(x->book, sheet->name, sheet->hidden) &&
           book_xml(x->book, entry, true, &handler, x) && book_end_sheet(x->book);
}

bool xlsx_read(struct book *b)
{
    struct xlsx x = {.book = b, .targets = map_new(b->arena), .codes = map_new(b->arena)};
    bool ok = read_workbook(&x) && read_strings(&x) && read_styles(&x);

    for (size_t i = 0; ok && i < x.nsheets; i++)
        ok = read_sheet(&x, &x.sheets[i]);
    buf_free(&x.text);
    return ok;
}
