/* The database in the middle: SQLite, in memory. Only store.c and functions.c know SQLite.
 *
 * Every dataset is a table of its name with its columns (TEXT, or INTEGER for bool and int, REAL
 * for decimal) and one more: _row (the row in its file). Forms and rules read it
 * with queries that an authorizer confines to reading and to a list of deterministic functions.
 * Ours among them, with dates as ISO text:
 *
 *     today()               the day the run prints
 *     days_between(a, b)    days from a to b, negative when b is earlier
 *     add_days(d, n)        the day n days after d
 *     workdays_after(d, n)  the nth day after d that is no Saturday or Sunday (holidays and make-up
 *                           days are not known)
 *     draw(seed, n)         a number from 0 to 2^63-1 that looks drawn, and is the same for the same seed
 *                           and n in each run and on each machine: ORDER BY draw(:seed, n), n
 *
 *     struct query *q = store_query(s, sql, pos, d);            NULL after an error
 *     query_bind(q, STR("person_id"), STR("T1"), VALUE_TEXT);
 *     while (query_step(q, d))
 *         … query_text(q, 0) …
 *     query_free(q);
 */
#ifndef DATA_STORE_H
#define DATA_STORE_H

#include "data/kit.h"

struct store;
struct query;

struct store *store_new(struct diag *d); /* NULL after an error */
void store_free(struct store *s);

/* Our own statements, not confined: making tables, filling them. False after DIAG_SQL. */
bool store_exec(struct store *s, const char *sql, struct diag *d);
/* With a kit's own SQL in it: at its place, and with a query's limit of time. */
bool store_exec_kits(struct store *s, const char *sql, struct pos pos, struct diag *d);
/* A statement to be run again and again with positional parameters (1-based). */
struct query *store_statement(struct store *s, const char *sql, struct diag *d);
/* `text` must live until the next step. */
void query_bind_at(struct query *q, int at, struct str text, enum value_type type, bool null);

/* A kit's SQL: one SELECT, confined; a parameter is :name. DIAG_SQL with SQLite's words, at the
 * word it names; `pos` is the place of the SQL's first character. When `ordered`, a SELECT without
 * ORDER BY at its outer level is an error, unless it ends in LIMIT 1 or has no FROM there. */
struct query *store_query(struct store *s, struct str sql, bool ordered, struct pos pos,
                          struct diag *d);
/* The rows of `set` for which `condition` is false (not NULL): _row, then the columns of `set`. */
struct query *store_broken_rows(struct store *s, const struct kit_dataset *set,
                                struct str condition, struct pos pos, struct diag *d);
/* A kit's expression over the row of `set` whose _row the parameter `row` gives. */
struct query *store_row_value(struct store *s, const struct kit_dataset *set, struct str expression,
                              struct pos pos, struct diag *d);
/* Does a kit's query read this table, be it through a view? */
bool query_reads(const struct query *q, struct str table);
/* Does the condition of store_broken_rows itself name this column of the table (views aside)? */
bool query_reads_column(const struct query *q, struct str table, struct str column);
void query_free(struct query *q);

size_t query_nparams(const struct query *q);
struct str query_param(const struct query *q, size_t i); /* name without the colon */
/* Binds the parameter called `name`, if the query has it; NULL values with null = true. */
void query_bind(struct query *q, struct str name, struct str text, enum value_type type, bool null);

/* The next row; false at the end or after an error (query_failed tells which). The query is then
 * ready to be bound and stepped again. */
bool query_step(struct query *q, struct diag *d);
bool query_failed(const struct query *q);
void query_reset(struct query *q);

size_t query_ncolumns(const struct query *q);
struct str query_column(const struct query *q, size_t i); /* its name */
/* Where it comes from: table and column, both empty for an expression. A view is looked through. */
struct str query_origin_table(const struct query *q, size_t i);
struct str query_origin_column(const struct query *q, size_t i);
bool query_null(const struct query *q, size_t i);
/* Until the next step. A decimal has at most 15 digits and no trailing zeros: 12.50 is 12.5. */
struct str query_text(const struct query *q, size_t i);
long query_int(const struct query *q, size_t i);

/* Makes the table of a dataset: its columns, then _row, which is SQLite's rowid too: a rule or view
 * finds a row by it at once. */
bool store_make_dataset(struct store *s, const struct kit_dataset *set, struct diag *d);
/* Makes indexes on its key, on each ref and what it names, on each unique column and each name (rules
 * look for namesakes): when it is filled, which is faster. */
bool store_index_dataset(struct store *s, const struct kit_dataset *set, struct diag *d);
/* Makes a kit's views, in order; DIAG_SQL at the view's place. */
bool store_make_views(struct store *s, const struct kit *kit, struct diag *d);

/* Computes the views that are `once`, in order, when the tables are as they stay and every form's queries
 * are open: rows come from a table from then on. A query that is opened later does not see where its
 * columns come from. DIAG_SQL or DIAG_SQL_ENDLESS at the view's place. */
bool store_compute_views(struct store *s, const struct kit *kit, struct diag *d);

/* Writes a copy of the whole database (VACUUM INTO); `path` must not exist. */
bool store_save(struct store *s, const char *path, struct diag *d);

/* The day that SQL's today() gives: an ISO date. There is no 'now'. */
void store_set_today(struct store *s, struct str iso_date);

/* A query that takes more steps of SQLite's machine is an error: 1,000,000,000 (some twenty
 * seconds) unless told otherwise. */
void store_set_limit(struct store *s, uint64_t ops);

#endif
