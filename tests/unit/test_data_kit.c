#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "data/kit.h"

struct fixture {
    struct arena *a;
    struct diag *d;
    char dir[32];
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){arena_new(), diag_new(DIAG_EN), "/tmp/test-kit-XXXXXX"};
    *state = &f;
    return mkdtemp(f.dir) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    bool removed = file_remove_tree(f->dir, f->d);

    diag_free(f->d);
    arena_free(f->a);
    return removed ? 0 : -1;
}

static struct kit *read_kit(struct fixture *f, const char *text)
{
    diag_clear(f->d);
    assert_true(file_write(file_join(f->a, f->dir, "kit.yaml"), str_from(text), f->d));
    return kit_read(f->dir, f->a, f->d);
}

/* The messages, with the kit's file taken off. */
static void assert_messages(struct fixture *f, const char *expected)
{
    struct str file = str_from(file_join(f->a, f->dir, "kit.yaml"));
    struct buf got = {0};
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);

    assert_non_null(to);
    diag_print(f->d, to, DIAG_TEXT, false, false);
    fclose(to);
    for (struct str s = {text, len}; s.len;) {
        size_t at = str_find(s, file);

        buf_str(&got, str_slice(s, 0, at));
        s = str_slice(s, at + file.len, s.len);
    }
    buf_char(&got, '\0');
    assert_string_equal(got.ptr, expected);
    buf_free(&got);
    free(text);
}

static void assert_refused(struct fixture *f, const char *text, const char *expected)
{
    assert_null(read_kit(f, text));
    assert_messages(f, expected);
}

/* A dataset's body below the lines of a good kit: its first line is line 4. */
#define SET(body) "kit: t\ndatasets:\n  people:\n" body

static void assert_text(struct str s, const char *expected)
{
    if (!str_eq(s, str_from(expected)))
        fail_msg("'%.*s' is not '%s'", STR_ARG(s), expected);
}

static const char trip[] = "kit: trip\n"
                           "title: 公務出國文件\n"
                           "version: 1.0.0\n"
                           "folder: \"{{person_id}}-{{name}}\"\n"
                           "forms:\n"
                           "  - {form: cover}\n"
                           "  - {form: handin-list, per: run}\n"
                           "datasets:\n"
                           "  devices:\n"
                           "    label: 設備\n"
                           "    shipped: devices.csv\n"
                           "    columns:\n"
                           "      - {name: owner, label: 持有人, ref: travellers}\n"
                           "      - {name: kind, label: 類別, type: choice,\n"
                           "         choices: [{own: 自有}, 公務配發], example: 自有}\n"
                           "  travellers:\n"
                           "    label: 出國 人員\n"
                           "    required: true\n"
                           "    columns:\n"
                           "      - {name: person_id, label: 人員編號, key: true}\n"
                           "      - {name: name, type: name, personal: true, max: 30, hint: 全名}\n"
                           "      - {name: back, type: date, example: 115/11/25, unique: true}\n"
                           "      - {name: depart, type: date}\n"
                           "      - {name: boss, ref: travellers.name, lines: 2, width: 40}\n"
                           "      - {name: signed, type: signature, signers: 2}\n"
                           "    rules:\n"
                           "      - at: back\n"
                           "        sql: |\n"
                           "          back >= depart\n"
                           "        message: 返國日期 {{back}} 早於 {{depart:iso}}\n"
                           "        message_en: back on {{ back }}\n"
                           "        level: warning\n"
                           "views:\n"
                           "  - name: trips\n"
                           "    sql: |\n"
                           "\n"
                           "        SELECT 1\n";

static void a_kit_is_read(void **state)
{
    struct fixture *f = *state;
    struct kit *kit = read_kit(f, trip);

    assert_messages(f, "");
    assert_non_null(kit);
    assert_string_equal(kit->dir, f->dir);
    assert_text(kit->name, "trip");
    assert_text(kit->title, "公務出國文件");
    assert_text(kit->version, "1.0.0");
    assert_text(kit->folder, "{{person_id}}-{{name}}");
    assert_int_equal(kit->nforms, 2);
    assert_text(kit->forms[0].name, "cover");
    assert_false(kit->forms[0].per_run);
    assert_true(kit->forms[1].per_run);
    assert_int_equal(kit->ndatasets, 2);
    assert_text(kit->datasets[0].shipped, "devices.csv");
    assert_true(kit->datasets[1].required);
    assert_int_equal(kit->datasets[1].pos.row, 16);
    assert_int_equal(kit->nviews, 1);
    assert_text(kit->views[0].sql, "\nSELECT 1\n");
    assert_int_equal(kit->views[0].sql_pos.row, 36);
    assert_int_equal(kit->views[0].sql_pos.col, 9);
}

