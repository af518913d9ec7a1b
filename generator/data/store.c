#include "data/store.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "data/functions.h"
#include "data/sql.h"

#define MOST_OPS    1000000000u         /* of SQLite's machine, in one query */
#define OPS_BETWEEN 100000              /* looks at the count */
#define MOST_BYTES  (128 * 1024 * 1024) /* of one row, longer than any CSV's */

struct store {
    sqlite3 *db;
    struct query *compiling; /* a kit's query, which the authorizer confines */
    struct query *running;
    uint64_t most_ops;
    char today[16];
};

struct query {
    struct store *store;
    sqlite3_stmt *stmt;
    struct pos pos;
    bool failed;
    uint64_t ops;
    struct buf reads;    /* "\ntable\ntable\n" */
    struct buf columns;  /* "\ntable.column\n…", of the condition of store_broken_rows */
    bool notes_columns;
    char (*numbers)[32]; /* the text of each column's decimal */
};

static bool has_line(const struct buf *lines, struct str line)
{
    struct str rest = buf_view(lines);
    size_t at;

    while (rest.len > 1 && (at = str_find(rest, line)) < rest.len) {
        if (at > 0 && rest.ptr[at - 1] == '\n' && at + line.len < rest.len &&
            rest.ptr[at + line.len] == '\n')
            return true;
        rest = str_slice(rest, at + 1, rest.len);
    }
    return false;
}

static int may_read(struct query *q, const char *table, const char *column)
{
    struct str name = str_from(table);

    if (sqlite3_strnicmp(table, "sqlite_", 7) == 0 || sqlite3_strnicmp(table, "pragma_", 7) == 0)
        return SQLITE_DENY;
    if (!query_reads(q, name)) {
        if (q->reads.len == 0)
            buf_char(&q->reads, '\n');
        buf_str(&q->reads, name);
        buf_char(&q->reads, '\n');
    }
    if (q->notes_columns && column)
        buf_fmt(&q->columns, "%s%s.%s\n", q->columns.len ? "" : "\n", table, column);
    return SQLITE_OK;
}

static int authorize(void *ctx, int action, const char *first, const char *second,
                     const char *database, const char *inner)
{
    struct store *s = ctx;

    (void)database;
    if (!s->compiling || action == SQLITE_SELECT || action == SQLITE_RECURSIVE)
        return SQLITE_OK;
    if (action == SQLITE_READ)
        return may_read(s->compiling, first, inner ? NULL : second);
    return action == SQLITE_FUNCTION && functions_allow(second) ? SQLITE_OK : SQLITE_DENY;
}

static int count_ops(void *ctx)
{
    struct store *s = ctx;

    return s->running && (s->running->ops += OPS_BETWEEN) > s->most_ops;
}

static bool fail(struct store *s, struct pos pos, struct diag *d)
{
    int code = sqlite3_errcode(s->db);

    if (code == SQLITE_NOMEM)
        out_of_memory();
    if (code == SQLITE_INTERRUPT)
        return diag(d, DIAG_SQL_ENDLESS, pos);
    return diag(d, DIAG_SQL, pos, str_from(sqlite3_errmsg(s->db)));
}

/* A name that no column has is never a text: the double-quoted strings of old SQLite are off, and
 * so are the virtual tables (json_each, pragma_…), which read more than the store's tables. */
static bool set_up(struct store *s, struct diag *d)
{
    sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, MOST_BYTES);
    sqlite3_progress_handler(s->db, OPS_BETWEEN, count_ops, s);
    if (sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL) != SQLITE_OK ||
        sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL) != SQLITE_OK ||
        sqlite3_drop_modules(s->db, NULL) != SQLITE_OK ||
        sqlite3_set_authorizer(s->db, authorize, s) != SQLITE_OK || !functions_add(s->db, s->today))
        return fail(s, pos_none(), d);
    return store_exec(s,
                      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                      "PRAGMA temp_store = MEMORY",
                      d);
}

struct store *store_new(struct diag *d)
{
    struct store *s = calloc(1, sizeof *s);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

    if (!s)
        out_of_memory();
    s->most_ops = MOST_OPS;
    if (sqlite3_open_v2(":memory:", &s->db, flags, NULL) != SQLITE_OK) {
        if (!s->db)
            out_of_memory();
        fail(s, pos_none(), d);
    } else if (set_up(s, d)) {
        return s;
    }
    store_free(s);
    return NULL;
}

