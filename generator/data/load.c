#include "data/load.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"
#include "data/csv.h"
#include "data/source.h"

enum file_kind { FILE_TABLE, FILE_WORKBOOK, FILE_PASSED_OVER, FILE_OTHER };

struct load {
    const struct kit *kit;
    const struct load_options *options;
    struct sources all;
    bool *chosen; /* by -d, for each of `all` */
    const char **workbooks;
    size_t nworkbooks, cap;
    struct store *store;
    struct arena *arena;
    struct diag *diag;
    bool has_views;
};

static struct str label_of(const struct kit_dataset *set)
{
    return source_label(set->label, set->name);
}

static struct str extension_of(struct str name)
{
    for (size_t i = name.len; i > 0; i--)
        if (name.ptr[i - 1] == '.')
            return str_slice(name, i, name.len);
    return STR("");
}

static bool is_one_of(struct str word, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == word.len && strncasecmp(*words, word.ptr, word.len) == 0)
            return true;
    return false;
}

static enum file_kind kind_of(struct str name)
{
    static const char *const tables[] = {"csv", "tsv", "txt", NULL};
    static const char *const workbooks[] = {"xlsx", "xlsm", "xls", "ods", NULL};
    static const char *const pictures[] = {"png", "jpg", "jpeg", "svg", /* of image columns */
                                           "pdf", "md", NULL};          /* of file columns */
    static const char *const windows[] = {"desktop.ini", "thumbs.db", NULL};
    struct str extension = extension_of(name);

    if (str_starts(name, STR(".")) || str_starts(name, STR("~$")) ||
        is_one_of(extension, pictures) || is_one_of(name, windows))
        return FILE_PASSED_OVER;
    if (is_one_of(extension, tables))
        return FILE_TABLE;
    return is_one_of(extension, workbooks) ? FILE_WORKBOOK : FILE_OTHER;
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;

    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static void list_datasets(struct load *l)
{
    l->all.n = l->kit->ndatasets;
    l->all.items = arena_array(l->arena, l->all.n, sizeof *l->all.items);
    l->chosen = arena_array(l->arena, l->all.n, sizeof *l->chosen);
    for (size_t i = 0; i < l->all.n; i++)
        l->all.items[i].set = &l->kit->datasets[i];
}

static struct str nearest_dataset(struct load *l, struct str word)
{
    struct str *names = arena_array(l->arena, 2 * l->all.n, sizeof *names);

    for (size_t i = 0; i < l->all.n; i++) {
        names[2 * i] = label_of(l->all.items[i].set);
        names[2 * i + 1] = l->all.items[i].set->name;
    }
    return utf8_nearest(word, names, 2 * l->all.n);
}

static void give_file(struct load *l, struct source *src, const char *path)
{
    if (src->path) {
        src->broken = true;
        diag(l->diag, DIAG_TWO_FILES, pos_file(path), label_of(src->set), str_from(src->path),
             str_from(path));
        return;
    }
    src->path = path;
    if (kind_of(str_from(path)) == FILE_WORKBOOK) {
        src->broken = true;
        diag(l->diag, DIAG_WORKBOOK, pos_file(path));
    }
}

/* -d "travellers=FILE" */
static void take_option(struct load *l, struct str option)
{
    size_t equals = str_find(option, STR("="));
    struct str name = str_trim(str_slice(option, 0, equals));
    struct str path = str_slice(option, equals + 1, option.len);
    const struct kit_dataset *set;

    if (equals == option.len || name.len == 0 || path.len == 0) {
        diag(l->diag, DIAG_SET_OPTION, pos_none(), option);
        return;
    }
    set = kit_dataset_called(l->kit, name);
    if (!set) {
        diag(l->diag, DIAG_KIT_DATASET, pos_none(), name, nearest_dataset(l, name));
        return;
    }
    l->chosen[set - l->kit->datasets] = true;
    give_file(l, &l->all.items[set - l->kit->datasets], arena_str(l->arena, path).ptr);
}

static struct source *source_called(struct load *l, struct str name)
{
    struct str folded = source_fold(name, l->arena);

