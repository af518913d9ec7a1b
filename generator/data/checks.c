#include "base/utf8.h"
#include "data/source.h"
#include "data/sql.h"

#define NEAREST_MISSES 20   /* misses of a column that get a "did you mean" */
#define NEAREST_VALUES 5000 /* values it is looked for among */

static struct str column_label(const struct kit_column *c)
{
    return source_label(c->spec.label, c->name);
}

/* A value as a message may show it. */
static struct str shown(const struct kit_column *c, struct str canon, struct arena *a)
{
    return value_masked(&c->spec, value_print(&c->spec, canon, STR(""), a), a);
}

static struct query *statement(struct store *s, struct buf *sql, struct diag *d)
{
    struct query *q;

    buf_char(sql, '\0');
    q = store_statement(s, sql->ptr, d);
    buf_free(sql);
    return q;
}

static void put_columns(struct buf *b, const struct kit_dataset *set, const size_t *at, size_t n,
                        const char *table)
{
    for (size_t i = 0; i < n; i++) {
        buf_str(b, i ? STR(", ") : STR(""));
        buf_str(b, str_from(table));
        sql_put_name(b, set->columns[at[i]].name);
    }
}

/* Rows whose values in the columns `at` stand in an earlier row: _row, that row's _row, the values.
 */
static struct query *repeated_rows(struct store *s, const struct kit_dataset *set, const size_t *at,
                                   size_t n, struct diag *d)
{
    struct buf sql = {0};

    buf_str(&sql, STR("SELECT t._row, f._row, "));
    put_columns(&sql, set, at, n, "t.");
    buf_str(&sql, STR(" FROM (SELECT min(rowid) AS first, "));
    put_columns(&sql, set, at, n, "");
    buf_str(&sql, STR(" FROM "));
    sql_put_name(&sql, set->name);
    buf_str(&sql, STR(" GROUP BY "));
    put_columns(&sql, set, at, n, "");
    buf_str(&sql, STR(" HAVING count(*) > 1) AS g JOIN "));
    sql_put_name(&sql, set->name);
    buf_str(&sql, STR(" AS f ON f.rowid = g.first JOIN "));
    sql_put_name(&sql, set->name);
    buf_str(&sql, STR(" AS t ON t.rowid > g.first AND (")); /* a NULL equals nothing */
    put_columns(&sql, set, at, n, "t.");
    buf_str(&sql, STR(") = ("));
    put_columns(&sql, set, at, n, "g.");
    buf_str(&sql, STR(") ORDER BY t.rowid"));
    return statement(s, &sql, d);
}

/* A cell of the table, or the returned file that holds it. */
static struct str place_name(const struct source *src, struct pos pos, struct arena *a)
{
    char cell[24];

    if (pos.file != src->sheet.file)
        return str_from(pos.file);
    pos_cell_name(pos.row, pos.col, cell);
    return arena_str(a, str_from(cell));
}

static void check_columns(const struct source *src, struct store *s, const size_t *at, size_t n,
                          struct arena *a, struct diag *d)
{
    const struct kit_dataset *set = src->set;
    struct query *q = repeated_rows(s, set, at, n, d);
    struct buf labels = {0};

    if (!q)
        return;
    for (size_t i = 0; i < n; i++) {
        buf_str(&labels, i ? STR("、") : STR(""));
        buf_str(&labels, column_label(&set->columns[at[i]]));
    }
    while (query_step(q, d)) {
        struct buf values = {0};
        struct pos first;

        for (size_t i = 0; i < n; i++) {
            buf_str(&values, i ? STR("、") : STR(""));
            buf_str(&values, shown(&set->columns[at[i]], query_text(q, i + 2), a));
        }
        first = source_pos(src, (uint32_t)query_int(q, 1), at[0]);
        diag(d, DIAG_REPEATED_VALUE, source_pos(src, (uint32_t)query_int(q, 0), at[0]),
             buf_view(&labels), buf_view(&values), place_name(src, first, a));
        buf_free(&values);
    }
    buf_free(&labels);
    query_free(q);
}

void source_check_unique(const struct source *src, struct store *s, struct arena *a, struct diag *d)
{
    const struct kit_dataset *set = src->set;
    size_t *key = arena_array(a, set->ncolumns, sizeof *key), n = 0;

    bool whole = true;

    for (size_t i = 0; i < set->ncolumns; i++)
        if (set->columns[i].key) {
            key[n++] = i;
            whole &= src->column_of[i] != SOURCE_NONE;
        }
    if (n && whole)
        check_columns(src, s, key, n, a, d);
    for (size_t i = 0; i < set->ncolumns; i++)
        if (set->columns[i].unique && !(n == 1 && key[0] == i) && src->column_of[i] != SOURCE_NONE)
            check_columns(src, s, &i, 1, a, d);
}