static void columns_are_read(void **state)
{
    struct fixture *f = *state;
    const struct kit *kit = read_kit(f, trip);
    const struct kit_dataset *set = kit_dataset(kit, STR("travellers"));
    const struct kit_column *name = kit_column(set, STR("name"));
    const struct kit_column *kind = kit_column(&kit->datasets[0], STR("kind"));

    assert_true(kit_column(set, STR("person_id"))->key);
    assert_true(kit_column(set, STR("person_id"))->required);
    assert_text(name->label, "name");
    assert_text(name->spec.label, "name");
    assert_int_equal(name->spec.type, VALUE_NAME);
    assert_true(name->spec.personal);
    assert_int_equal(name->spec.max_chars, 30);
    assert_text(name->hint, "全名");
    assert_int_equal(name->pos.row, 21);
    assert_text(kit_column(set, STR("back"))->example, "115/11/25");
    assert_true(kit_column(set, STR("back"))->unique);
    assert_int_equal(kit_column(set, STR("boss"))->spec.lines, 2);
    assert_int_equal(kit_column(set, STR("boss"))->spec.width_mm, 40);
    assert_int_equal(kit_column(set, STR("signed"))->spec.signers, 2);
    assert_int_equal(kind->spec.nchoices, 2);
    assert_text(kind->spec.choices[0].name, "own");
    assert_text(kind->spec.choices[0].label, "自有");
    assert_text(kind->spec.choices[1].name, "公務配發");
    assert_text(kind->spec.choices[1].label, "公務配發");
    assert_null(kit_column(set, STR("none")));
}

static void refs_are_resolved(void **state)
{
    struct fixture *f = *state;
    const struct kit *kit = read_kit(f, trip);
    const struct kit_column *owner = kit_column(&kit->datasets[0], STR("owner"));
    const struct kit_column *boss = kit_column(&kit->datasets[1], STR("boss"));

    assert_text(owner->ref_table, "travellers");
    assert_text(owner->ref_column, "person_id");
    assert_text(boss->ref_column, "name");
    assert_int_equal(kit_column(&kit->datasets[1], STR("name"))->ref_table.len, 0);
}

static void rules_know_where_their_sql_stands(void **state)
{
    struct fixture *f = *state;
    const struct kit *kit = read_kit(f, trip);
    const struct kit_rule *rule = kit->datasets[1].rules;

    assert_int_equal(kit->datasets[1].nrules, 1);
    assert_text(rule->at, "back");
    assert_text(rule->sql, "back >= depart\n");
    assert_int_equal(rule->pos.row, 27);
    assert_int_equal(rule->sql_pos.row, 29);
    assert_int_equal(rule->sql_pos.col, 11);
    assert_text(rule->message_en, "back on {{ back }}");
    assert_true(rule->warning);
}

static void datasets_are_found_as_people_call_them(void **state)
{
    static const char *const names[] = {"travellers", "Travellers", "出國人員", "出國　人員",
                                        " 出 國 人員 "};
    struct fixture *f = *state;
    const struct kit *kit = read_kit(f, trip);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_ptr_equal(kit_dataset_called(kit, str_from(names[i])), &kit->datasets[1]);
    assert_null(kit_dataset_called(kit, STR("出國")));
    assert_null(kit_dataset(kit, STR("出國人員")));
}

static void what_is_no_kit_is_refused(void **state)
{
    struct fixture *f = *state;

    assert_null(kit_read(f->dir, f->a, f->d));
    assert_int_equal(diag_count(f->d, DIAG_READ), 1);
    assert_refused(f, "kit: \xFF\n", ": error: not UTF-8; save it as UTF-8\n");
    assert_refused(f, "- a\n", ":1:1: error: 'item […]' must be a mapping (key: value)\n");
    assert_refused(f, "title: x\n", ":1:1: error: key missing: 'kit'; add it with a value\n");
}

static void unknown_keys_are_errors(void **state)
{
    assert_refused(*state, "kit: t\ntitel: x\n",
                   ":2:1: error: unknown key: 'titel'; did you mean 'title'?\n");
    assert_refused(*state,
                   "kit: t\nforms: [{form: a, pre: run}]\nviews: [{name: v, sq: x}]\n"
                   "datasets:\n  p: {lable: x, columns: [{name: a, typ: int}],\n"
                   "      rules: [{at: a, whom: b}]}\n",
                   ":2:19: error: unknown key: 'pre'; did you mean 'per'?\n"
                   ":3:9: error: key missing: 'sql'; add it with a value\n"
                   ":3:19: error: unknown key: 'sq'; did you mean 'sql'?\n"
                   ":5:7: error: unknown key: 'lable'; did you mean 'label'?\n"
                   ":5:37: error: unknown key: 'typ'; did you mean 'type'?\n"
                   ":6:15: error: key missing: 'sql'; add it with a value\n"
                   ":6:15: error: key missing: 'message'; add it with a value\n"
                   ":6:23: error: unknown key: 'whom'\n");
}