void store_free(struct store *s)
{
    if (!s)
        return;
    sqlite3_close_v2(s->db);
    free(s);
}

void store_set_today(struct store *s, struct str iso_date)
{
    assert(iso_date.len < sizeof s->today);
    memcpy(s->today, iso_date.ptr, iso_date.len);
    s->today[iso_date.len] = '\0';
}

void store_set_limit(struct store *s, uint64_t ops)
{
    s->most_ops = ops;
}

bool store_exec(struct store *s, const char *sql, struct diag *d)
{
    if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return fail(s, pos_none(), d);
    return true;
}

bool store_exec_kits(struct store *s, const char *sql, struct pos pos, struct diag *d)
{
    struct query counted = {.store = s};
    bool ok;

    s->running = &counted;
    ok = sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(s, pos, d);
    s->running = NULL;
    return ok;
}

static struct query *query_new(struct store *s, struct pos pos)
{
    struct query *q = calloc(1, sizeof *q);

    if (!q)
        out_of_memory();
    q->store = s;
    q->pos = pos;
    return q;
}

void query_free(struct query *q)
{
    if (!q)
        return;
    sqlite3_finalize(q->stmt);
    buf_free(&q->reads);
    buf_free(&q->columns);
    free(q->numbers);
    free(q);
}

static struct query *with_columns(struct query *q)
{
    size_t n = query_ncolumns(q);

    q->numbers = n ? calloc(n, sizeof *q->numbers) : NULL;
    if (n && !q->numbers)
        out_of_memory();
    return q;
}

struct query *store_statement(struct store *s, const char *sql, struct diag *d)
{
    struct query *q = query_new(s, pos_none());

    if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL) == SQLITE_OK)
        return with_columns(q);
    fail(s, q->pos, d);
    query_free(q);
    return NULL;
}

/* Compiles a kit's `sql`, which stands at byte `skip` of `whole`, confined. */
static bool compile(struct query *q, struct str whole, struct str sql, size_t skip,
                    const char **tail, struct diag *d)
{
    struct store *s = q->store;
    struct pos pos = q->pos;
    int rc, offset;

    if (whole.len > (size_t)sqlite3_limit(s->db, SQLITE_LIMIT_SQL_LENGTH, -1))
        return diag(d, DIAG_SQL, pos, STR("query too long"));
    s->compiling = q;
    rc = sqlite3_prepare_v3(s->db, whole.ptr, (int)whole.len, SQLITE_PREPARE_PERSISTENT, &q->stmt,
                            tail);
    s->compiling = NULL;
    if (rc == SQLITE_OK)
        return true;
    offset = sqlite3_error_offset(s->db);
    if (offset >= 0)
        pos = sql_place(sql, (size_t)offset > skip ? (size_t)offset - skip : 0, pos);
    return fail(s, pos, d);
}

static bool is_one_select(const struct query *q, struct str rest, struct diag *d)
{
    if (!sql_is_blank(rest))
        return diag(d, DIAG_SQL_SECOND, q->pos);
    if (!q->stmt || !sqlite3_stmt_readonly(q->stmt) || sqlite3_stmt_isexplain(q->stmt) ||
        sqlite3_column_count(q->stmt) == 0)
        return diag(d, DIAG_SQL_SELECT, q->pos);
    for (int i = 1; i <= sqlite3_bind_parameter_count(q->stmt); i++) {
        const char *name = sqlite3_bind_parameter_name(q->stmt, i);

        if (!name || name[0] != ':')
            return diag(d, DIAG_SQL_PARAMETER, q->pos, str_from(name ? name : "?"));
    }
    return true;
}

struct query *store_query(struct store *s, struct str sql, bool ordered, struct pos pos,
                          struct diag *d)
{
    struct query *q = query_new(s, pos);
    const char *tail = sql.ptr + sql.len;

    if (!compile(q, sql, sql, 0, &tail, d) ||
        !is_one_select(q, str_slice(sql, (size_t)(tail - sql.ptr), sql.len), d)) {
        query_free(q);
        return NULL;
    }
    if (ordered && !sql_is_ordered(sql)) {
        diag(d, DIAG_SQL_ORDER, pos);
        query_free(q);
        return NULL;
    }
    return with_columns(q);
}

