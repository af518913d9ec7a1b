#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "data/sql.h"
#include "data/store.h"

static struct arena *arena;
static struct diag *d;
static struct store *s;

static struct kit_column columns[] = {
    {.name = STR("person_id"), .key = true},
    {.name = STR("count"), .spec = {.type = VALUE_INT}},
    {.name = STR("hours"), .spec = {.type = VALUE_DECIMAL}},
    {.name = STR("leads"), .spec = {.type = VALUE_BOOL}},
    {.name = STR("boss"), .ref_table = STR("people"), .ref_column = STR("person_id")},
};
static const struct kit_dataset people = {
    .name = STR("people"), .columns = columns, .ncolumns = sizeof columns / sizeof *columns};

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    d = diag_new(DIAG_EN);
    s = store_new(d);
    assert_non_null(s);
    assert_true(store_make_dataset(s, &people, d));
    assert_true(store_exec(s,
                           "INSERT INTO people VALUES ('T1', 3, 1.5, 1, NULL, 2),"
                           "('T2', 12, 12, 0, 'T1', 3)",
                           d));
    assert_true(store_index_dataset(s, &people, d));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    store_free(s);
    diag_free(d);
    arena_free(arena);
    return 0;
}

static struct query *query(const char *sql)
{
    return store_query(s, str_from(sql), false, pos_line("k.yaml", 10, 7), d);
}

/* The only value of a query, or what went wrong. */
static const char *value(const char *sql)
{
    struct query *q = query(sql);
    struct str text = STR("(refused)");

    if (q)
        text =
            query_step(q, d) ? query_null(q, 0) ? STR("NULL") : query_text(q, 0) : STR("(failed)");
    text = arena_str(arena, text);
    query_free(q);
    return text.ptr;
}

static char *messages(void)
{
    char *text = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&text, &n);
    struct str kept;

    diag_print(d, to, DIAG_TEXT, false, false);
    fclose(to);
    kept = arena_str(arena, str_from(text));
    free(text);
    return (char *)kept.ptr;
}

static void values_have_the_columns_type(void **state)
{
    (void)state;
    assert_string_equal(value("SELECT hours FROM people WHERE person_id = 'T2'"), "12");
    assert_string_equal(value("SELECT hours FROM people WHERE person_id = 'T1'"), "1.5");
    assert_string_equal(value("SELECT hours / 5 FROM people WHERE person_id = 'T2'"), "2.4");
    assert_string_equal(value("SELECT max(count) FROM people"), "12");
    assert_string_equal(value("SELECT 0.00001"), "0.00001");
    assert_string_equal(value("SELECT 0.1 + 0.2"), "0.3");
    assert_string_equal(value("SELECT 2.0e16"), "20000000000000000");
    assert_string_equal(value("SELECT boss FROM people ORDER BY 1"), "NULL");
}

static void parameters_are_bound_by_type(void **state)
{
    struct query *q = query("SELECT person_id FROM people WHERE count > :least AND :x IS NULL");

    (void)state;
    assert_non_null(q);
    assert_int_equal(query_nparams(q), 2);
    assert_true(str_eq(query_param(q, 0), STR("least")));
    query_bind(q, STR("least"), STR("5"), VALUE_INT, false);
    query_bind(q, STR("nobody"), STR("5"), VALUE_INT, false);
    assert_true(query_step(q, d));
    assert_true(str_eq(query_text(q, 0), STR("T2")));
    assert_false(query_step(q, d));
    assert_false(query_failed(q));
    query_bind(q, STR("least"), STR("50"), VALUE_INT, false);
    assert_false(query_step(q, d));
    query_free(q);
    q = query("SELECT :d > 9.5, typeof(:n), typeof(:t)");
    query_bind(q, STR("d"), STR("10.25"), VALUE_DECIMAL, false);
    query_bind(q, STR("n"), STR("99999999999999999999"), VALUE_INT, false);
    query_bind(q, STR("t"), STR(""), VALUE_TEXT, false);
    assert_true(query_step(q, d));
    assert_int_equal(query_int(q, 0), 1);
    assert_true(str_eq(query_text(q, 1), STR("text")));
    assert_true(str_eq(query_text(q, 2), STR("text")));
    query_free(q);
}