static void kinds_are_checked(void **state)
{
    assert_refused(*state, "kit: t\nforms: cover\ndatasets: [a]\nviews: {}\n",
                   ":2:8: error: 'forms' must be a list\n"
                   ":3:11: error: 'datasets' must be a mapping (key: value)\n"
                   ":4:8: error: 'views' must be a list\n");
    assert_refused(*state, "kit: t\nforms: [cover, {form: a, per: page}]\ndatasets:\n  a:\n",
                   ":2:9: error: 'cover' must be a mapping (key: value)\n"
                   ":2:31: error: 'per' must be person or run\n"
                   ":4:5: error: 'a' must be a mapping (key: value)\n");
    assert_refused(*state, SET("    label: 人\n"),
                   ":3:3: error: key missing: 'columns'; add it with a value\n");
}

static void repeated_names_are_errors(void **state)
{
    assert_refused(*state, "kit: t\nforms: [{form: a}, {form: b}, {form: a}]\n",
                   ":2:31: error: name or label given twice: 'a'; rename one, the other is at "
                   "line 2\n");
    assert_refused(*state,
                   SET("    columns:\n      - {name: a, label: 姓名}\n      - {name: A}\n"
                       "      - {name: b, label: 姓　名}\n"),
                   ":6:9: error: name or label given twice: 'A'; rename one, the other is at "
                   "line 5\n"
                   ":7:9: error: name or label given twice: '姓　名'; rename one, the other is at "
                   "line 5\n");
    assert_refused(*state,
                   "kit: t\ndatasets:\n  a: {label: 人, columns: [{name: x}]}\n"
                   "  b: {label: 人, columns: [{name: x}]}\nviews:\n  - name: a\n    sql: |\n"
                   "      SELECT 1\n",
                   ":4:3: error: name or label given twice: '人'; rename one, the other is at "
                   "line 3\n"
                   ":6:5: error: name or label given twice: 'a'; rename one, the other is at "
                   "line 3\n");
    assert_refused(*state, SET("    columns: [{name: a, type: choice, choices: [x, {y: x}]}]\n"),
                   ":4:52: error: name or label given twice: 'x'; rename one, the other is at "
                   "line 4\n");
}

static void types_are_checked(void **state)
{
    assert_refused(*state, SET("    columns: [{name: a, type: dat}]\n"),
                   ":4:31: error: unknown type: 'dat'; did you mean 'date'?\n");
    assert_refused(*state, SET("    columns: [{name: a, label: 甲, type: choice}]\n"),
                   ":4:15: error: type choice without choices: '甲'; list them: choices: [是, "
                   "否]\n");
    assert_refused(*state, SET("    columns: [{name: a, type: int, choices: [1]}]\n"),
                   ":4:36: error: choices with type int: 'a'; write type: choice, or remove the "
                   "choices\n");
    assert_refused(*state, SET("    columns: [{name: a, max: 0, lines: two}]\n"),
                   ":4:30: error: 'max' must be a whole number from 1 to 100000\n"
                   ":4:40: error: 'lines' must be a whole number from 1 to 100\n");
    assert_refused(*state,
                   SET("    columns: [{name: a, type: choice, choices: [[x], {a: 1, b: 2}]}]\n"),
                   ":4:15: error: type choice without choices: 'a'; list them: choices: [是, 否]\n"
                   ":4:49: error: 'choices' must be a list of texts or of {name: label}\n"
                   ":4:54: error: 'choices' must be a list of texts or of {name: label}\n");
}

static void names_must_suit_sql(void **state)
{
    assert_refused(*state,
                   "kit: t\ndatasets:\n  出國: {columns: [{name: _row}, {name: 1a}, {name: a-b},\n"
                   "    {name: 姓名}]}\n  Content: {columns: [{name: x}]}\nviews:\n"
                   "  - name: sqlite_x\n    sql: |\n      SELECT 1\n",
                   ":3:3: error: not a name for SQL: '出國'; use letters a-z, digits and _, a "
                   "letter first; Chinese goes into label\n"
                   ":3:18: error: not a name for SQL: '_row'; use letters a-z, digits and _, a "
                   "letter first; Chinese goes into label\n"
                   ":3:32: error: not a name for SQL: '1a'; use letters a-z, digits and _, a "
                   "letter first; Chinese goes into label\n"
                   ":3:44: error: not a name for SQL: 'a-b'; use letters a-z, digits and _, a "
                   "letter first; Chinese goes into label\n"
                   ":4:5: error: not a name for SQL: '姓名'; use letters a-z, digits and _, a "
                   "letter first; Chinese goes into label\n"
                   ":5:3: error: a name that is taken: 'Content'; choose another\n"
                   ":7:5: error: a name that is taken: 'sqlite_x'; choose another\n");
}