/* Notes which columns a condition that compiles names itself. */
static bool note_columns(struct query *q, const struct kit_dataset *set, struct str condition,
                         struct diag *d)
{
    struct query *alone = query_new(q->store, q->pos);
    struct buf sql = {0};
    const char *tail;
    bool ok;

    buf_str(&sql, STR("SELECT ("));
    buf_str(&sql, condition);
    buf_str(&sql, STR("\n) FROM "));
    sql_put_name(&sql, set->name);
    alone->notes_columns = true;
    ok = compile(alone, buf_view(&sql), condition, strlen("SELECT ("), &tail, d);
    q->columns = alone->columns;
    alone->columns = (struct buf){0};
    query_free(alone);
    buf_free(&sql);
    return ok;
}

struct query *store_broken_rows(struct store *s, const struct kit_dataset *set,
                                struct str condition, struct pos pos, struct diag *d)
{
    struct query *q = query_new(s, pos);
    struct buf sql = {0};
    const char *tail = NULL;
    size_t skip;
    bool ok;

    buf_str(&sql, STR("SELECT _row"));
    for (size_t i = 0; i < set->ncolumns; i++) {
        buf_str(&sql, STR(", "));
        sql_put_name(&sql, set->columns[i].name);
    }
    buf_str(&sql, STR(" FROM "));
    sql_put_name(&sql, set->name);
    buf_str(&sql, STR(" WHERE NOT ("));
    skip = sql.len;
    buf_str(&sql, condition);
    buf_str(&sql, STR("\n) ORDER BY rowid")); /* on a line of its own: `--` may end the condition */
    ok = compile(q, buf_view(&sql), condition, skip, &tail, d) &&
         is_one_select(q, str_slice(buf_view(&sql), (size_t)(tail - sql.ptr), sql.len), d) &&
         (query_nparams(q) == 0 || diag(d, DIAG_SQL_VIEW_PARAMETER, pos, query_param(q, 0))) &&
         note_columns(q, set, condition, d);
    buf_free(&sql);
    if (ok)
        return with_columns(q);
    query_free(q);
    return NULL;
}

struct query *store_row_value(struct store *s, const struct kit_dataset *set, struct str expression,
                              struct pos pos, struct diag *d)
{
    struct query *q = query_new(s, pos);
    struct buf sql = {0};
    const char *tail = NULL;
    size_t skip;
    bool ok;

    buf_str(&sql, STR("SELECT ("));
    skip = sql.len;
    buf_str(&sql, expression);
    buf_str(&sql, STR("\n) FROM "));
    sql_put_name(&sql, set->name);
    buf_str(&sql, STR(" WHERE _row = :row ORDER BY rowid LIMIT 1"));
    ok = compile(q, buf_view(&sql), expression, skip, &tail, d) &&
         is_one_select(q, str_slice(buf_view(&sql), (size_t)(tail - sql.ptr), sql.len), d) &&
         (query_nparams(q) == 1 || diag(d, DIAG_SQL_VIEW_PARAMETER, pos, query_param(q, 0)));
    buf_free(&sql);
    if (ok)
        return with_columns(q);
    query_free(q);
    return NULL;
}

bool query_reads(const struct query *q, struct str table)
{
    return has_line(&q->reads, table);
}

bool query_reads_column(const struct query *q, struct str table, struct str column)
{
    struct buf line = {0};
    bool reads;

    buf_fmt(&line, "%.*s.%.*s", STR_ARG(table), STR_ARG(column));
    reads = has_line(&q->columns, buf_view(&line));
    buf_free(&line);
    return reads;
}

size_t query_nparams(const struct query *q)
{
    return (size_t)sqlite3_bind_parameter_count(q->stmt);
}

struct str query_param(const struct query *q, size_t i)
{
    const char *name = sqlite3_bind_parameter_name(q->stmt, (int)i + 1);

    return str_from(name ? name + 1 : "");
}

/* Binds a number as one; false when `text` is none, or does not fit. */
static bool bind_number(struct query *q, int at, struct str text, enum value_type type, int *rc)
{
    char number[64], *end;
    long long whole;
    double real;

    if (text.len == 0 || text.len >= sizeof number)
        return false;
    memcpy(number, text.ptr, text.len);
    number[text.len] = '\0';
    if (type == VALUE_DECIMAL) {
        real = strtod(number, &end);
        *rc = *end ? SQLITE_MISMATCH : sqlite3_bind_double(q->stmt, at, real);
        return !*end;
    }
    errno = 0;
    whole = strtoll(number, &end, 10);
    if (*end || errno)
        return false;
    *rc = sqlite3_bind_int64(q->stmt, at, whole);
    return true;
}

