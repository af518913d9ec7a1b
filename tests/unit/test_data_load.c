#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "data/load.h"

static struct arena *arena;
static struct diag *d;
static struct store *s;
static char folder[64];
static struct load_options options;

static const struct value_choice kinds[] = {{STR("laptop"), STR("筆電")},
                                            {STR("phone"), STR("手機")}};

static struct kit_column people_columns[] = {
    {.name = STR("person_id"), .spec = {.label = STR("人員編號")}, .key = true, .required = true},
    {.name = STR("name"),
     .spec = {.type = VALUE_NAME, .label = STR("姓名"), .personal = true},
     .required = true},
    {.name = STR("depart"),
     .spec = {.type = VALUE_DATE, .label = STR("出國日期")},
     .required = true},
    {.name = STR("back"), .spec = {.type = VALUE_DATE, .label = STR("返國日期")}},
    {.name = STR("email"), .spec = {.label = STR("E-mail")}, .unique = true},
};
static struct kit_rule people_rules[] = {
    {.at = STR("back"),
     .sql = STR("back >= depart -- as dates\n"),
     .message = STR("{{name}}的返國日期 {{back}} 早於出國日期 {{ depart }}"),
     .message_en = STR("{{name}} is back on {{back}}, before {{depart}} {{nobody}} {{")},
    {.at = STR("email"),
     .sql = STR("email IS NOT NULL"),
     .message = STR("無信箱"),
     .warning = true},
};
static struct kit_column device_columns[] = {
    {.name = STR("person_id"),
     .spec = {.label = STR("持有人")},
     .key = true,
     .required = true,
     .ref_table = STR("people"),
     .ref_column = STR("person_id")},
    {.name = STR("kind"),
     .spec = {.type = VALUE_CHOICE, .label = STR("類別"), .choices = kinds, .nchoices = 2},
     .key = true,
     .required = true},
};
static struct kit_rule device_rules[] = {
    {.at = STR("person_id"),
     .sql = STR("person_id IN (SELECT person_id FROM people WHERE back IS NOT NULL)"),
     .message = STR("no way back")},
};
static struct kit_dataset sets[] = {
    {.name = STR("people"),
     .label = STR("出國人員"),
     .required = true,
     .columns = people_columns,
     .ncolumns = 5,
     .rules = people_rules,
     .nrules = 2},
    {.name = STR("devices"),
     .label = STR("設備"),
     .columns = device_columns,
     .ncolumns = 2,
     .rules = device_rules,
     .nrules = 1},
};
static struct kit kit = {
    .dir = "/nonexistent", .file = "kit.yaml", .datasets = sets, .ndatasets = 2};

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    d = diag_new(DIAG_EN);
    s = store_new(d);
    strcpy(folder, "/tmp/formpress-load-XXXXXX");
    options = (struct load_options){.folder = folder};
    return mkdtemp(folder) && s ? 0 : 1;
}

static int tear_down(void **state)
{
    (void)state;
    file_remove_tree(folder, d);
    store_free(s);
    diag_free(d);
    arena_free(arena);
    return 0;
}

static void put(const char *name, const char *text)
{
    assert_true(file_write(file_join(arena, folder, name), str_from(text), d));
}

static bool load(void)
{
    return load_datasets(s, &kit, &options, d);
}

static const char *value(const char *sql)
{
    struct query *q = store_statement(s, sql, d);
    const char *text = q && query_step(q, d) ? arena_str(arena, query_text(q, 0)).ptr : "(none)";

    query_free(q);
    return text;
}

/* The messages, with the folder left out. */
static void assert_messages(const char *expected)
{
    char *text = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&text, &n);
    struct buf b = {0};

    diag_print(d, to, DIAG_TEXT, false, false);
    fclose(to);
    for (const char *p = text; *p;) {
        if (strncmp(p, folder, strlen(folder)) == 0)
            p += strlen(folder) + 1;
        else
            buf_char(&b, *p++);
    }
    free(text);
    buf_char(&b, '\0');
    assert_string_equal(b.ptr, expected);
    buf_free(&b);
}

