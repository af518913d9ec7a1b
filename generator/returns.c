/* Returned workbooks, into the datasets that their forms name. */
#include <string.h>

#include "base/file.h"
#include "collect/collect.h"
#include "packet/packet.h"
#include "data/source.h"
#include "project.h"

#define MOST_NAMED 3 /* files in one message */

/* A form that comes back, with its records of today. */
struct form {
    struct project_form *form;
    struct bind_form *bound;
    struct map records; /* what was kept, as one string, to the record's number, from 1 */
};

struct returned {
    const char *path;
    bool refused;
    size_t filled; /* fields */
};

/* Files that are passed over: told in one line. */
struct pile {
    size_t n;
    struct buf names; /* of the first few */
};

struct returns {
    struct project *p;
    struct load *load;
    const char *folder;
    bool tables_here; /* the tables stand in `folder`, too */
    bool known;       /* the tables are sound: what is not in them is unknown */
    struct form *forms;
    size_t nforms;
    struct returned *files;
    size_t nfiles, cap;
    struct map by_path;   /* to a file's number, from 1 */
    struct map by_record; /* form and record to the number, from 1, of the file that came first */
    struct map made;      /* what an earlier run put here, PDFs too, by path */
    struct pile blank, own, other;
    struct arena *a, *scratch; /* the run's, one file's */
    struct diag *d;
};

/* Forms and their records. */

static bool open_form(struct returns *r, struct project_form *f)
{
    struct form *to = &r->forms[r->nforms];
    struct project *p = r->p;
    struct buf key = {0};

    *to = (struct form){.form = f, .records = map_new(r->a)};
    to->bound =
        bind_form_new(p->kit, f->entry, f->front, f->body, p->store, p->today, r->a, r->d);
    if (!to->bound)
        return false;
    r->nforms++;
    if (!bind_form_run(to->bound, r->d))
        return false;
    for (size_t i = 0; i < bind_nrecords(to->bound); i++) {
        key.len = 0;
        bind_put_kept(to->bound, i, &key);
        *map_slot(&to->records, buf_view(&key)) = (void *)(uintptr_t)(i + 1);
    }
    buf_free(&key);
    return true;
}

static bool open_forms(struct returns *r)
{
    struct project *p = r->p;
    bool ok = true;

    r->forms = arena_array(r->a, p->nforms, sizeof *r->forms);
    for (size_t i = 0; i < p->nforms; i++)
        if (yaml_get(p->forms[i].front, "collect"))
            ok = open_form(r, &p->forms[i]) && ok;
    if (ok && r->nforms == 0)
        return diag(r->d, DIAG_COLLECT_NOTHING, pos_file(p->kit->file), p->kit->name);
    return ok;
}

static void close_forms(struct returns *r)
{
    for (size_t i = 0; i < r->nforms; i++)
        bind_form_free(r->forms[i].bound);
}

/* Which record a file is. */

static struct form *form_of(struct returns *r, const struct collect_file *file)
{
    struct pos pos = pos_file(file->path);
    const struct kit *kit = r->p->kit;

    if (!str_eq(file->kit, kit->name)) {
        diag(r->d, DIAG_RETURN_KIT, pos, file->kit);
        return NULL;
    }
    for (size_t i = 0; i < r->nforms; i++) {
        if (!str_eq(file->form, r->forms[i].form->entry->name))
            continue;
        if (str_eq(file->version, kit->version))
            return &r->forms[i];
        diag(r->d, DIAG_RETURN_VERSION, pos, file->version, kit->version);
        return NULL;
    }
    diag(r->d, DIAG_RETURN_FORM, pos, file->form);
    return NULL;
}

/* What the file kept, as bind_put_kept puts a record's. */
static struct str key_of(struct returns *r, const struct form *form,
                         const struct collect_file *file)
{
    const struct bind_collect *c = bind_collect(form->bound);
    struct buf b = {0};
    struct str key;

    for (size_t i = 0; i < c->nkeep; i++)
        bind_put_key(&b, collect_kept(file, c->keep[i]));
    key = arena_str(r->a, buf_view(&b));
    buf_free(&b);
    return key;
}

