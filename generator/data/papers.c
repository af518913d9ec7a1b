/* Files of the data folder that are no tables, but may be named by one. */
#include <sys/stat.h>

#include "base/file.h"
#include "base/map.h"
#include "data/source.h"
#include "data/sql.h"

const struct kit_column *source_file_column(const struct source *src)
{
    for (size_t i = 0; i < src->set->ncolumns; i++)
        if (src->set->columns[i].spec.type == VALUE_FILE)
            return &src->set->columns[i];
    return NULL;
}

/* The same for the same file, however its name is written; empty when there is none. */
static struct str identity(const char *path, struct arena *a)
{
    struct stat st;

    return stat(path, &st) == 0 ? arena_fmt(a, "%llu %llu", (unsigned long long)st.st_dev,
                                            (unsigned long long)st.st_ino)
                                : STR("");
}

static void note_named(struct map *named, const struct source *src, const struct kit_column *c,
                       struct store *s, const char *folder, struct arena *a, struct diag *d)
{
    struct buf sql = {0};
    struct query *q;

    buf_str(&sql, STR("SELECT "));
    sql_put_name(&sql, c->name);
    buf_str(&sql, STR(" FROM "));
    sql_put_name(&sql, src->set->name);
    buf_char(&sql, '\0');
    q = store_statement(s, sql.ptr, d);
    while (q && query_step(q, d)) {
        struct str name = arena_str(a, query_text(q, 0));

        *map_slot(named, identity(file_join(a, folder, name.ptr), a)) = named;
    }
    query_free(q);
    buf_free(&sql);
}

/* What the user may list them in; empty when one of these tables has errors. */
static struct str tables(const struct sources *all, struct arena *a)
{
    struct str names = STR("");

    for (size_t i = 0; i < all->n; i++) {
        const struct source *src = &all->items[i];
        struct str label = source_label(src->set->label, src->set->name);

        if (!source_file_column(src))
            continue;
        if (src->broken)
            return STR("");
        names = arena_fmt(a, "%.*s%s%.*s", STR_ARG(names), names.len ? "、" : "", STR_ARG(label));
    }
    return names;
}

void source_check_papers(const struct sources *all, struct store *s, const struct load_options *o,
                         struct arena *a, struct diag *d)
{
    struct str where = all->npapers ? tables(all, a) : STR("");
    struct map named = map_new(a);

    for (size_t i = 0; where.len && i < all->n; i++) {
        const struct kit_column *c = all->items[i].set->columns;

        for (size_t k = 0; k < all->items[i].set->ncolumns; k++)
            if (c[k].spec.type == VALUE_FILE)
                note_named(&named, &all->items[i], &c[k], s, o->folder, a, d);
    }
    for (size_t i = 0; where.len && i < all->npapers; i++)
        if (!map_get(&named, identity(all->papers[i], a)))
            diag(d, DIAG_PAPER_UNLISTED, pos_file(all->papers[i]), where);
}