static const char good[] = "出國人員名冊,,,,\n"
                           "製表日期:115/11/01\n"
                           "出國日期,姓　名,ｅ－ｍａｉｌ,人員編號,返國日期\n"
                           "115/11/20, 王小明 ,a@x,T1,115.11.25\n"
                           "\n"
                           "　,,,,\n"
                           "1151121,歐陽*|<!--=1+1,b@x,T2,115/11/26\n";

static void a_good_folder_is_loaded(void **state)
{
    (void)state;
    put("出國人員.CSV", good);
    put("Devices.txt", "person_id\tkind\nT1\t筆電\nT1\tphone\n");
    put(".~lock.出國人員.csv#", "");
    put("~$people.xlsx", "");
    put("stamp.png", "");
    assert_true(load());
    assert_messages("");
    assert_string_equal(
        value("SELECT group_concat(person_id || name || depart || back || _row, ';')"
              " FROM people"),
        "T1王小明2026-11-202026-11-254;T2歐陽*|<!--=1+12026-11-212026-11-267");
    assert_string_equal(value("SELECT group_concat(kind) FROM devices"), "laptop,phone");
}

static void every_mistake_comes_at_once(void **state)
{
    (void)state;
    put("people.csv", "人員編號,姓名,出國日期,返國日期,email,備註\n"
                      "T1,王?明,115/13/02,115/11/25,a@x,\n"
                      ",李四,115/11/20,,b@x,\n"
                      "T3,張三,115/11/20,115/11/19,b@x,\n"
                      "T1,趙\x01六,115/11/20,,c@x,,extra\n");
    put("devices.csv", "持有人,類別\nT1,筆電\nT3,手機\nT33,平板\nT1,laptop\n");
    assert_false(load());
    assert_messages(
        "devices.csv:A4: error: 'T33' is not in 人員編號 of '出國人員'; did you mean 'T3'?\n"
        "devices.csv:A4: error: no way back\n"
        "devices.csv:B4: error: not one of the choices: '平板'; write one of: 筆電, 手機\n"
        "devices.csv:A5: error: 持有人、類別 'T1、筆電' stands already at A2; no two rows may "
        "share "
        "it\n"
        "people.csv:F1: warning: a column that nothing reads: '備註'\n"
        "people.csv:B2: error: a character was lost here: '王*○' holds '?'; type the "
        "character "
        "again and save as CSV UTF-8, other formats drop rare characters\n"
        "people.csv:C2: error: not a date: '115/13/02'; write 115/12/02 or 2026-12-02\n"
        "people.csv:A3: error: '人員編號' is empty; fill it in\n"
        "people.csv:D4: error: 張○ is back on 115年11月19日, before 115年11月20日 {{nobody}} {{\n"
        "people.csv:E4: error: E-mail 'b@x' stands already at E3; no two rows may share it\n"
        "people.csv:A5: error: 人員編號 'T1' stands already at A2; no two rows may share it\n"
        "people.csv:B5: error: a control character in the cell: U+0001; type the text again\n"
        "people.csv:G5: warning: text in a column without a heading, not read; give the column a "
        "heading, or move the text\n");
    assert_string_equal(value("SELECT count(*) FROM people WHERE name IS NULL"), "2");
}

static void the_header_is_explained(void **state)
{
    (void)state;
    put("people.csv", "title\n人員編號,姓名,出國日,姓名,E-mai1,,x\nT1,王,115/11/20,b,c,d\n");
    put("devices.csv", "a,b\n1,2\n");
    assert_false(load());
    assert_messages(
        "devices.csv:A1: error: no header row for dataset '設備'; its first row needs: "
        "持有人、類別\n"
        "people.csv:C2: error: column missing: '出國日期'; did you mean '出國日'?\n"
        "people.csv:D2: error: column '姓名' stands already at B2; delete or rename one\n"
        "people.csv:E2: warning: a column that nothing reads: 'E-mai1'; did you mean 'E-mail'?\n"
        "people.csv:G2: warning: a column that nothing reads: 'x'\n"
        "people.csv:F3: warning: text in a column without a heading, not read; give the column a "
        "heading, or move the text\n");
}

