#include "data/load.h"

#include <string.h>

#include "base/file.h"
#include "data/csv.h"
#include "data/sql.h"
#include "data/source.h"

struct load {
    const struct kit *kit;
    const struct load_options *options;
    struct sources all;
    struct store *store;
    struct arena *arena;
    struct diag *diag;
    bool has_views;
};

static struct str label_of(const struct kit_dataset *set)
{
    return source_label(set->label, set->name);
}

/* The kind of a file that is no text, by its first bytes; NULL when it may be a table. */
static const char *what_it_is(struct str bytes)
{
    static const struct {
        struct str begins;
        const char *kind;
    } known[] = {
        {STR("PK\003\004"), "XLSX/ODS"}, {STR("\xD0\xCF\x11\xE0"), "XLS"}, {STR("%PDF"), "PDF"},
        {STR("\x89PNG"), "PNG"},         {STR("\xFF\xD8\xFF"), "JPEG"},    {STR("{\\rtf"), "RTF"}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_starts(bytes, known[i].begins))
            return known[i].kind;
    return NULL;
}

static void read_table(struct source *src, const struct load_options *o, struct arena *files,
                       struct diag *d)
{
    struct charset_text text;
    struct str bytes;

    src->broken = true;
    if (!file_read(src->path, CSV_MAX_BYTES, files, d, &bytes))
        return;
    if (what_it_is(bytes)) {
        diag(d, DIAG_NOT_TABLE, pos_file(src->path), str_from(what_it_is(bytes)));
        return;
    }
    text = charset_decode(bytes, src->shipped ? CHARSET_AUTO : o->encoding, files);
    src->charset = text.charset;
    src->broken = !csv_read(&text, src->path, files, d, &src->sheet) && src->sheet.nrows == 0;
}

void source_read(struct source *src, const struct load_options *o, struct arena *files,
                 struct arena *a, struct diag *d)
{
    const char *name = src->sheet.name;

    if (!src->path || src->broken)
        return;
    if (src->book_sheet) {
        workbook_report_sheet(src->book_sheet, d);
        src->sheet = src->book_sheet->table;
        src->sheet.file = src->path;
        src->sheet.name = name;
    } else {
        read_table(src, o, files, d);
    }
    if (src->sheet.nrows)
        source_find_header(src, a, d);
}

static void fill_source(struct load *l, struct source *src)
{
    if (src->column_of)
        source_fill(src, l->store, l->options, l->arena, l->diag);
    if (src->nrows == 0 && src->set->required && !src->broken) {
        src->broken = true;
        diag(l->diag, DIAG_DATASET_EMPTY, source_file_pos(src), label_of(src->set));
    }
}

static void note_source(struct load *l, const struct source *src)
{
    struct str rows = arena_fmt(l->arena, "%zu", src->nrows);

    if (l->options->verbose && src->book_sheet)
        diag(l->diag, DIAG_SHEET_READ, source_file_pos(src), rows);
    else if (l->options->verbose && src->charset != CHARSET_AUTO)
        diag(l->diag, DIAG_FILE_READ, source_file_pos(src), str_from(charset_name(src->charset)),
             rows);
}

/* What the workbooks held is in the store now, or is not needed. */
static void free_books(struct sources *all)
{
    for (size_t i = 0; i < all->n; i++)
        all->items[i].book_sheet = NULL;
    for (size_t i = 0; i < all->nbooks; i++)
        arena_free(all->books[i]);
    all->nbooks = 0;
}

static bool make_returned(struct load *l)
{
    struct buf sql = {0};
    bool ok;

    buf_str(&sql, STR("CREATE TABLE returned (_form TEXT, _file TEXT"));
    for (size_t i = 0; i < l->options->nkept; i++) {
        buf_str(&sql, STR(", "));
        sql_put_name(&sql, l->options->kept[i]);
        buf_str(&sql, STR(" TEXT"));
    }
    buf_str(&sql, STR(")"));
    buf_char(&sql, '\0');
    ok = store_exec(l->store, sql.ptr, l->diag);
    buf_free(&sql);
    return ok;
}

static bool fill_store(struct load *l)
{
    struct arena *files;

    for (size_t i = 0; i < l->all.n; i++)
        if (!store_make_dataset(l->store, l->all.items[i].set, l->diag))
            return false;
    if (!make_returned(l) || !store_exec(l->store, "BEGIN", l->diag))
        return false;
    files = arena_new();
    for (size_t i = 0; i < l->all.n; i++) {
        source_read(&l->all.items[i], l->options, files, l->arena, l->diag);
        fill_source(l, &l->all.items[i]);
        note_source(l, &l->all.items[i]);
        l->all.items[i].sheet.rows = NULL;
        arena_reset(files);
    }
    arena_free(files);
    if (!store_exec(l->store, "COMMIT", l->diag))
        return false;
    for (size_t i = 0; i < l->all.n; i++)
        if (!store_index_dataset(l->store, l->all.items[i].set, l->diag))
            return false;
    source_check_papers(&l->all, l->store, l->options, l->arena, l->diag);
    return true;
}