static void a_kit_reads_and_nothing_else(void **state)
{
    static const char *const refused[] = {
        "INSERT INTO people (person_id) VALUES ('x')",
        "DELETE FROM people",
        "DROP TABLE people",
        "CREATE TABLE x (y)",
        "CREATE TEMP VIEW v AS SELECT 1",
        "ATTACH 'x.db' AS x",
        "VACUUM INTO 'x.db'",
        "PRAGMA user_version",
        "BEGIN",
        "EXPLAIN SELECT 1",
        "SELECT random()",
        "SELECT randomblob(8)",
        "SELECT load_extension('x')",
        "SELECT date('now')",
        "SELECT julianday('now')",
        "SELECT CURRENT_DATE",
        "SELECT CURRENT_TIMESTAMP",
        "SELECT sqlite_version()",
        "SELECT changes()",
        "SELECT sql FROM sqlite_schema",
        "SELECT count(*) FROM sqlite_master",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM pragma_table_info('people')",
        "SELECT * FROM json_each('[1]')",
        "SELECT \"no such text\"",
        "SELECT ?",
        "SELECT ?1",
        "SELECT @x",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE people",
        "",
        "-- nothing",
    };

    (void)state;
    /* Once opened, a virtual table could be read without a further question. */
    assert_true(store_exec(s, "SELECT * FROM pragma_database_list", d));
    assert_false(store_exec(s, "SELECT * FROM json_each('[1]')", d));
    diag_clear(d);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct query *q = query(refused[i]);

        if (q)
            print_error("not refused: %s\n", refused[i]);
        assert_null(q);
        assert_int_equal(diag_errors(d), 1);
        diag_clear(d);
    }
    assert_string_equal(value("SELECT count(*) FROM people"), "2");
}

static void ordinary_sql_is_allowed(void **state)
{
    (void)state;
    assert_string_equal(value("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                              "WHERE i < 5) SELECT group_concat(i, '') FROM n; -- end\n"),
                        "12345");
    assert_string_equal(value("SELECT row_number() OVER (ORDER BY count DESC) FROM people "
                              "WHERE person_id LIKE 't%' ORDER BY person_id"),
                        "2");
    assert_string_equal(value("SELECT printf('%03d', CAST('7' AS INTEGER))"), "007");
    assert_string_equal(value("SELECT coalesce(NULL, iif(1, 'a', 'b'))"), "a");
    assert_int_equal(diag_errors(d), 0);
}

static void our_own_statements_are_not_confined(void **state)
{
    (void)state;
    assert_string_equal(value("SELECT 1"), "1");
    assert_true(store_exec(s, "CREATE TABLE x (y); DROP TABLE x", d));
}

