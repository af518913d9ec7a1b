#include "data/sql.h"
#include "data/store.h"

static bool exec_buf(struct store *s, struct buf *sql, struct diag *d)
{
    bool ok;

    buf_char(sql, '\0');
    ok = store_exec(s, sql->ptr, d);
    buf_free(sql);
    return ok;
}

static const char *column_type(enum value_type type)
{
    if (type == VALUE_DECIMAL)
        return "REAL";
    return type == VALUE_INT || type == VALUE_BOOL ? "INTEGER" : "TEXT";
}

bool store_make_dataset(struct store *s, const struct kit_dataset *set, struct diag *d)
{
    struct buf sql = {0};

    buf_str(&sql, STR("CREATE TABLE "));
    sql_put_name(&sql, set->name);
    buf_str(&sql, STR(" ("));
    for (size_t i = 0; i < set->ncolumns; i++) {
        sql_put_name(&sql, set->columns[i].name);
        buf_fmt(&sql, " %s, ", column_type(set->columns[i].spec.type));
    }
    buf_str(&sql, STR("_row INTEGER PRIMARY KEY)"));
    return exec_buf(s, &sql, d);
}

/* An index on the key, or on one ref or unique column. */
static bool make_index(struct store *s, const struct kit_dataset *set, const struct kit_column *ref,
                       struct diag *d)
{
    struct buf sql = {0};
    size_t n = 0;

    buf_fmt(&sql, "CREATE INDEX \"%.*s:%.*s\" ON ", STR_ARG(set->name),
            STR_ARG(ref ? ref->name : STR("key")));
    sql_put_name(&sql, set->name);
    for (size_t i = 0; i < set->ncolumns; i++) {
        const struct kit_column *c = &set->columns[i];

        if (ref ? c != ref : !c->key)
            continue;
        buf_str(&sql, n++ ? STR(", ") : STR(" ("));
        sql_put_name(&sql, c->name);
    }
    buf_char(&sql, ')');
    if (n)
        return exec_buf(s, &sql, d);
    buf_free(&sql);
    return true;
}

bool store_index_dataset(struct store *s, const struct kit_dataset *set, struct diag *d)
{
    bool ok = make_index(s, set, NULL, d), leads = true; /* the key's first column is indexed */

    for (size_t i = 0; ok && i < set->ncolumns; i++) {
        const struct kit_column *c = &set->columns[i];

        if ((c->ref_table.len || c->unique || c->referred || c->spec.type == VALUE_NAME) &&
            !(c->key && leads))
            ok = make_index(s, set, c, d);
        leads &= !c->key;
    }
    return ok;
}

/* The rows of `v` as they are now stand in a table, and `v` is a view of that. */
static bool compute_view(struct store *s, const struct kit_view *v, struct diag *d)
{
    struct buf sql = {0};
    bool ok;

    buf_fmt(&sql, "CREATE TABLE \"%.*s:once\" AS SELECT * FROM ", STR_ARG(v->name));
    sql_put_name(&sql, v->name);
    buf_str(&sql, STR("; DROP VIEW "));
    sql_put_name(&sql, v->name);
    buf_str(&sql, STR("; CREATE VIEW "));
    sql_put_name(&sql, v->name);
    buf_fmt(&sql, " AS SELECT * FROM \"%.*s:once\";", STR_ARG(v->name));
    for (size_t i = 0; i < v->nfinds; i++) {
        buf_fmt(&sql, "CREATE INDEX \"%.*s:once %zu\" ON \"%.*s:once\" (", STR_ARG(v->name), i, STR_ARG(v->name));
        sql_put_name(&sql, v->finds[i]);
        buf_str(&sql, STR(");"));
    }
    buf_char(&sql, '\0');
    ok = store_exec_kits(s, sql.ptr, v->sql_pos, d);
    buf_free(&sql);
    return ok;
}

bool store_compute_views(struct store *s, const struct kit *kit, struct diag *d)
{
    bool ok = true;

    for (size_t i = 0; ok && i < kit->nviews; i++)
        ok = !kit->views[i].once || compute_view(s, &kit->views[i], d);
    return ok;
}

bool store_make_views(struct store *s, const struct kit *kit, struct diag *d)
{
    for (size_t i = 0; i < kit->nviews; i++) {
        const struct kit_view *v = &kit->views[i];
        struct query *q = store_query(s, v->sql, false, v->sql_pos, d);
        struct buf sql = {0};
        bool parameters = q && query_nparams(q) > 0;

        if (parameters)
            diag(d, DIAG_SQL_VIEW_PARAMETER, v->sql_pos, query_param(q, 0));
        query_free(q);
        if (!q || parameters)
            return false;
        buf_str(&sql, STR("CREATE VIEW "));
        sql_put_name(&sql, v->name);
        buf_str(&sql, STR(" AS "));
        buf_str(&sql, v->sql);
        if (!exec_buf(s, &sql, d))
            return false;
    }
    return true;
}