    for (size_t i = 0; i < l->all.n; i++) {
        const struct kit_dataset *set = l->all.items[i].set;

        if (!set->collected && (str_eq(folded, source_fold(set->name, l->arena)) ||
                                str_eq(folded, source_fold(label_of(set), l->arena))))
            return &l->all.items[i];
    }
    return NULL;
}

static bool is_chosen_file(const struct load *l, const char *path)
{
    for (size_t i = 0; i < l->all.n; i++)
        if (l->chosen[i] && same_file(path, l->all.items[i].path))
            return true;
    return false;
}

static void take_entry(struct load *l, struct str name)
{
    const char *path = file_join(l->arena, l->options->folder, name.ptr);
    enum file_kind kind = kind_of(name);
    size_t extension = extension_of(name).len;
    struct str stem = str_slice(name, 0, extension ? name.len - extension - 1 : name.len);
    struct source *src;

    if (kind == FILE_PASSED_OVER || file_is_dir(path) || is_chosen_file(l, path))
        return;
    if (kind == FILE_WORKBOOK) {
        arena_grow(l->arena, &l->workbooks, &l->cap, l->nworkbooks, sizeof *l->workbooks);
        l->workbooks[l->nworkbooks++] = path;
        return;
    }
    src = kind == FILE_TABLE ? source_called(l, stem) : NULL;
    if (!src)
        diag(l->diag, DIAG_STRAY_FILE, pos_file(path), nearest_dataset(l, stem));
    else if (!l->chosen[src - l->all.items])
        give_file(l, src, path);
}

static bool take_folder(struct load *l)
{
    struct str *names;
    size_t n;

    if (!l->options->folder)
        return true;
    if (!file_list(l->options->folder, l->arena, l->diag, &names, &n))
        return false;
    for (size_t i = 0; i < n; i++)
        take_entry(l, names[i]);
    return true;
}

/* Shipped files, datasets without any, and what that makes of the workbooks. */
static void take_rest(struct load *l)
{
    bool complete = true;

    for (size_t i = 0; i < l->all.n; i++) {
        struct source *src = &l->all.items[i];

        src->shipped = !src->path && src->set->shipped.len;
        if (src->shipped)
            src->path =
                file_join(l->arena, l->kit->dir, arena_str(l->arena, src->set->shipped).ptr);
        complete &= src->path != NULL;
        if (src->path || !src->set->required)
            continue;
        src->broken = true;
        diag(l->diag, DIAG_DATASET_MISSING, pos_file(l->options->folder), label_of(src->set));
    }
    for (size_t i = 0; i < l->nworkbooks; i++)
        diag(l->diag, complete ? DIAG_WORKBOOK_UNUSED : DIAG_WORKBOOK, pos_file(l->workbooks[i]));
}

/* The kind of a file that is no text, by its first bytes; NULL when it may be a table. */
static const char *what_it_is(struct str bytes)
{
    static const struct {
        struct str begins;
        const char *kind;
    } known[] = {{STR("PK\003\004"), "XLSX/ODS"},
                 {STR("\xD0\xCF\x11\xE0"), "XLS"},
                 {STR("%PDF"), "PDF"},
                 {STR("\x89PNG"), "PNG"},
                 {STR("\xFF\xD8\xFF"), "JPEG"},
                 {STR("{\\rtf"), "RTF"}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_starts(bytes, known[i].begins))
            return known[i].kind;
    return NULL;
}

/* The file's text and its cells live in `files`, until they are in the store. */
static void read_source(struct load *l, struct source *src, struct arena *files)
{
    struct charset_text text;
    struct str bytes;

    if (!src->path || src->broken)
        return;
    if (!file_read(src->path, CSV_MAX_BYTES, files, l->diag, &bytes)) {
        src->broken = true;
        return;
    }
    if (what_it_is(bytes)) {
        src->broken = true;
        diag(l->diag, DIAG_NOT_TABLE, pos_file(src->path), str_from(what_it_is(bytes)));
        return;
    }
    text = charset_decode(bytes, src->shipped ? CHARSET_AUTO : l->options->encoding, files);
    src->charset = text.charset;
    if (!csv_read(&text, src->path, files, l->diag, &src->sheet) && src->sheet.nrows == 0)
        src->broken = true;
    if (src->sheet.nrows)
        source_find_header(src, l->arena, l->diag);
}

static void fill_source(struct load *l, struct source *src)
{
    if (src->column_of)
        source_fill(src, l->store, l->options, l->arena, l->diag);
    if (src->nrows == 0 && src->set->required && !src->broken) {
        src->broken = true;
        diag(l->diag, DIAG_DATASET_EMPTY, pos_file(src->path), label_of(src->set));
    }
}

static void note_source(struct load *l, const struct source *src)
{
    if (l->options->verbose && src->charset != CHARSET_AUTO)
        diag(l->diag, DIAG_FILE_READ, pos_file(src->path), str_from(charset_name(src->charset)),
             arena_fmt(l->arena, "%zu", src->nrows));
}

static bool fill_store(struct load *l)
{
    struct arena *files;

    for (size_t i = 0; i < l->all.n; i++)
        if (!store_make_dataset(l->store, l->all.items[i].set, l->diag))
            return false;
    if (!store_exec(l->store, "BEGIN", l->diag))
        return false;
    files = arena_new();
    for (size_t i = 0; i < l->all.n; i++) {
        read_source(l, &l->all.items[i], files);
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

    *l = (struct load){.kit = kit, .options = o, .store = s, .arena = a, .diag = d};
    list_datasets(l);
    for (size_t i = 0; i < o->nsets; i++)
        take_option(l, str_from(o->sets[i]));
    if (!take_folder(l))
        return NULL;
    take_rest(l);
    if (!fill_store(l))
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
                      arena_fmt(l->arena,
                                "DELETE FROM \"%.*s\" WHERE _row BETWEEN %zu AND %zu",
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

bool load_took(const struct load *l, const char *path)
{
    for (size_t i = 0; i < l->all.n; i++)
        if (l->all.items[i].path && same_file(path, l->all.items[i].path))
            return true;
    return false;
}