/* Its references and rules would only repeat what is wrong with it. */
static void a_missing_set_is_one_message(void **state)
{
    (void)state;
    put("devices.csv", "持有人,類別\nT1,筆電\n");
    put("peaple.csv", "x\n");
    assert_false(load());
    assert_messages(" error: no file for dataset '出國人員'; put '出國人員.csv' here, or a workbook with a "
        "sheet '出國人員'\n"
                    "peaple.csv: warning: a file of no dataset; did you mean 'people'?\n");
}

static void a_missing_column_does_not_cascade(void **state)
{
    (void)state;
    put("people.csv", "人員編號,姓名,back,出國日\nT1,王小明,115/11/20,\n");
    put("devices.csv", "持有人,類別\nT1,筆電\nT9,筆電\n");
    assert_false(load());
    assert_int_equal(diag_count(d, DIAG_COLUMN_MISSING), 1);
    assert_int_equal(diag_errors(d), 1);
    assert_int_equal(diag_warnings(d), 0);
}

static void the_first_whole_header_is_taken(void **state)
{
    (void)state;
    put("people.csv", "人員編號,姓名\n人員編號,姓名,出國日期,email\nT1,王小明,115/11/20,a@x\n"
                      "人員編號,姓名,出國日期,b@x\n");
    assert_false(load());
    assert_messages(
        "people.csv:C4: error: not a date: '出國日期'; write 115/12/02 or 2026-12-02\n");
}

static void an_empty_set_is_an_error_when_required(void **state)
{
    (void)state;
    put("people.csv", "人員編號,姓名,出國日期\n,,\n　\n");
    put("devices.csv", "");
    assert_false(load());
    assert_messages("people.csv: error: no rows for dataset '出國人員'; fill in at least one\n");
}

static void two_files_are_an_error(void **state)
{
    (void)state;
    put("people.csv", good);
    put("出國 人員.tsv", good);
    assert_false(load());
    assert_int_equal(diag_count(d, DIAG_TWO_FILES), 1);
    assert_int_equal(diag_errors(d), 1);
}

static void a_workbook_that_is_none_is_an_error(void **state)
{
    (void)state;
    put("people.csv", good);
    put("名冊.xlsx", "PK\003\004");
    put("說明.docx", "PK");
    assert_false(load());
    assert_int_equal(diag_count(d, DIAG_WORKBOOK_DAMAGED), 1);
    assert_int_equal(diag_count(d, DIAG_STRAY_FILE), 1);
}

static void beside_a_file_for_each_dataset_it_is_an_error_too(void **state)
{
    (void)state;
    put("people.csv", good);
    put("devices.csv", "持有人,類別\n");
    put("trip.xlsx", "PK\003\004");
    assert_false(load());
    assert_int_equal(diag_count(d, DIAG_WORKBOOK_DAMAGED), 1);
    assert_int_equal(diag_count(d, DIAG_STRAY_FILE), 0);
}

static void a_file_without_rows_gives_way(void **state)
{
    (void)state;
    put("people.csv", "人員編號,姓名,出國日期\n例：T1,王測試,115/11/20\n");
    put("出國 人員.tsv", good);
    assert_true(load());
    assert_int_equal(diag_count(d, DIAG_TWO_FILES), 0);
}

static void options_choose_files(void **state)
{
    const char *chosen = arena_fmt(arena, "出國人員=%s/list.csv", folder).ptr;
    const char *const names[] = {chosen, "visitors=x.csv", "people", "people=/nonexistent.csv"};

    (void)state;
    put("list.csv", good);
    put("people.csv", "not read\n");
    options.sets = names;
    options.nsets = 1;
    assert_true(load());
    assert_messages("");
    store_free(s);
    s = store_new(d);
    options.nsets = 4;
    assert_false(load());
    assert_int_equal(diag_count(d, DIAG_KIT_DATASET), 1);
    assert_int_equal(diag_count(d, DIAG_SET_OPTION), 1);
    assert_int_equal(diag_count(d, DIAG_TWO_FILES), 1);
}

