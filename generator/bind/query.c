#include "bind/form.h"

/* Columns of the content table, and expressions, are text. */
static const struct value_spec plain = {.type = VALUE_TEXT};

static const struct value_spec *field_spec(const struct bind_form *f, struct str name)
{
    for (size_t i = 0; i < f->nfields; i++)
        if (str_eq(f->fields[i].name, name))
            return &f->fields[i].spec;
    return NULL;
}

/* The type of the form's field of that name, else of the column it comes from, else text. */
static const struct value_spec *column_spec(const struct bind_form *f, const struct bind_query *q,
                                            size_t i)
{
    const struct value_spec *spec = field_spec(f, query_column(q->q, i));
    const struct kit_dataset *set;
    const struct kit_column *column;

    if (spec)
        return spec;
    set = kit_dataset(f->kit, query_origin_table(q->q, i));
    column = set ? kit_column(set, query_origin_column(q->q, i)) : NULL;
    return column ? &column->spec : &plain;
}

bool bind_query_open(struct bind_form *f, const struct yaml *sql, struct str name,
                     struct bind_query *out, struct diag *d)
{
    struct str text;
    struct pos pos;

    if (!yaml_sql(sql, &text, &pos, d))
        return false;
    *out = (struct bind_query){.name = name, .pos = pos, .results = map_new(f->arena)};
    out->q = store_query(f->store, text, true, pos, d);
    if (!out->q)
        return false;
    out->ncolumns = query_ncolumns(out->q);
    out->columns = arena_array(f->arena, out->ncolumns, sizeof *out->columns);
    for (size_t i = 0; i < out->ncolumns; i++) {
        out->columns[i].name = arena_str(f->arena, query_column(out->q, i));
        out->columns[i].spec = column_spec(f, out, i);
    }
    return true;
}

bool bind_query_records(struct bind_query *q, struct diag *d, struct bind_records *out)
{
    *out = (struct bind_records){0};
    while (query_step(q->q, d)) {
        for (size_t i = 0; i < q->ncolumns; i++) {
            struct str v = query_text(q->q, i);
            struct bind_piece p = {(uint32_t)out->text.len,
                                   query_null(q->q, i) ? BIND_NULL : (uint32_t)v.len};

            if (out->text.len + v.len >= BIND_NULL)
                return diag(d, DIAG_TOO_BIG, q->pos, STR("4294967294"));
            buf_str(&out->text, v);
            buf_put(&out->pieces, &p, sizeof p);
        }
        out->n++;
    }
    return !query_failed(q->q);
}

bool bind_query_rows(struct bind_query *q, struct arena *a, struct diag *d, struct bind_rows *out)
{
    size_t cap = 0, n = 0;

    *out = (struct bind_rows){0};
    while (query_step(q->q, d)) {
        arena_grow(a, &out->values, &cap, n + q->ncolumns, sizeof *out->values);
        for (size_t i = 0; i < q->ncolumns; i++, n++)
            if (!query_null(q->q, i))
                out->values[n] = arena_str(a, query_text(q->q, i));
        out->n++;
    }
    return !query_failed(q->q);
}
