/* Which file or sheet is which dataset. */
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"
#include "data/source.h"

enum file_kind { FILE_TABLE, FILE_WORKBOOK, FILE_PASSED_OVER, FILE_OTHER };

struct finder {
    const struct kit *kit;
    const struct load_options *options;
    struct sources *all;
    struct arena *arena;
    struct diag *diag;
};

static struct str label_of(const struct source *src)
{
    return source_label(src->set->label, src->set->name);
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

bool source_is_workbook(struct str name)
{
    static const char *const workbooks[] = {"xlsx", "xlsm", "xls",  "xlsb", "xltx",
                                            "ods",  "ots",  "xltm", "et",   NULL};

    return is_one_of(extension_of(name), workbooks);
}

static enum file_kind kind_of(struct str name)
{
    static const char *const tables[] = {"csv", "tsv", "txt", NULL};
    static const char *const pictures[] = {"png", "jpg", "jpeg", "svg",
                                           NULL}; /* of image columns */
    static const char *const windows[] = {"desktop.ini", "thumbs.db", NULL};
    struct str extension = extension_of(name);

    if (str_starts(name, STR(".")) || str_starts(name, STR("~$")) ||
        is_one_of(extension, pictures) || is_one_of(name, windows))
        return FILE_PASSED_OVER;
    if (is_one_of(extension, tables))
        return FILE_TABLE;
    return source_is_workbook(name) ? FILE_WORKBOOK : FILE_OTHER;
}

bool source_same_file(const char *a, const char *b)
{
    struct stat x, y;

    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static void list_datasets(struct finder *f)
{
    f->all->n = f->kit->ndatasets;
    f->all->items = arena_array(f->arena, f->all->n, sizeof *f->all->items);
    for (size_t i = 0; i < f->all->n; i++)
        f->all->items[i].set = &f->kit->datasets[i];
}

static struct str nearest_dataset(struct finder *f, struct str word)
{
    struct str *names = arena_array(f->arena, 2 * f->all->n, sizeof *names);

    for (size_t i = 0; i < f->all->n; i++) {
        names[2 * i] = label_of(&f->all->items[i]);
        names[2 * i + 1] = f->all->items[i].set->name;
    }
    return utf8_nearest(word, names, 2 * f->all->n);
}

static bool is_called(struct finder *f, const struct source *src, struct str name)
{
    struct str folded = source_fold(name, f->arena);

    return str_eq(folded, source_fold(src->set->name, f->arena)) ||
           str_eq(folded, source_fold(label_of(src), f->arena));
}

static struct source *source_called(struct finder *f, struct str name)
{
    for (size_t i = 0; i < f->all->n; i++)
        if (!f->all->items[i].set->collected && is_called(f, &f->all->items[i], name))
            return &f->all->items[i];
    return NULL;
}

/* file, or file[sheet] */
static struct str place_of(struct finder *f, const struct source *src)
{
    return src->sheet.name ? arena_fmt(f->arena, "%s[%s]", src->path, src->sheet.name)
                           : str_from(src->path);
}

/* What is wrong with it is told when it is read in earnest. */
static bool is_empty(struct finder *f, const struct source *src)
{
    struct source copy = *src;
    struct arena *files = arena_new();
    struct diag *unheard = diag_new(diag_lang(f->diag));
    bool empty;

    source_read(&copy, f->options, files, files, unheard);
    empty = source_is_empty(&copy);
    diag_free(unheard);
    arena_free(files);
    return empty;
}

/* formpress new makes the same tables twice, as CSV and in a workbook: the filled one counts. */
static void give(struct finder *f, struct source *src, const char *path,
                 const struct workbook_sheet *sheet)
{
    struct source found = {.set = src->set, .path = path, .book_sheet = sheet};

    found.chosen = src->chosen;
    if (sheet)
        found.sheet.name = arena_str(f->arena, str_from(sheet->table.name)).ptr;
    if (src->path && !src->chosen && is_empty(f, &found))
        return;
    if (!src->path || (!src->chosen && is_empty(f, src))) {
        *src = found;
        return;
    }
    src->broken = true;
    diag(f->diag, DIAG_TWO_FILES, source_file_pos(&found), label_of(src), place_of(f, src),
         place_of(f, &found));
}

static void keep_book(struct finder *f, struct arena *memory)
{
    struct sources *all = f->all;

    arena_grow(f->arena, &all->books, &all->cap_books, all->nbooks, sizeof(struct arena *));
    all->books[all->nbooks++] = memory;
}

/* NULL after an error. */
static struct workbook *read_book(const char *path, struct arena *memory, struct diag *d)
{
    struct arena *bytes = arena_new();
    struct workbook *book = NULL;
    struct str packed;
    char most[24];

    if (file_read(path, WORKBOOK_MAX_BYTES, bytes, d, &packed))
        book = workbook_read(path, packed, memory, d);
    arena_free(bytes);
    if (!book || workbook_is_form(book) || workbook_fill_merged(book, memory))
        return book;
    snprintf(most, sizeof most, "%zu", WORKBOOK_MAX_CELLS);
    diag(d, DIAG_TOO_MANY_CELLS, pos_file(path), str_from(most));
    return NULL;
}

/* The sheet of the dataset's name, else the only one that is to be seen. */
static struct workbook_sheet *choose_sheet(struct finder *f, const struct source *src,
                                           struct workbook *book)
{
    struct workbook_sheet *only = NULL;
    size_t n = 0;

    for (size_t i = 0; i < book->nsheets; i++) {
        struct workbook_sheet *s = &book->sheets[i];

        if (is_called(f, src, str_from(s->table.name)))
            return s;
        only = s->hidden ? only : s;
        n += !s->hidden;
    }
    return n == 1 ? only : NULL;
}

static void choose_book(struct finder *f, struct source *src, const char *path)
{
    struct arena *memory = arena_new();
    struct workbook *book = read_book(path, memory, f->diag);
    struct workbook_sheet *sheet = book ? choose_sheet(f, src, book) : NULL;

    keep_book(f, memory);
    if (sheet) {
        give(f, src, path, sheet);
        return;
    }
    src->path = path;
    src->broken = true;
    if (book)
        diag(f->diag, DIAG_NO_SHEET, pos_file(path), label_of(src));
}

/* -d "travellers=FILE" */
static void take_option(struct finder *f, struct str option)
{
    size_t equals = str_find(option, STR("="));
    struct str name = str_trim(str_slice(option, 0, equals));
    struct str path = str_slice(option, equals + 1, option.len);
    const struct kit_dataset *set;
    struct source *src;

    if (equals == option.len || name.len == 0 || path.len == 0) {
        diag(f->diag, DIAG_SET_OPTION, pos_none(), option);
        return;
    }
    set = kit_dataset_called(f->kit, name);
    if (!set) {
        diag(f->diag, DIAG_KIT_DATASET, pos_none(), name, nearest_dataset(f, name));
        return;
    }
    src = &f->all->items[set - f->kit->datasets];
    src->chosen = true;
    path = arena_str(f->arena, path);
    if (kind_of(path) == FILE_WORKBOOK)
        choose_book(f, src, path.ptr);
    else
        give(f, src, path.ptr, NULL);
}

static bool is_chosen_file(const struct finder *f, const char *path)
{
    for (size_t i = 0; i < f->all->n; i++)
        if (f->all->items[i].chosen && source_same_file(path, f->all->items[i].path))
            return true;
    return false;
}

/* A sheet is a dataset by its own name; the only one of a file is one by the file's as well, as few
 * people rename 工作表1. */
static void take_sheet(struct finder *f, const struct workbook_sheet *sheet, bool chosen,
                       struct source *named)
{
    const struct sheet *table = &sheet->table;
    struct source *src = source_called(f, str_from(table->name));

    if (!src && !sheet->hidden && table->nrows)
        src = named;

    if (src && !src->chosen)
        give(f, src, table->file, sheet);
    else if (!src && !chosen && !sheet->hidden && table->nrows)
        diag(f->diag, DIAG_STRAY_SHEET, pos_cell(table->file, table->name, 0, 0),
             nearest_dataset(f, str_from(table->name)));
}

static size_t count_filled(const struct workbook *book)
{
    size_t n = 0;

    for (size_t i = 0; i < book->nsheets; i++)
        n += !book->sheets[i].hidden && book->sheets[i].table.nrows > 0;
    return n;
}

/* A form that came back is none of the data, however many lie here: its memory is given back. */
static void take_book(struct finder *f, const char *path, struct str stem)
{
    struct source *named = source_called(f, stem);
    struct arena *memory = arena_new();
    struct diag *heard = diag_new(diag_lang(f->diag));
    struct workbook *book = read_book(path, memory, heard);
    bool form = book && workbook_is_form(book);

    if (book || !f->options->returned_here) /* else it may be an answer, which collect tells of */
        diag_take(f->diag, heard, NULL, NULL);
    diag_free(heard);
    if (!book || form) {
        if (form && !f->options->collecting)
            diag(f->diag, DIAG_RETURNED_FORM, pos_file(path));
        arena_free(memory);
        return;
    }
    if (count_filled(book) != 1)
        named = NULL;
    for (size_t i = 0; i < book->nsheets; i++)
        take_sheet(f, &book->sheets[i], is_chosen_file(f, path), named);
    keep_book(f, memory);
}

/* May the kit's tables name such a file? */
static bool is_paper(const struct finder *f, struct str name)
{
    static const char *const papers[] = {"pdf", "md", "markdown", NULL};

    if (!is_one_of(extension_of(name), papers))
        return false;
    for (size_t i = 0; i < f->all->n; i++)
        if (source_file_column(&f->all->items[i]))
            return true;
    return false;
}

static void take_paper(struct finder *f, const char *path)
{
    struct sources *all = f->all;

    arena_grow(f->arena, &all->papers, &all->cap_papers, all->npapers, sizeof *all->papers);
    all->papers[all->npapers++] = path;
}

static void take_entry(struct finder *f, struct str name)
{
    const char *path = file_join(f->arena, f->options->folder, name.ptr);
    enum file_kind kind = kind_of(name);
    size_t extension = extension_of(name).len;
    struct str stem = str_slice(name, 0, extension ? name.len - extension - 1 : name.len);
    struct source *src;

    if (kind == FILE_PASSED_OVER || file_is_dir(path))
        return;
    if (is_paper(f, name)) {
        if (file_lies_below(f->options->folder, name, f->arena)) /* else no table may name it */
            take_paper(f, path);
        return;
    }
    if (kind == FILE_WORKBOOK) {
        take_book(f, path, stem);
        return;
    }
    if (is_chosen_file(f, path))
        return;
    src = kind == FILE_TABLE ? source_called(f, stem) : NULL;
    if (!src)
        diag(f->diag, DIAG_STRAY_FILE, pos_file(path), nearest_dataset(f, stem));
    else if (!src->chosen)
        give(f, src, path, NULL);
}

static bool take_folder(struct finder *f)
{
    struct str *names;
    size_t n;

    if (!f->options->folder)
        return true;
    if (!file_list(f->options->folder, f->arena, f->diag, &names, &n))
        return false;
    for (size_t i = 0; i < n; i++)
        take_entry(f, names[i]);
    return true;
}

/* Shipped files; datasets without any are missing. */
static void take_rest(struct finder *f)
{
    for (size_t i = 0; i < f->all->n; i++) {
        struct source *src = &f->all->items[i];

        src->shipped = !src->path && src->set->shipped.len;
        if (src->shipped)
            src->path =
                file_join(f->arena, f->kit->dir, arena_str(f->arena, src->set->shipped).ptr);
        if (src->path || !src->set->required)
            continue;
        src->broken = true;
        diag(f->diag, DIAG_DATASET_MISSING, pos_file(f->options->folder), label_of(src));
    }
}

bool source_find_all(struct sources *all, const struct kit *kit, const struct load_options *o,
                     struct arena *a, struct diag *d)
{
    struct finder f = {.kit = kit, .options = o, .all = all, .arena = a, .diag = d};

    list_datasets(&f);
    for (size_t i = 0; i < o->nsets; i++)
        take_option(&f, str_from(o->sets[i]));
    if (!take_folder(&f))
        return false;
    take_rest(&f);
    return true;
}