static void cp950_keeps_its_cells_apart(void **state)
{
    (void)state;
    /* 姓名,人員編號,出國日期 / 許功蓋,T1,115/11/20 / 王\xFA\x40,T2,115/11/20 */
    put("people.csv",
        "\xA9\x6D\xA6\x57,\xA4\x48\xAD\xFB\xBD\x73\xB8\xB9,\xA5\x58\xB0\xEA\xA4\xE9\xB4\xC1\r\n"
        "\xB3\x5C\xA5\x5C\xBB\x5C,T1,115/11/20\r\n"
        "\xA4\xFD\xFA\x40,T2,115/11/20\r\n");
    assert_false(load());
    assert_int_equal(diag_count(d, DIAG_USER_DEFINED), 1);
    assert_int_equal(diag_errors(d), 1);
    assert_string_equal(value("SELECT name FROM people WHERE person_id = 'T1'"), "許功蓋");
    assert_string_equal(value("SELECT name IS NULL FROM people WHERE person_id = 'T2'"), "1");
}

static void rules_speak_the_users_language(void **state)
{
    (void)state;
    diag_free(d);
    d = diag_new(DIAG_ZH);
    put("people.csv", "人員編號,姓名,出國日期,返國日期,email\n"
                      "T1,王小明,115/11/20,115/11/19,\n");
    assert_false(load());
    assert_messages("people.csv:D2: 錯誤：王○○的返國日期 115年11月19日 早於出國日期 115年11月20日\n"
                    "people.csv:E2: 警告：無信箱\n");
}

static void a_broken_rule_is_the_kits_error(void **state)
{
    struct kit_rule rule = {
        .at = STR("back"), .sql = STR("bakc > depart"), .sql_pos = pos_line("kit.yaml", 20, 13)};
    struct kit_dataset set = sets[0];
    struct kit small = {.dir = "/", .datasets = &set, .ndatasets = 1};

    (void)state;
    set.rules = &rule;
    set.nrules = 1;
    put("people.csv", good);
    assert_false(load_datasets(s, &small, &options, d));
    assert_messages("kit.yaml:20:13: error: SQL: no such column: bakc\n");
}

static void a_shipped_file_stands_in(void **state)
{
    struct kit_dataset both[2] = {sets[0], sets[1]};
    struct kit shipping = {.dir = folder, .datasets = both, .ndatasets = 2};
    const char *kit_folder = file_join(arena, folder, "kit");

    (void)state;
    assert_true(file_make_dirs(kit_folder, d));
    shipping.dir = kit_folder;
    both[1].shipped = STR("usual.csv");
    put("kit/usual.csv", "持有人,類別\nT2,手機\n");
    put("people.csv", "person_id,name,depart,back,email\nT2,Wang,115/11/20,115/11/21,x\n");
    options.encoding = CHARSET_CP950; /* of the user's files */
    assert_true(load_datasets(s, &shipping, &options, d));
    assert_string_equal(value("SELECT kind FROM devices"), "phone");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_good_folder_is_loaded),
        TEST(every_mistake_comes_at_once),
        TEST(the_header_is_explained),
        TEST(a_missing_set_is_one_message),
        TEST(a_missing_column_does_not_cascade),
        TEST(the_first_whole_header_is_taken),
        TEST(an_empty_set_is_an_error_when_required),
        TEST(two_files_are_an_error),
        TEST(a_file_without_rows_gives_way),
        TEST(a_workbook_that_is_none_is_an_error),
        TEST(beside_a_file_for_each_dataset_it_is_an_error_too),
        TEST(options_choose_files),
        TEST(cp950_keeps_its_cells_apart),
        TEST(rules_speak_the_users_language),
        TEST(a_broken_rule_is_the_kits_error),
        TEST(a_shipped_file_stands_in),
    };

    return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