static void check_sources(struct load *l, struct diag *d)
{
    for (size_t i = 0; i < l->all.n; i++) {
        const struct source *src = &l->all.items[i];

        if (src->column_of) {
            source_check_unique(src, l->store, l->arena, d);
            source_check_references(src, &l->all, l->store, l->arena, d);
        }
        if (l->has_views)
            source_check_rules(src, &l->all, l->store, l->options, l->arena, d);
    }
}

struct load *load_begin(struct store *s, const struct kit *kit, const struct load_options *o,
                        struct arena *a, struct diag *d)
{
    struct load *l = arena_alloc(a, sizeof *l);
    bool ok;

    *l = (struct load){.kit = kit, .options = o, .store = s, .arena = a, .diag = d};
    ok = source_find_all(&l->all, kit, o, a, d) && fill_store(l);
    free_books(&l->all);
    if (!ok)
        return NULL;
    l->has_views = store_make_views(s, kit, d);
    return l;
}

bool load_check(struct load *l, struct diag *d)
{
    size_t errors = diag_errors(d);

    check_sources(l, d);
    return diag_errors(d) == errors;
}

void load_end(struct load *l)
{
    for (size_t i = 0; l && i < l->all.n; i++) {
        query_free(l->all.items[i].insert);
        l->all.items[i].insert = NULL;
    }
}

bool load_datasets(struct store *s, const struct kit *kit, const struct load_options *o,
                   struct diag *d)
{
    struct arena *a = arena_new();
    size_t errors = diag_errors(d);
    struct load *l = load_begin(s, kit, o, a, d);

    if (l)
        load_check(l, d);
    load_end(l);
    arena_free(a);
    return diag_errors(d) == errors;
}

bool load_add_row(struct load *l, const struct kit_dataset *set, const char *file,
                  const struct load_cell *cells, struct diag *d)
{
    struct source *src = &l->all.items[set - l->kit->datasets];

    return source_add_returned(src, l->store, l->options, file, cells, l->arena, d);
}

bool load_note_returned(struct load *l, struct str form, const char *file, const struct str *values,
                        struct diag *d)
{
    struct str sql = STR("INSERT INTO returned VALUES (?, ?");
    struct query *q;
    bool ok;

    for (size_t i = 0; i < l->options->nkept; i++)
        sql = arena_fmt(l->arena, "%s, ?", sql.ptr);
    q = store_statement(l->store, arena_fmt(l->arena, "%s)", sql.ptr).ptr, d);
    if (!q)
        return false;
    query_bind_at(q, 1, form, VALUE_TEXT, false);
    query_bind_at(q, 2, str_from(file), VALUE_TEXT, false);
    for (size_t i = 0; i < l->options->nkept; i++)
        query_bind_at(q, (int)i + 3, values[i], VALUE_TEXT, !values[i].ptr);
    query_step(q, d);
    ok = !query_failed(q);
    query_free(q);
    return ok;
}

static bool drop_rows(struct load *l, const struct source *src, const char *file, struct diag *d)
{
    size_t first = 0, end;

    while (first < src->nreturned && strcmp(src->returned[first].file, file) != 0)
        first++;
    for (end = first; end < src->nreturned && strcmp(src->returned[end].file, file) == 0;)
        end++;
    if (first == end)
        return true;
    return store_exec(l->store,
                      arena_fmt(l->arena, "DELETE FROM \"%.*s\" WHERE _row BETWEEN %zu AND %zu",
                                STR_ARG(src->set->name), SOURCE_RETURNED + first,
                                SOURCE_RETURNED + end - 1)
                          .ptr,
                      d);
}

bool load_drop_file(struct load *l, const char *file, struct diag *d)
{
    bool ok = true;

    for (size_t i = 0; i < l->all.n; i++)
        ok = drop_rows(l, &l->all.items[i], file, d) && ok;
    return ok;
}

bool load_returned_here(const struct load *l)
{
    return l->options->returned_here;
}

bool load_took(const struct load *l, const char *path)
{
    for (size_t i = 0; i < l->all.n; i++)
        if (l->all.items[i].path && source_same_file(path, l->all.items[i].path))
            return true;
    return false;
}