/* Whose it is; a form of the whole run is called by its title. */
static struct str owner_of(const struct form *form, const struct collect_file *file)
{
    return file->record.len ? file->record : bind_title(form->bound);
}

static void tell_twice(struct returns *r, const struct form *form, const struct collect_file *file,
                       const char *path, size_t filled, const char *other, size_t others)
{
    diag(r->d, DIAG_RETURN_TWICE, pos_file(path), owner_of(form, file), str_from(other),
         arena_fmt(r->scratch, "%zu", filled), arena_fmt(r->scratch, "%zu", others));
}

/* Two forms that were filled in for one record: which of them counts, only people can tell. Until they have,
 * neither does. */
static bool is_first(struct returns *r, const struct form *form, const struct collect_file *file,
                     struct str key)
{
    struct str whole = arena_fmt(r->a, "%.*s %.*s", STR_ARG(form->form->entry->name), STR_ARG(key));
    void **slot = map_slot(&r->by_record, whole);
    size_t filled = collect_filled(file);

    if (*slot) {
        const struct returned *other = &r->files[(uintptr_t)*slot - 1];

        tell_twice(r, form, file, other->path, other->filled, file->path, filled);
        tell_twice(r, form, file, file->path, filled, other->path, other->filled);
        return false;
    }
    *slot = (void *)(uintptr_t)r->nfiles; /* this file is the last that was noted */
    r->files[r->nfiles - 1].filled = filled;
    return true;
}

/* Does the file ask what the form of today asks, in the same places? */
static bool check_form(struct returns *r, const struct form *form, size_t record, struct collect_file *file)
{
    struct collect_file today;

    if (!str_eq(file->items, project_items(form->bound, record, r->scratch, r->d)))
        return diag(r->d, DIAG_RETURN_ITEMS, pos_file(file->path));
    return project_cells(form->form, form->bound, record, r->scratch, r->d, &today) &&
           collect_compare(file, &today, r->scratch, r->d);
}

static bool is_of_today(struct returns *r, const struct form *form, struct collect_file *file)
{
    struct str key = key_of(r, form, file);
    size_t record = (size_t)(uintptr_t)map_get(&form->records, key);

    if (record == 0 && r->known)
        return diag(r->d, DIAG_RETURN_UNKNOWN, pos_file(file->path), owner_of(form, file));
    return (record == 0 || check_form(r, form, record - 1, file)) && is_first(r, form, file, key);
}

/* From fields to rows. */

static struct load_cell value_at(const struct collect_file *file, const struct collect_cell *c)
{
    const struct sheet *where;
    const struct sheet_cell *cell = collect_value(file, c, &where);

    return (struct load_cell){.cell = cell, .sheet = where->name, .row = c->row, .col = c->col};
}

static size_t column_number(const struct kit_dataset *set, struct str name)
{
    const struct kit_column *c = kit_column(set, name);

    return c ? (size_t)(c - set->columns) : set->ncolumns;
}

/* A row with what the form lets a file keep; no field takes the place of that. */
static struct load_cell *new_row(struct returns *r, const struct bind_collect *c,
                                 const struct collect_file *file, const struct kit_dataset *set)
{
    struct load_cell *cells = arena_array(r->scratch, set->ncolumns, sizeof *cells);

    for (size_t i = 0; i < set->ncolumns; i++)
        if (bind_keeps(c, set->columns[i].name))
            cells[i].text = collect_kept(file, set->columns[i].name);
    return cells;
}

struct row {
    struct load_cell *cells;
    struct row *next;
};

/* Where a form has a field twice, the first that is filled in counts. */
static void put_value(struct returns *r, const struct collect_file *file, struct load_cell *to,
                      struct load_cell v)
{
    if (!collect_is_filled(to->cell))
        *to = v;
    else if (collect_is_filled(v.cell) && !collect_same_ink(to->cell->text, v.cell->text))
        diag(r->d, DIAG_RETURN_EXTRA, pos_cell(file->path, v.sheet, v.row, v.col), v.cell->text);
}

