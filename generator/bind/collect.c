/* The front matter's `collect`: what of a returned workbook goes into which dataset. */
#include "base/utf8.h"
#include "bind/form.h"

struct reader {
    struct bind_form *f;
    struct bind_collect *c;
    struct diag *d;
};

static bool column_of_each(const struct bind_form *f, struct str name, size_t *at)
{
    for (*at = 0; f->each && *at < f->each->ncolumns; ++*at)
        if (str_eq(f->each->columns[*at].name, name))
            return true;
    return false;
}

static bool read_keep(struct reader *r, const struct yaml *mapping)
{
    const struct yaml *list = yaml_sequence(mapping, "keep", r->d);
    bool ok = list || diag(r->d, DIAG_MISSING_KEY, mapping->key_pos, STR("keep"));

    r->c->keep = arena_array(r->f->arena, yaml_count(list), sizeof *r->c->keep);
    for (const struct yaml *y = list ? list->first : NULL; y; y = y->next) {
        struct str *names;
        size_t at, n;

        if (column_of_each(r->f, y->text, &at)) {
            r->c->keep[r->c->nkeep++] = y->text;
            continue;
        }
        bind_names(r->f, NULL, 0, &names, &n);
        ok = diag(r->d, DIAG_UNKNOWN_FIELD, y->pos, y->text, utf8_nearest(y->text, names, n));
    }
    return ok;
}

static bool is_field(const struct bind_form *f, struct str name)
{
    for (size_t i = 0; i < f->nfields; i++)
        if (str_eq(f->fields[i].name, name))
            return true;
    return false;
}

/* A column that no returned form can fill, and that must not be empty. */
static bool check_columns(struct reader *r, const struct bind_collect_into *into, struct pos pos)
{
    bool ok = true;

    for (size_t i = 0; i < into->set->ncolumns; i++) {
        const struct kit_column *c = &into->set->columns[i];

        if ((c->required || c->key) && !str_eq(c->name, into->row) && !bind_keeps(r->c, c->name) &&
            !is_field(r->f, c->name))
            ok = diag(r->d, DIAG_COLLECT_COLUMN, pos, into->set->name, c->name);
    }
    return ok;
}

static bool read_into(struct reader *r, const struct yaml *y)
{
    static const char *const into_keys[] = {"dataset", "row", NULL};
    struct bind_collect_into *into = &r->c->into[r->c->ninto];
    const struct kit *kit = r->f->kit;
    struct str name, *names = arena_array(r->f->arena, kit->ndatasets, sizeof *names);

    if (!yaml_must_be(y, YAML_MAPPING, r->d) || !yaml_check_keys(y, into_keys, r->d))
        return false;
    name = yaml_need_text(y, "dataset", r->d);
    into->set = kit_dataset(kit, name);
    into->row = yaml_text(y, "row", STR(""), r->d);
    if (!into->set) {
        for (size_t i = 0; i < kit->ndatasets; i++)
            names[i] = kit->datasets[i].name;
        return diag(r->d, DIAG_KIT_DATASET, y->pos, name, utf8_nearest(name, names, kit->ndatasets));
    }
    if (into->row.len && !kit_column(into->set, into->row))
        return diag(r->d, DIAG_KIT_COLUMN, y->pos, into->row, STR(""), into->set->name);
    r->c->ninto++;
    return check_columns(r, into, y->pos);
}

bool bind_collect_read(struct bind_form *f, struct diag *d)
{
    static const char *const collect_keys[] = {"keep", "into", NULL};
    const struct yaml *mapping = yaml_mapping(f->front, "collect", d), *list;
    struct reader r = {.f = f, .d = d};
    bool ok;

    if (!mapping)
        return true;
    r.c = f->collect = arena_alloc(f->arena, sizeof *f->collect);
    ok = yaml_check_keys(mapping, collect_keys, d);
    ok = read_keep(&r, mapping) && ok;
    list = yaml_sequence(mapping, "into", d);
    r.c->into = arena_array(f->arena, yaml_count(list), sizeof *r.c->into);
    for (const struct yaml *y = list ? list->first : NULL; y; y = y->next)
        ok = read_into(&r, y) && ok;
    return ok && (r.c->ninto > 0 || diag(d, DIAG_MISSING_KEY, mapping->key_pos, STR("into")));
}

const struct bind_collect *bind_collect(const struct bind_form *f)
{
    return f->collect;
}

struct str bind_kept(const struct bind_form *f, size_t record, size_t i)
{
    size_t at;

    column_of_each(f, f->collect->keep[i], &at);
    return bind_record_column(f, record, at);
}

void bind_put_kept(const struct bind_form *f, size_t record, struct buf *b)
{
    for (size_t i = 0; i < f->collect->nkeep; i++)
        bind_put_key(b, bind_kept(f, record, i));
}

bool bind_keeps(const struct bind_collect *c, struct str name)
{
    for (size_t i = 0; i < c->nkeep; i++)
        if (str_eq(c->keep[i], name))
            return true;
    return false;
}