static void bind_value(struct query *q, int at, struct str text, enum value_type type, bool null,
                       sqlite3_destructor_type keep)
{
    bool number = type == VALUE_INT || type == VALUE_BOOL || type == VALUE_DECIMAL;
    int rc;

    if (null)
        rc = sqlite3_bind_null(q->stmt, at);
    else if (!number || !bind_number(q, at, text, type, &rc))
        rc = sqlite3_bind_text(q->stmt, at, text.len ? text.ptr : "", (int)text.len, keep);
    if (rc == SQLITE_NOMEM)
        out_of_memory();
    assert(rc == SQLITE_OK);
}

void query_bind_at(struct query *q, int at, struct str text, enum value_type type, bool null)
{
    bind_value(q, at, text, type, null, SQLITE_STATIC);
}

void query_bind(struct query *q, struct str name, struct str text, enum value_type type, bool null)
{
    for (size_t i = 0; i < query_nparams(q); i++)
        if (str_eq(query_param(q, i), name))
            bind_value(q, (int)i + 1, text, type, null, SQLITE_TRANSIENT);
}

bool query_step(struct query *q, struct diag *d)
{
    int rc;

    q->failed = false;
    q->store->running = q;
    rc = sqlite3_step(q->stmt);
    q->store->running = NULL;
    if (rc == SQLITE_ROW)
        return true;
    if (rc != SQLITE_DONE) {
        q->failed = true;
        fail(q->store, q->pos, d);
    }
    query_reset(q);
    return false;
}

bool query_failed(const struct query *q)
{
    return q->failed;
}

void query_reset(struct query *q)
{
    sqlite3_reset(q->stmt); /* gives the last step's error again, which has been reported */
    q->ops = 0;
}

size_t query_ncolumns(const struct query *q)
{
    return (size_t)sqlite3_column_count(q->stmt);
}

struct str query_column(const struct query *q, size_t i)
{
    return str_from(sqlite3_column_name(q->stmt, (int)i));
}

struct str query_origin_table(const struct query *q, size_t i)
{
    return str_from(sqlite3_column_table_name(q->stmt, (int)i));
}

struct str query_origin_column(const struct query *q, size_t i)
{
    return str_from(sqlite3_column_origin_name(q->stmt, (int)i));
}

bool query_null(const struct query *q, size_t i)
{
    return sqlite3_column_type(q->stmt, (int)i) == SQLITE_NULL;
}

/* 12, 12.5, 0.00001: never 12.0, and never an exponent below 10^28. */
static struct str decimal_text(double value, char *to, size_t size)
{
    bool small = value > -1 && value < 1;
    struct str s;

    sqlite3_snprintf((int)size, to, "%.15g", value);
    if (strchr(to, 'e') && value > -1e28 && value < 1e28)
        sqlite3_snprintf((int)size, to, small ? "%.20f" : "%.0f", value);
    s = str_from(to);
    while (small && strchr(to, '.') && s.len > 2 && (s.ptr[s.len - 1] == '0'))
        s.len--;
    return s;
}

struct str query_text(const struct query *q, size_t i)
{
    const char *text;

    if (sqlite3_column_type(q->stmt, (int)i) == SQLITE_FLOAT)
        return decimal_text(sqlite3_column_double(q->stmt, (int)i), q->numbers[i],
                            sizeof *q->numbers);
    text = (const char *)sqlite3_column_text(q->stmt, (int)i);
    return (struct str){text ? text : "", (size_t)sqlite3_column_bytes(q->stmt, (int)i)};
}

long query_int(const struct query *q, size_t i)
{
    return (long)sqlite3_column_int64(q->stmt, (int)i);
}

bool store_save(struct store *s, const char *path, struct diag *d)
{
    struct query *q;
    bool ok;

    if (file_exists(path))
        return diag(d, DIAG_WRITE, pos_file(path), diag_system(d, EEXIST));
    q = store_statement(s, "VACUUM INTO ?", d);
    if (!q)
        return false;
    q->pos = pos_file(path);
    query_bind_at(q, 1, str_from(path), VALUE_TEXT, false);
    query_step(q, d);
    ok = !query_failed(q);
    query_free(q);
    return ok;
}