/* The rows of the file for one dataset, in the order of their first fields. */
static struct row *rows_of(struct returns *r, const struct bind_collect *collect,
                           const struct collect_file *file, const struct bind_collect_into *into)
{
    struct map by_key = map_new(r->scratch);
    struct row *first = NULL, **tail = &first;

    for (size_t i = 0; i < file->nfields; i++) {
        const struct collect_cell *c = &file->fields[i];
        size_t column = column_number(into->set, c->field);
        struct row *row;
        void **slot;

        if (c->gone || column == into->set->ncolumns || bind_keeps(collect, c->field) ||
            (c->key.len > 0) != (into->row.len > 0))
            continue;
        slot = map_slot(&by_key, c->key);
        row = *slot;
        if (!row) {
            row = *slot = arena_alloc(r->scratch, sizeof *row);
            row->cells = new_row(r, collect, file, into->set);
            if (into->row.len)
                row->cells[column_number(into->set, into->row)].text = c->key;
            *tail = row;
            tail = &row->next;
        }
        put_value(r, file, &row->cells[column], value_at(file, c));
    }
    if (!first && !into->row.len) {
        first = arena_alloc(r->scratch, sizeof *first);
        first->cells = new_row(r, collect, file, into->set);
    }
    return first;
}

static bool has_home(const struct bind_collect *c, const struct collect_cell *field)
{
    for (size_t i = 0; i < c->ninto; i++)
        if (kit_column(c->into[i].set, field->field) &&
            (field->key.len > 0) == (c->into[i].row.len > 0))
            return true;
    return false;
}

/* What was written into a field that no dataset takes. */
static void tell_unread(struct returns *r, const struct form *form, const struct collect_file *file)
{
    for (size_t i = 0; i < file->nfields; i++) {
        struct load_cell v = value_at(file, &file->fields[i]);

        if (collect_is_filled(v.cell) &&
            (file->fields[i].gone ? !file->fields[i].key.len
                                  : !has_home(bind_collect(form->bound), &file->fields[i])))
            diag(r->d, DIAG_RETURN_EXTRA, pos_cell(file->path, v.sheet, v.row, v.col),
                 v.cell->text);
    }
}

static bool add_rows(struct returns *r, const struct form *form, const struct collect_file *file)
{
    const struct bind_collect *c = bind_collect(form->bound);

    for (size_t i = 0; i < c->ninto; i++)
        for (struct row *row = rows_of(r, c, file, &c->into[i]); row; row = row->next)
            if (!load_add_row(r->load, c->into[i].set, file->path, row->cells, r->d))
                return false;
    return true;
}

/* Files. */

static void add_to_pile(struct returns *r, struct pile *p, const char *path)
{
    bool zh = diag_lang(r->d) == DIAG_ZH;

    if (p->n++ < MOST_NAMED)
        buf_fmt(&p->names, "%s%s", p->n == 1 ? "" : zh ? "、" : ", ", path + strlen(r->folder) + 1);
    else if (p->n == MOST_NAMED + 1)
        buf_str(&p->names, STR("…"));
}

static void tell_pile(struct returns *r, enum diag_id id, struct pile *p)
{
    if (p->n)
        diag(r->d, id, pos_file(r->folder), arena_fmt(r->a, "%zu", p->n), buf_view(&p->names));
    buf_free(&p->names);
}

static void note_file(struct returns *r, const char *path)
{
    arena_grow(r->a, &r->files, &r->cap, r->nfiles, sizeof *r->files);
    r->files[r->nfiles++] = (struct returned){.path = path};
    *map_slot(&r->by_path, str_from(path)) = (void *)(uintptr_t)r->nfiles;
}

/* A workbook of this kit that nobody is asked to send back. */
static bool is_own(const struct returns *r, const struct collect_file *file)
{
    const struct kit *kit = r->p->kit;
    bool own = false;

    if (!str_eq(file->kit, kit->name))
        return false;
    for (size_t i = 0; i < kit->nforms; i++)
        own |= str_eq(file->form, kit->forms[i].name);
    for (size_t i = 0; i < r->nforms; i++)
        own &= !str_eq(file->form, r->forms[i].form->entry->name);
    return own;
}

/* For the kit's rules: that a file of this record came, whatever becomes of it. */
static void note_record(struct returns *r, const struct collect_file *file)
{
    size_t n = r->p->nkept;
    struct str *values = arena_array(r->scratch, n, sizeof *values);

    for (size_t i = 0; i < n; i++)
        values[i] = collect_kept(file, r->p->kept[i]);
    load_note_returned(r->load, file->form, file->path, values, r->d);
}

