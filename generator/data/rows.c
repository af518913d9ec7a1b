#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "data/source.h"

struct filler {
    struct source *src;
    struct query *insert;
    const struct load_options *options;
    struct arena *arena, *scratch; /* the run's, one row's values */
    struct diag *diag;
    bool settled[SHEET_MAX_COLUMNS]; /* columns with a heading, or reported to have none */
    bool failed;
};

const struct source *source_lookup(const struct sources *all, struct str set)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i].set->name, set))
            return &all->items[i];
    return NULL;
}

static struct pos returned_pos(const struct source_returned *r, size_t column)
{
    struct source_cell c = {0};

    if (column != SOURCE_NONE)
        c = r->cells[column];
    return c.row ? pos_cell(r->file, r->sheet, c.row, c.col) : pos_file(r->file);
}

struct pos source_pos(const struct source *src, uint32_t row, size_t column)
{
    size_t at = column != SOURCE_NONE && src->column_of ? src->column_of[column] : SOURCE_NONE;

    if (row >= SOURCE_RETURNED)
        return returned_pos(&src->returned[row - SOURCE_RETURNED], column);
    if (at == SOURCE_NONE)
        return pos_cell(src->sheet.file, src->sheet.name, row, 0);
    return pos_cell(src->sheet.file, src->sheet.name, row, (uint32_t)at + 1);
}

struct pos source_file_pos(const struct source *src)
{
    return src->sheet.name ? pos_cell(src->path, src->sheet.name, 0, 0) : pos_file(src->path);
}

static bool is_example(const struct sheet_row *row)
{
    for (size_t c = 0; c < row->ncells; c++)
        if (str_starts(str_trim(row->cells[c].text), STR(LOAD_EXAMPLE)))
            return true;
    return false;
}

static bool is_blank(const struct sheet_row *row)
{
    for (size_t c = 0; c < row->ncells; c++)
        if (row->cells[c].bad || row->cells[c].flaw == SHEET_NO_RESULT ||
            str_trim(row->cells[c].text).len)
            return false;
    return true;
}

bool source_is_empty(const struct source *src)
{
    for (size_t i = src->header + 1; i < src->sheet.nrows; i++)
        if (!is_blank(&src->sheet.rows[i]) && !is_example(&src->sheet.rows[i]))
            return false;
    return !src->broken;
}

/* The first control character that is no tab or line end, or 0. */
static uint32_t control_in(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7F)
            return c; /* a NUL has been reported by the file's reader */
        if (c == 0xC2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] < 0xA0)
            return (unsigned char)s.ptr[i + 1];
    }
    return 0;
}

/* Whose row it is: its key and its name, as far as they may be shown. A returned form's messages
 * say so themselves (row is NULL). */
static struct str row_owner(const struct filler *f, const struct sheet_row *row)
{
    const struct kit_dataset *set = f->src->set;
    struct str who = STR("");

    for (size_t i = 0; row && i < set->ncolumns; i++) {
        const struct kit_column *c = &set->columns[i];
        size_t at = f->src->column_of[i];
        struct str text;

        if (!(c->key || c->ref_table.len || c->spec.type == VALUE_NAME) || at >= row->ncells)
            continue;
        text = value_masked(&c->spec, str_trim(row->cells[at].text), f->scratch);
        who = arena_fmt(f->scratch, "%.*s%s%.*s", STR_ARG(who), who.len ? " " : "", STR_ARG(text));
    }
    return who;
}

static bool is_variation_selector(uint32_t cp)
{
    return (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0xE0100 && cp <= 0xE01EF);
}

/* Characters that nobody sees and fonts draw as a dotted box: pasted from the web, mostly. */
static bool is_invisible(uint32_t cp)
{
    return cp == 0xAD || cp == 0x34F || cp == 0x61C || cp == 0x180E || cp == 0xFEFF ||
           (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2060 && cp <= 0x206F) || (cp >= 0xFFF9 && cp <= 0xFFFB);
}

/* Reports each character that no font has: on paper it would be a box. */
static bool check_glyphs(const struct filler *f, struct str text, const struct sheet_row *row,
                         struct pos pos)
{
    const struct load_options *o = f->options;
    bool ok = true;

