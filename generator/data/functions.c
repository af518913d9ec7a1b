#include "data/functions.h"

#include <sqlite3.h>

#include "value/value.h"

#define MOST_DAYS 1000000

/* Sorted by nothing: two dozen comparisons per function named in a kit. */
static const char *const functions[] = {
    "abs",    "add_days",      "avg",          "ceil",         "char",        "coalesce",
    "count",  "cume_dist",     "dense_rank",   "days_between", "first_value", "floor",
    "draw",
    "format", "glob",          "group_concat", "hex",          "ifnull",      "iif",
    "instr",  "lag",           "last_value",   "lead",         "length",      "like",
    "lower",  "ltrim",         "max",          "min",          "nth_value",   "ntile",
    "nullif", "percent_rank",  "printf",       "quote",        "rank",        "replace",
    "round",  "row_number",    "rtrim",        "sign",         "substr",      "substring",
    "sum",    "today",         "total",        "trim",         "typeof",      "unicode",
    "upper",  "workdays_after"};

bool functions_allow(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (sqlite3_stricmp(functions[i], name) == 0)
            return true;
    return false;
}

static void sql_today(sqlite3_context *c, int n, sqlite3_value **v)
{
    const char *today = sqlite3_user_data(c);

    (void)n;
    (void)v;
    if (*today)
        sqlite3_result_text(c, today, -1, SQLITE_TRANSIENT);
    else
        sqlite3_result_error(c, "today() has no date", -1);
}

/* The days of a date argument; false after NULL or an error. */
static bool date_argument(sqlite3_context *c, sqlite3_value *v, long *days)
{
    const char *text = (const char *)sqlite3_value_text(v);
    char *message;

    if (!text)
        return false; /* the result is NULL */
    if (value_date_days((struct str){text, (size_t)sqlite3_value_bytes(v)}, days))
        return true;
    message = sqlite3_mprintf("not an ISO date: %s", text);
    sqlite3_result_error(c, message ? message : "not an ISO date", -1);
    sqlite3_free(message);
    return false;
}

static bool days_argument(sqlite3_context *c, sqlite3_value *v, long *n)
{
    sqlite3_int64 given = sqlite3_value_int64(v);

    if (sqlite3_value_type(v) == SQLITE_NULL)
        return false;
    if (given < -MOST_DAYS || given > MOST_DAYS) {
        sqlite3_result_error(c, "too many days", -1);
        return false;
    }
    *n = (long)given;
    return true;
}

static void give_date(sqlite3_context *c, long days)
{
    struct arena *a = arena_new();
    struct str iso = value_days_date(days, a);

    sqlite3_result_text(c, iso.ptr, (int)iso.len, SQLITE_TRANSIENT);
    arena_free(a);
}

static void sql_days_between(sqlite3_context *c, int n, sqlite3_value **v)
{
    long from, to;

    (void)n;
    if (date_argument(c, v[0], &from) && date_argument(c, v[1], &to))
        sqlite3_result_int64(c, to - from);
}

static void sql_add_days(sqlite3_context *c, int argc, sqlite3_value **v)
{
    long days, n;

    (void)argc;
    if (date_argument(c, v[0], &days) && days_argument(c, v[1], &n))
        give_date(c, days + n);
}

static bool is_weekend(long days)
{
    long weekday = ((days + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday; 0 is Sunday */

    return weekday == 0 || weekday == 6;
}

static void sql_workdays_after(sqlite3_context *c, int argc, sqlite3_value **v)
{
    long days, n;

    (void)argc;
    if (!date_argument(c, v[0], &days) || !days_argument(c, v[1], &n))
        return;
    while (n != 0) {
        days += n > 0 ? 1 : -1;
        if (!is_weekend(days))
            n += n > 0 ? -1 : 1;
    }
    give_date(c, days);
}

/* FNV-1a over the seed and the number, its bits mixed as in MurmurHash3: fixed arithmetic, so the
 * same draw on each machine. Non-negative. */
static void sql_draw(sqlite3_context *c, int argc, sqlite3_value **v)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (int i = 0; i < argc; i++) {
        const unsigned char *text = sqlite3_value_text(v[i]);

        if (!text)
            return; /* the result is NULL */
        for (; *text; text++)
            h = (h ^ *text) * 0x100000001b3u;
        h = (h ^ 0xFF) * 0x100000001b3u; /* in no UTF-8: '1', 23 is not '12', 3 */
    }
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53u;
    sqlite3_result_int64(c, (sqlite3_int64)((h ^ h >> 33) >> 1));
}

bool functions_add(struct sqlite3 *db, char *today)
{
    static const struct {
        const char *name;
        int nargs;
        void (*run)(sqlite3_context *, int, sqlite3_value **);
    } ours[] = {{"today", 0, sql_today},
                {"days_between", 2, sql_days_between},
                {"add_days", 2, sql_add_days},
                {"draw", 2, sql_draw},
                {"workdays_after", 2, sql_workdays_after}};
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (sqlite3_create_function_v2(db, ours[i].name, ours[i].nargs, flags, today, ours[i].run,
                                       NULL, NULL, NULL) != SQLITE_OK)
            return false;
    return true;
}