static void read_answers(struct returns *r, struct collect_file *file)
{
    struct form *form = form_of(r, file);

    if (!form)
        return;
    note_record(r, file);
    diag_set_context(r->d, arena_str(r->scratch, owner_of(form, file)).ptr);
    if (collect_tell_moved(file, r->d) && is_of_today(r, form, file) &&
        collect_check(file, r->scratch, r->d)) {
        tell_unread(r, form, file);
        add_rows(r, form, file);
    }
    diag_set_context(r->d, NULL);
}

static bool is_whole(const struct collect_file *file)
{
    for (size_t i = 0; i < file->nsheets; i++)
        if (!file->sheets[i].now || file->sheets[i].moved_row || file->sheets[i].moved_col)
            return false;
    return true;
}

/* Nothing in its fields, and nothing written beside them or into another sheet. */
static bool is_blank(const struct returns *r, const struct collect_file *file)
{
    struct diag *unseen = diag_new(DIAG_EN);
    bool blank = is_whole(file) && collect_filled(file) == 0 && collect_check(file, r->scratch, unseen);

    blank = blank && !diag_errors(unseen) && !diag_warnings(unseen);
    diag_free(unseen);
    return blank;
}

static void take_form(struct returns *r, const struct workbook *book)
{
    struct collect_file file;

    if (!collect_read(book, r->scratch, r->d, &file)) {
        note_file(r, book->file);
    } else if (is_own(r, &file)) {
        add_to_pile(r, &r->own, book->file);
    } else {
        collect_find(&file, r->scratch);
        if (is_blank(r, &file)) {
            add_to_pile(r, &r->blank, book->file);
            return;
        }
        note_file(r, book->file);
        read_answers(r, &file);
    }
}

/* The data workbook: a sheet of it is called as a dataset. */
static bool is_tables(const struct returns *r, const struct workbook *book)
{
    const struct kit *kit = r->p->kit;

    for (size_t i = 0; i < book->nsheets; i++) {
        struct str name = source_fold(str_from(book->sheets[i].table.name), r->scratch);

        for (size_t k = 0; !book->sheets[i].hidden && k < kit->ndatasets; k++)
            if (str_eq(name, source_fold(kit->datasets[k].name, r->scratch)) ||
                str_eq(name, source_fold(kit->datasets[k].label, r->scratch)))
                return true;
    }
    return false;
}

/* In the folder itself, where tables may stand beside what came back. */
static bool is_beside_tables(const struct returns *r, const char *path)
{
    return r->tables_here && !strchr(path + strlen(r->folder) + 1, '/');
}

static void take_book(struct returns *r, const char *path, struct str bytes, bool beside)
{
    struct workbook *book = workbook_read(path, bytes, r->scratch, r->d);

    if (book && workbook_is_form(book)) {
        take_form(r, book);
    } else if (book && is_tables(r, book)) {
        if (!beside)
            add_to_pile(r, &r->own, path);
    } else if (book && !beside) {
        note_file(r, path);
        diag(r->d, DIAG_RETURN_NONE, pos_file(path));
    } else if (!book) {
        note_file(r, path);
    }
}

static void take_file(struct returns *r, const char *path)
{
    bool beside = is_beside_tables(r, path), named = source_is_workbook(str_from(path));
    struct str bytes;

    if (beside && (load_took(r->load, path) || !named))
        return;
    if (!named && map_get(&r->made, str_from(path)))
        return;
    if (!file_read(path, COLLECT_MAX_BYTES, r->scratch, r->d, &bytes))
        note_file(r, path);
    else if (!named && workbook_kind(bytes) == WORKBOOK_NONE)
        add_to_pile(r, &r->other, path);
    else
        take_book(r, path, bytes, beside);
}