/* The values of a column, for "did you mean"; none when there are many, or when they are personal.
 */
static struct str *referenced_values(struct store *s, const struct source *to,
                                     const struct kit_column *c, size_t *n, struct arena *a,
                                     struct diag *d)
{
    struct str *values = NULL;
    struct buf sql = {0};
    struct query *q;
    size_t cap = 0;

    *n = 0;
    if (c->spec.personal || c->spec.type == VALUE_ID || to->nrows > NEAREST_VALUES)
        return NULL;
    buf_str(&sql, STR("SELECT DISTINCT "));
    sql_put_name(&sql, c->name);
    buf_str(&sql, STR(" FROM "));
    sql_put_name(&sql, to->set->name);
    buf_str(&sql, STR(" ORDER BY 1"));
    q = statement(s, &sql, d);
    while (q && query_step(q, d)) {
        arena_grow(a, &values, &cap, *n, sizeof *values);
        values[(*n)++] = arena_str(a, query_text(q, 0));
    }
    query_free(q);
    return values;
}

static struct query *rows_without(struct store *s, const struct kit_dataset *set,
                                  const struct kit_column *c, struct diag *d)
{
    struct buf sql = {0};

    buf_str(&sql, STR("SELECT _row, "));
    sql_put_name(&sql, c->name);
    buf_str(&sql, STR(" FROM "));
    sql_put_name(&sql, set->name);
    buf_str(&sql, STR(" WHERE "));
    sql_put_name(&sql, c->name);
    buf_str(&sql, STR(" NOT IN (SELECT "));
    sql_put_name(&sql, c->ref_column);
    buf_str(&sql, STR(" FROM "));
    sql_put_name(&sql, c->ref_table);
    buf_str(&sql, STR(" WHERE "));
    sql_put_name(&sql, c->ref_column);
    buf_str(&sql, STR(" IS NOT NULL) ORDER BY rowid"));
    return statement(s, &sql, d);
}

static bool is_among(struct str value, const struct str *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(value, values[i]))
            return true;
    return false;
}

static void check_reference(const struct source *src, const struct source *to, size_t column,
                            struct store *s, struct arena *a, struct diag *d)
{
    const struct kit_column *c = &src->set->columns[column];
    const struct kit_column *target = kit_column(to->set, c->ref_column);
    struct str *values = NULL;
    struct query *q;
    size_t n = 0;

    if (!target || to->column_of[target - to->set->columns] == SOURCE_NONE)
        return;
    q = rows_without(s, src->set, c, d);
    for (size_t misses = 0; q && query_step(q, d); misses++) {
        struct str value = query_text(q, 1), half, near;

        if (misses == 0 && !c->spec.personal)
            values = referenced_values(s, to, target, &n, a, d);
        half = value_half_width(value, a);
        if (!str_eq(half, value) && (n == 0 || is_among(half, values, n))) {
            diag(d, DIAG_FULL_WIDTH, source_pos(src, (uint32_t)query_int(q, 0), column), shown(c, value, a),
                 shown(c, half, a), column_label(target), source_label(to->set->label, to->set->name));
            continue;
        }
        near = misses < NEAREST_MISSES ? utf8_nearest(value, values, n) : STR("");
        diag(d, near.len ? DIAG_NO_REFERENCE : c->hint.len ? DIAG_REFERENCE_HINT : DIAG_REFERENCE_ABSENT,
             source_pos(src, (uint32_t)query_int(q, 0), column), shown(c, value, a),
             column_label(target), source_label(to->set->label, to->set->name),
             near.len ? near : c->hint);
    }
    query_free(q);
}

void source_check_references(const struct source *src, const struct sources *all, struct store *s,
                             struct arena *a, struct diag *d)
{
    for (size_t i = 0; i < src->set->ncolumns; i++) {
        const struct kit_column *c = &src->set->columns[i];
        const struct source *to = c->ref_table.len ? source_lookup(all, c->ref_table) : NULL;

        if (to && to->path && !to->broken && to->column_of && src->column_of[i] != SOURCE_NONE)
            check_reference(src, to, i, s, a, d);
    }
}

struct message {
    const struct kit_dataset *set;
    const struct query *q; /* its row */
    struct buf text;
    struct arena *a;
    bool zh;
};

/* What stands between {{ and }}: a column, or the start or end of what is there only with a value of it. Returns what
 * is left of the message. */
static struct str put_tag(struct message *m, struct str tag, struct str left)
{
    bool open = str_starts(tag, STR("#")), close = str_starts(tag, STR("/"));
    struct str name = str_trim(str_slice(tag, open || close, tag.len));
    const struct kit_column *c = kit_column(m->set, name);
    size_t at = c ? (size_t)(c - m->set->columns) + 1 : 0;