static void files_stay_in_the_kit(void **state)
{
    assert_refused(*state,
                   "kit: t\nforms: [{form: ../a}, {form: /a}]\ndatasets:\n"
                   "  p: {shipped: a/../../b.csv, columns: [{name: a}]}\n",
                   ":2:16: error: not a file in the kit's folder: '../a'; give its name, without a "
                   "leading . or /, .. or \\\n"
                   ":2:30: error: not a file in the kit's folder: '/a'; give its name, without a "
                   "leading . or /, .. or \\\n"
                   ":4:16: error: not a file in the kit's folder: 'a/../../b.csv'; give its name, "
                   "without a leading . or /, .. or \\\n");
}

static void rules_are_checked(void **state)
{
    assert_refused(*state,
                   SET("    columns: [{name: back}, {name: depart}]\n"
                       "    rules:\n"
                       "      - at: bak\n"
                       "        sql: |\n"
                       "          1\n"
                       "        message: x\n"
                       "      - at: back\n"
                       "        sql: back >= depart\n"
                       "        message: bad {{depar}} and {{}}\n"
                       "        message_en: 'bad {{back'\n"
                       "        level: fatal\n"),
                   ":6:13: error: unknown column of people: 'bak'; did you mean 'back'?\n"
                   ":11:14: error: SQL stands only in | blocks: 'sql'; write 'sql: |' and the SQL "
                   "on the lines below, indented\n"
                   ":12:18: error: unknown column of people: 'depar'; did you mean 'depart'?\n"
                   ":12:18: error: unknown column of people: ''\n"
                   ":14:16: error: 'level' must be error or warning\n");
}

static void refs_are_checked(void **state)
{
    assert_refused(
        *state,
        "kit: t\ndatasets:\n  people: {columns: [{name: id, key: true}, {name: no, key: true}]}\n"
        "  a: {columns: [{name: x, ref: peple},\n    {name: y, ref: people.idd},\n"
        "    {name: z, ref: people}]}\n",
        ":4:17: error: unknown dataset: 'peple'; did you mean 'people'?\n"
        ":5:5: error: unknown column of people: 'idd'; did you mean 'id'?\n"
        ":6:5: error: 'people' has no key of one column; name the column: ref: "
        "people.column\n");
}

static void an_example_must_be_a_value(void **state)
{
    assert_refused(*state, SET("    columns: [{name: a, type: date, example: 115/2/30}]\n"),
                   ":4:46: error: no such day: '115/2/30'; 2026-02 has 28 days\n");
}

static void a_field_is_read_as_a_column(void **state)
{
    struct fixture *f = *state;
    struct value_spec spec;
    struct yaml *root = yaml_read(STR("result: {type: choice, choices: [是, 否]}\n"
                                      "name: {}\nbad: {type: nam}\n"),
                                  "f.md", 0, f->a, f->d);

    assert_true(kit_read_spec(yaml_get(root, "result"), f->a, f->d, &spec));
    assert_int_equal(spec.type, VALUE_CHOICE);
    assert_int_equal(spec.nchoices, 2);
    assert_text(spec.label, "result");
    assert_true(kit_read_spec(yaml_get(root, "name"), f->a, f->d, &spec));
    assert_int_equal(spec.type, VALUE_TEXT);
    assert_false(kit_read_spec(yaml_get(root, "bad"), f->a, f->d, &spec));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_kit_is_read),
        TEST(columns_are_read),
        TEST(refs_are_resolved),
        TEST(rules_know_where_their_sql_stands),
        TEST(datasets_are_found_as_people_call_them),
        TEST(what_is_no_kit_is_refused),
        TEST(unknown_keys_are_errors),
        TEST(kinds_are_checked),
        TEST(repeated_names_are_errors),
        TEST(types_are_checked),
        TEST(names_must_suit_sql),
        TEST(files_stay_in_the_kit),
        TEST(rules_are_checked),
        TEST(refs_are_checked),
        TEST(an_example_must_be_a_value),
        TEST(a_field_is_read_as_a_column),
    };

    return cmocka_run_group_tests_name("data_kit", tests, NULL, NULL);
}