/* The documents that a run made in the folder of this manifest are no answers. */
static void note_made(struct returns *r, const char *manifest)
{
    const char *dir = arena_str(r->a, str_slice(str_from(manifest), 0,
                                                strlen(manifest) - strlen("/" PACKET_MANIFEST)))
                          .ptr;
    struct diag *unseen = diag_new(DIAG_EN);
    struct packet_manifest *m = packet_read_manifest(dir, r->a, unseen);

    diag_free(unseen);
    *map_slot(&r->made, str_from(manifest)) = r;
    for (size_t i = 0; m && i < m->nfiles; i++)
        *map_slot(&r->made, str_from(file_join(r->a, dir, m->files[i].path.ptr))) = r;
}

static bool take_files(struct returns *r, const char *out)
{
    const char **paths;
    size_t n;

    if (!collect_list(r->folder, out, r->a, r->d, &paths, &n))
        return false;
    for (size_t i = 0; i < n; i++)
        if (str_ends(str_from(paths[i]), STR("/" PACKET_MANIFEST)))
            note_made(r, paths[i]);
    for (size_t i = 0; i < n; i++) {
        take_file(r, paths[i]);
        arena_reset(r->scratch);
    }
    tell_pile(r, DIAG_RETURN_BLANK, &r->blank);
    tell_pile(r, DIAG_RETURN_OWN, &r->own);
    tell_pile(r, DIAG_RETURN_OTHER, &r->other);
    return true;
}

/* What is refused, when a part is enough. */

static struct returned *file_at(const struct returns *r, struct pos pos)
{
    size_t at = pos.file ? (size_t)(uintptr_t)map_get(&r->by_path, str_from(pos.file)) : 0;

    return at ? &r->files[at - 1] : NULL;
}

static void refuse(void *ctx, enum diag_level level, struct pos pos)
{
    struct returned *f = level == DIAG_ERROR ? file_at(ctx, pos) : NULL;

    if (f)
        f->refused = true;
}

/* An error of a refused file is a warning. */
static bool soften(void *ctx, struct pos pos, enum diag_level *level)
{
    const struct returned *f = file_at(ctx, pos);

    if (f && f->refused && *level == DIAG_ERROR)
        *level = DIAG_WARNING;
    return true;
}

static bool soften_refused(void *ctx, struct pos pos, enum diag_level *level)
{
    const struct returned *f = file_at(ctx, pos);

    return f && f->refused && soften(ctx, pos, level);
}

static size_t count_refused(const struct returns *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->nfiles; i++)
        n += r->files[i].refused;
    return n;
}

/* Checks all, and all again without what is refused. */
static void settle(struct returns *r, bool partial, struct diag *reading, struct diag *d)
{
    struct diag *checking = diag_new(diag_lang(d));

    load_check(r->load, checking);
    diag_each(reading, refuse, r);
    diag_each(checking, refuse, r);
    if (partial && count_refused(r)) {
        diag_take(d, reading, soften, r);
        diag_take(d, checking, soften_refused, r);
        for (size_t i = 0; i < r->nfiles; i++)
            if (r->files[i].refused)
                load_drop_file(r->load, r->files[i].path, d);
        load_check(r->load, d);
    } else {
        diag_take(d, reading, NULL, NULL);
        diag_take(d, checking, NULL, NULL);
    }
    diag_free(checking);
}

bool project_collect(struct project *p, const struct options *o, struct load *load, bool sound,
                     struct diag *d)
{
    size_t errors = diag_errors(d);
    struct returns r = {.p = p,
                        .load = load,
                        .folder = o->returned,
                        .tables_here = load_returned_here(load),
                        .known = sound,
                        .by_record = map_new(p->arena),
                        .by_path = map_new(p->arena),
                        .made = map_new(p->arena),
                        .a = p->arena,
                        .scratch = arena_new(),
                        .d = diag_new(diag_lang(d))};

    if (open_forms(&r))
        take_files(&r, o->out);
    settle(&r, o->partial, r.d, d);
    p->nreturned = r.nfiles - count_refused(&r);
    p->nrefused = count_refused(&r);
    if (p->nreturned == 0 && diag_errors(d) == errors)
        diag(d, DIAG_NO_RETURNS, pos_file(o->returned));
    if (!o->partial && sound && p->nreturned && diag_errors(d) > errors)
        diag(d, DIAG_RETURN_PARTIAL, pos_file(o->returned));
    close_forms(&r);
    diag_free(r.d);
    arena_free(r.scratch);
    return diag_errors(d) == errors;
}