    if (!c) {
        buf_fmt(&m->text, "{{%.*s}}", STR_ARG(tag));
    } else if (open && query_null(m->q, at)) {
        struct str end = arena_fmt(m->a, "{{/%.*s}}", STR_ARG(name));

        return str_slice(left, str_find(left, end), left.len);
    } else if (!open && !close) {
        buf_str(&m->text, query_null(m->q, at) ? m->zh ? STR("（未填）") : STR("(empty)")
                                               : shown(c, query_text(m->q, at), m->a));
    }
    return left;
}

/* The rule's message, filled in with the values of q's row. */
static struct str rule_message(const struct kit_dataset *set, const struct kit_rule *rule,
                               const struct query *q, struct arena *a, const struct diag *d)
{
    struct message m = {.set = set, .q = q, .a = a, .zh = diag_lang(d) == DIAG_ZH};
    struct str left = !m.zh && rule->message_en.len ? rule->message_en : rule->message, whole;

    while (left.len) {
        size_t open = str_find(left, STR("{{"));
        struct str rest = str_slice(left, open, left.len);
        size_t close = str_find(rest, STR("}}"));

        buf_str(&m.text, str_slice(left, 0, open));
        if (close == rest.len) {
            buf_str(&m.text, rest);
            break;
        }
        left = put_tag(&m, str_slice(rest, 2, close), str_slice(rest, close + 2, rest.len));
    }
    whole = arena_str(a, buf_view(&m.text));
    buf_free(&m.text);
    return whole;
}

/* Does a query read a table whose file has errors that would make its answer nonsense? */
static bool reads_broken(const struct query *q, const struct sources *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].broken && query_reads(q, all->items[i].set->name))
            return true;
    return false;
}

/* Does the rule look at a cell of this row that is wrong already, and so empty for it? */
static bool looks_at_bad(const struct source *src, const struct query *q, uint32_t row)
{
    for (size_t i = 0; src->bad.n && i < src->set->ncolumns; i++)
        if (source_is_bad(src, row, i) && query_reads_column(q, src->set->name, src->set->columns[i].name))
            return true;
    return false;
}

/* What the kit's `suggest` gives for a row; empty when there is none. */
static struct str suggestion(struct query *suggest, uint32_t row, struct arena *a, struct diag *d)
{
    struct str text = STR("");

    query_bind(suggest, STR("row"), arena_fmt(a, "%u", row), VALUE_INT, false);
    if (query_step(suggest, d) && !query_null(suggest, 0))
        text = arena_str(a, query_text(suggest, 0));
    query_reset(suggest);
    return text;
}

/* A code typed in full-width letters or digits, as it should be; empty when it is none. */
static struct str half_code(const struct kit_dataset *set, size_t column, const struct query *q, struct arena *a)
{
    struct str typed, half;

    if (column == SOURCE_NONE || set->columns[column].spec.type != VALUE_TEXT || query_null(q, column + 1))
        return STR("");
    typed = query_text(q, column + 1);
    half = value_half_width(typed, a);
    for (size_t i = 0; i < half.len; i++)
        if (half.ptr[i] <= ' ' || half.ptr[i] > '~')
            return STR("");
    return str_eq(half, typed) ? STR("") : half;
}

static void check_rule(const struct source *src, const struct kit_rule *rule, bool warning,
                       struct query *q, struct query *suggest, struct arena *a, struct diag *d)
{
    const struct kit_column *at = kit_column(src->set, rule->at);
    size_t column = at ? (size_t)(at - src->set->columns) : SOURCE_NONE;

    for (size_t misses = 0; query_step(q, d); misses++) {
        uint32_t row = (uint32_t)query_int(q, 0);
        struct str near, half;

        if (looks_at_bad(src, q, row))
            continue;
        half = half_code(src->set, column, q, a);
        near = suggest && misses < NEAREST_MISSES ? suggestion(suggest, row, a, d) : STR("");
        diag(d, warning ? DIAG_RULE_WARNING : half.len ? DIAG_RULE_WIDE : DIAG_RULE,
             source_pos(src, row, column), rule_message(src->set, rule, q, a, d), half.len ? half : near);
    }
}

void source_check_rules(const struct source *src, const struct sources *all, struct store *s,
                        const struct load_options *o, struct arena *a, struct diag *d)
{
    for (size_t i = 0; i < src->set->nrules; i++) {
        const struct kit_rule *rule = &src->set->rules[i];
        struct query *q = store_broken_rows(s, src->set, rule->sql, rule->sql_pos, d);
        struct query *suggest =
            rule->suggest.len ? store_row_value(s, src->set, rule->suggest, rule->suggest_pos, d) : NULL;

        if (q && (o->collecting || !rule->returned) && !reads_broken(q, all))
            check_rule(src, rule, rule->warning || (rule->returned && o->partial), q, suggest,
                       a, d);
        query_free(q);
        query_free(suggest);
    }
}