    for (size_t at = 0; o->has_glyph && at < text.len;) {
        uint32_t cp = utf8_next(text, &at);

        if (cp < 0x7F)
            continue;
        if (is_invisible(cp))
            ok = diag(f->diag, DIAG_INVISIBLE, pos, utf8_describe_hidden(f->scratch, cp),
                      row_owner(f, row));
        else if (is_variation_selector(cp))
            diag(f->diag, DIAG_NO_VARIATION, pos, utf8_describe_hidden(f->scratch, cp),
                 row_owner(f, row));
        else if (!o->has_glyph(o->fonts, cp))
            ok = diag(f->diag, DIAG_CELL_GLYPH, pos, utf8_describe(f->scratch, cp),
                      row_owner(f, row));
    }
    return ok;
}

/* A column of files or pictures names what lies in the data folder. */
static bool check_file(struct filler *f, const struct kit_column *c, struct str name, struct pos pos)
{
    const struct load_options *o = f->options;
    const char *folder = o->folder;

    if (c->spec.type == VALUE_IMAGE && o->take_picture)
        return o->take_picture(o->pictures, name, pos, f->diag);
    if (c->spec.type != VALUE_FILE || !folder)
        return true;
    if (!file_lies_below(folder, name, f->scratch))
        return diag(f->diag, DIAG_FILE_PLACE, pos, name);
    return file_exists(file_join(f->scratch, folder, arena_str(f->scratch, name).ptr)) ||
           diag(f->diag, DIAG_FILE_ABSENT, pos, name);
}

/* The canonical value of `text`; ptr is NULL for an empty or a bad one. */
static struct str parse_value(struct filler *f, const struct kit_column *c, struct str text,
                              const struct sheet_row *row, struct pos pos)
{
    struct str canon = {0};
    uint32_t control;

    if (text.len == 0) {
        if (c->required || c->key)
            diag(f->diag, DIAG_CELL_EMPTY, pos, source_label(c->spec.label, c->name));
        return (struct str){0};
    }
    control = control_in(text);
    if (control) {
        diag(f->diag, DIAG_CONTROL, pos, utf8_describe(f->scratch, control));
        return (struct str){0};
    }
    if (!value_parse(&c->spec, text, pos, f->scratch, f->diag, &canon) ||
        !check_glyphs(f, text, row, pos) || !check_file(f, c, canon, pos))
        return (struct str){0};
    return canon.ptr ? canon : STR("");
}

static struct str cell_value(struct filler *f, const struct sheet_row *row, size_t column)
{
    size_t at = f->src->column_of[column];
    const struct sheet_cell *cell = at < row->ncells ? &row->cells[at] : NULL;
    const struct kit_column *c = &f->src->set->columns[column];
    struct pos pos = source_pos(f->src, row->row, column);

    if (at == SOURCE_NONE || (cell && !sheet_cell_report(cell, c->spec.type, pos, f->diag)))
        return (struct str){0};
    return parse_value(f, c, cell ? str_trim(cell->text) : STR(""), row, pos);
}

static struct str bad_name(uint32_t row, size_t column, char to[32])
{
    return (struct str){to, (size_t)snprintf(to, 32, "%u %zu", row, column)};
}

static void note_bad(struct source *src, uint32_t row, size_t column, struct arena *a)
{
    char name[32];

    if (!src->bad.arena)
        src->bad = map_new(a);
    *map_slot(&src->bad, bad_name(row, column, name)) = src;
}

bool source_is_bad(const struct source *src, uint32_t row, size_t column)
{
    char name[32];

    return src->bad.n && map_get(&src->bad, bad_name(row, column, name));
}

static void note_headings(struct filler *f)
{
    const struct sheet_row *header = &f->src->sheet.rows[f->src->header];

    for (size_t c = 0; c < header->ncells; c++)
        f->settled[c] = str_trim(header->cells[c].text).len > 0;
}

static void report_unheaded(struct filler *f, const struct sheet_row *row)
{
    for (size_t c = 0; c < row->ncells; c++) {
        if (f->settled[c] || str_trim(row->cells[c].text).len == 0)
            continue;
        f->settled[c] = true;
        diag(f->diag, DIAG_NO_HEADING, sheet_pos(&f->src->sheet, row, c));
    }
}

static void bind_row_number(struct query *insert, const struct kit_dataset *set, uint32_t row)
{
    char number[16];

    snprintf(number, sizeof number, "%u", row);
    query_bind_at(insert, (int)set->ncolumns + 1, str_from(number), VALUE_INT, false);
}