static void order_is_required(void **state)
{
    static const struct {
        const char *sql;
        bool ordered;
    } cases[] = {
        {"SELECT a FROM t ORDER BY a", true},
        {"select a from t\norder /* x */ by a", true},
        {"SELECT a FROM t LIMIT 1", true},
        {"SELECT 1", true},
        {"SELECT (SELECT a FROM t)", true},
        {"WITH x AS (SELECT a FROM t) SELECT 2", true},
        {"SELECT a FROM t", false},
        {"SELECT a FROM t LIMIT 10", false},
        {"SELECT a FROM (SELECT a FROM t ORDER BY a)", false},
        {"SELECT a, 'ORDER BY' FROM t", false},
        {"SELECT a FROM t -- ORDER BY a", false},
        {"SELECT a FROM t /* ORDER BY a */", false},
        {"SELECT a FROM [t ORDER BY a", false},
        {"SELECT count(*) FROM t", false},
        {"SELECT row_number() OVER (ORDER BY a) FROM t", false},
        {"SELECT \"order\" by FROM t", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (sql_is_ordered(str_from(cases[i].sql)) != cases[i].ordered)
            fail_msg("%s", cases[i].sql);
    assert_null(store_query(s, STR("SELECT count FROM people"), true, pos_line("k", 1, 1), d));
    assert_int_equal(diag_count(d, DIAG_SQL_ORDER), 1);
}

static void errors_stand_at_their_word(void **state)
{
    (void)state;
    assert_null(query("SELECT person_id,\n  '中文', nam\nFROM people"));
    assert_string_equal(messages(), "k.yaml:11:15: error: SQL: no such column: nam\n");
    diag_clear(d);
    assert_null(store_broken_rows(s, &people, STR("hours > nam"), pos_line("k.yaml", 5, 3), d));
    assert_string_equal(messages(), "k.yaml:5:11: error: SQL: no such column: nam\n");
    diag_clear(d);
    assert_null(query("SELECT random()"));
    assert_string_equal(messages(),
                        "k.yaml:10:14: error: SQL: not authorized to use function: random\n");
}

static void origins_are_known_through_views(void **state)
{
    struct kit_view views[] = {{.name = STR("leaders"),
                                .sql = STR("SELECT person_id AS id, count + 1 AS more FROM people "
                                           "WHERE leads -- all\n;")}};
    struct kit kit = {.views = views, .nviews = 1};
    struct query *q;

    (void)state;
    assert_true(store_make_views(s, &kit, d));
    q = query("SELECT id AS x, more FROM leaders AS l");
    assert_non_null(q);
    assert_true(str_eq(query_column(q, 0), STR("x")));
    assert_true(str_eq(query_origin_table(q, 0), STR("people")));
    assert_true(str_eq(query_origin_column(q, 0), STR("person_id")));
    assert_int_equal(query_origin_table(q, 1).len, 0);
    assert_true(query_reads(q, STR("people")));
    assert_true(query_reads(q, STR("leaders")));
    assert_false(query_reads(q, STR("eople")));
    query_free(q);
}

static void views_are_computed_once(void **state)
{
    struct str finds[] = {STR("name")};
    struct kit_view views[] = {{.name = STR("leaders"),
                                .sql = STR("SELECT person_id AS name, count FROM people WHERE leads"),
                                .once = true,
                                .finds = finds,
                                .nfinds = 1},
                               {.name = STR("sums"), .sql = STR("SELECT sum(count) AS n FROM leaders")}};
    struct kit kit = {.views = views, .nviews = 2};
    struct query *before;

    (void)state;
    assert_true(store_make_views(s, &kit, d));
    before = query("SELECT name FROM leaders");
    assert_string_equal(query_origin_table(before, 0).ptr, "people");
    assert_true(store_compute_views(s, &kit, d));
    assert_true(store_exec(s, "UPDATE people SET count = 4", d));
    assert_string_equal(value("SELECT n FROM sums"), "3");
    assert_string_equal(value("SELECT count FROM leaders WHERE name = 'T1'"), "3");
    assert_true(query_step(before, d)); /* one that was open reads the table, too */
    assert_string_equal(query_text(before, 0).ptr, "T1");
    query_free(before);
    assert_true(store_exec(s, "SELECT * FROM \"leaders:once\" INDEXED BY \"leaders:once 0\" WHERE name = 'T1'", d));
}

static void computing_a_view_ends(void **state)
{
    struct str finds[] = {STR("nothing")};
    struct kit_view views[] = {{.name = STR("n"),
                                .sql = STR("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"),
                                .once = true},
                               {.name = STR("few"), .sql = STR("SELECT 1 AS one"), .once = true, .finds = finds, .nfinds = 1}};
    struct kit kit = {.views = views, .nviews = 2};

    (void)state;
    assert_true(store_make_views(s, &kit, d));
    store_set_limit(s, 10000000);
    assert_false(store_compute_views(s, &kit, d));
    assert_int_equal(diag_count(d, DIAG_SQL_ENDLESS), 1);
    views[0].once = false;
    assert_false(store_compute_views(s, &kit, d)); /* no such column */
    assert_int_equal(diag_count(d, DIAG_SQL), 1);
}

static void views_are_confined_too(void **state)
{
    struct kit_view views[] = {{.name = STR("v"), .sql = STR("SELECT random()")}};
    struct kit kit = {.views = views, .nviews = 1};

    (void)state;
    assert_false(store_make_views(s, &kit, d));
    views[0].sql = STR("SELECT :x");
    assert_false(store_make_views(s, &kit, d));
    assert_int_equal(diag_count(d, DIAG_SQL_VIEW_PARAMETER), 1);
}

static void days_are_counted(void **state)
{
    (void)state;
    assert_string_equal(value("SELECT today()"), "(failed)");
    store_set_today(s, STR("2026-11-20"));
    assert_string_equal(value("SELECT today()"), "2026-11-20");
    assert_string_equal(value("SELECT days_between('2026-02-27', '2026-03-01')"), "2");
    assert_string_equal(value("SELECT days_between('2026-03-01', '2026-02-27')"), "-2");
    assert_string_equal(value("SELECT add_days('2028-02-28', 1)"), "2028-02-29");
    assert_string_equal(value("SELECT add_days(NULL, 1)"), "NULL");
    assert_string_equal(value("SELECT days_between('2026-03-01', NULL)"), "NULL");
    assert_string_equal(value("SELECT draw('S01A', 7)"), "5391580988984318394");
    assert_string_equal(value("SELECT draw('測驗', 1)"), "934427969134261697");
    assert_string_equal(value("SELECT draw('1', 23) = draw('12', 3)"), "0");
    assert_string_equal(value("SELECT coalesce(draw('S01A', NULL), 'null')"), "null");
    assert_string_equal(value("SELECT workdays_after('2026-11-20', 1)"),
                        "2026-11-23"); /* a Friday */
    assert_string_equal(value("SELECT workdays_after('2026-11-20', 7)"), "2026-12-01");
    assert_string_equal(value("SELECT workdays_after('2026-11-22', -1)"), "2026-11-20");
    assert_string_equal(value("SELECT workdays_after('2026-11-21', 0)"), "2026-11-21");
    assert_int_equal(diag_errors(d), 1);
    assert_string_equal(value("SELECT add_days('115/11/20', 1)"), "(failed)");
    assert_string_equal(value("SELECT add_days('2026-11-20', 99999999)"), "(failed)");
}

static void a_runaway_query_ends(void **state)
{
    (void)state;
    store_set_limit(s, 10000000);
    assert_string_equal(value("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                              "SELECT count(*) FROM n"),
                        "(failed)");
    assert_int_equal(diag_count(d, DIAG_SQL_ENDLESS), 1);
    assert_string_equal(value("SELECT count(*) FROM people"), "2");
}

static void a_copy_is_written_once(void **state)
{
    char path[] = "/tmp/formpress-store-XXXXXX";
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    assert_false(store_save(s, path, d));
    unlink(path);
    diag_clear(d);
    assert_true(store_save(s, path, d));
    assert_true(file_exists(path));
    unlink(path);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_have_the_columns_type),
        TEST(parameters_are_bound_by_type),
        TEST(a_kit_reads_and_nothing_else),
        TEST(ordinary_sql_is_allowed),
        TEST(our_own_statements_are_not_confined),
        TEST(order_is_required),
        TEST(errors_stand_at_their_word),
        TEST(origins_are_known_through_views),
        TEST(views_are_computed_once),
        TEST(computing_a_view_ends),
        TEST(views_are_confined_too),
        TEST(days_are_counted),
        TEST(a_runaway_query_ends),
        TEST(a_copy_is_written_once),
    };

    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