static void insert_row(struct filler *f, const struct sheet_row *row)
{
    const struct kit_dataset *set = f->src->set;

    for (size_t i = 0; i < set->ncolumns; i++) {
        size_t errors = diag_errors(f->diag);
        struct str value = cell_value(f, row, i);

        if (diag_errors(f->diag) > errors)
            note_bad(f->src, row->row, i, f->arena);
        query_bind_at(f->insert, (int)i + 1, value, set->columns[i].spec.type, !value.ptr);
    }
    bind_row_number(f->insert, set, row->row);
    query_step(f->insert, f->diag);
    f->failed = query_failed(f->insert);
    arena_reset(f->scratch);
    f->src->nrows++;
}

static struct query *open_insert(const struct source *src, struct store *s, struct arena *a,
                                 struct diag *d)
{
    struct str sql = arena_fmt(a, "INSERT INTO \"%.*s\" VALUES (?", STR_ARG(src->set->name));

    for (size_t i = 0; i < src->set->ncolumns; i++)
        sql = arena_fmt(a, "%s, ?", sql.ptr);
    return store_statement(s, arena_fmt(a, "%s)", sql.ptr).ptr, d);
}

void source_fill(struct source *src, struct store *s, const struct load_options *o, struct arena *a,
                 struct diag *d)
{
    struct filler f = {.src = src, .options = o, .arena = a, .diag = d};

    f.insert = open_insert(src, s, a, d);
    if (!f.insert)
        return;
    f.scratch = arena_new();
    note_headings(&f);
    for (size_t i = src->header + 1; i < src->sheet.nrows && !f.failed; i++) {
        const struct sheet_row *row = &src->sheet.rows[i];

        if (is_blank(row) || is_example(row))
            continue;
        report_unheaded(&f, row);
        insert_row(&f, row);
    }
    arena_free(f.scratch);
    query_free(f.insert);
}

/* Where the values of a returned row stand; none of them in a file that the source had before. */
static void note_places(struct source *src, const char *file, const struct load_cell *cells,
                        struct arena *a)
{
    struct source_returned *r;
    size_t n = src->set->ncolumns;

    if (!src->column_of) /* every column is there */
        src->column_of = arena_array(a, n, sizeof *src->column_of);
    arena_grow(a, &src->returned, &src->returned_cap, src->nreturned, sizeof *src->returned);
    r = &src->returned[src->nreturned++];
    *r = (struct source_returned){.file = file, .cells = arena_array(a, n, sizeof *r->cells)};
    for (size_t i = 0; i < n; i++) {
        if (!cells[i].row)
            continue;
        if (!r->sheet || strcmp(r->sheet, cells[i].sheet) != 0)
            r->sheet = arena_str(a, str_from(cells[i].sheet)).ptr;
        r->cells[i] = (struct source_cell){cells[i].row, cells[i].col};
    }
}

static struct str returned_value(struct filler *f, size_t column, const struct load_cell *cell)
{
    const struct kit_column *c = &f->src->set->columns[column];
    struct pos pos = source_pos(f->src, SOURCE_RETURNED + (uint32_t)f->src->nreturned - 1, column);

    if (cell->cell && !sheet_cell_report(cell->cell, c->spec.type, pos, f->diag))
        return (struct str){0};
    return parse_value(f, c, str_trim(cell->cell ? cell->cell->text : cell->text), NULL, pos);
}

bool source_add_returned(struct source *src, struct store *s, const struct load_options *o,
                         const char *file, const struct load_cell *cells, struct arena *a,
                         struct diag *d)
{
    struct filler f = {.src = src, .options = o, .diag = d, .scratch = arena_new()};
    bool ok;

    if (!src->insert)
        src->insert = open_insert(src, s, a, d);
    if (!src->insert) {
        arena_free(f.scratch);
        return false;
    }
    note_places(src, file, cells, a);
    for (size_t i = 0; i < src->set->ncolumns; i++) {
        size_t errors = diag_errors(d);
        struct str value = returned_value(&f, i, &cells[i]);

        if (diag_errors(d) > errors)
            note_bad(src, SOURCE_RETURNED + (uint32_t)src->nreturned - 1, i, a);
        query_bind_at(src->insert, (int)i + 1, value, src->set->columns[i].spec.type, !value.ptr);
    }
    bind_row_number(src->insert, src->set, SOURCE_RETURNED + (uint32_t)src->nreturned - 1);
    query_step(src->insert, d);
    ok = !query_failed(src->insert);
    arena_free(f.scratch);
    return ok;
}
