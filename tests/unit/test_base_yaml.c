#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/yaml.h"

struct fixture {
    struct arena *a;
    struct diag *d;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){arena_new(), diag_new(DIAG_EN)};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    diag_free(f->d);
    arena_free(f->a);
    return 0;
}

static struct yaml *read_text(struct fixture *f, const char *text)
{
    return yaml_read(str_from(text), "t.yaml", 0, f->a, f->d);
}

static void assert_text(struct str s, const char *expected)
{
    assert_string_equal(s.ptr, expected);
    assert_int_equal(s.len, strlen(expected));
}

static void assert_messages(struct fixture *f, const char *expected)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);

    assert_non_null(to);
    diag_print(f->d, to, DIAG_TEXT, false, false);
    fclose(to);
    assert_string_equal(text, expected);
    free(text);
    diag_clear(f->d);
}

static void a_tree_has_its_places(void **state)
{
    struct fixture *f = *state;
    struct yaml *root = read_text(f, "kit: 旅行\nlist:\n  - 是\n  - {own: '自有'}\n");
    struct yaml *list, *own;

    assert_non_null(root);
    assert_int_equal(root->kind, YAML_MAPPING);
    assert_int_equal(yaml_count(root), 2);
    assert_text(yaml_get(root, "kit")->text, "旅行");
    assert_int_equal(yaml_get(root, "kit")->pos.col, 6);
    assert_int_equal(yaml_get(root, "kit")->key_pos.col, 1);
    list = yaml_get(root, "list");
    assert_int_equal(list->kind, YAML_SEQUENCE);
    assert_int_equal(list->first->pos.row, 3);
    own = list->first->next->first;
    assert_text(own->key, "own");
    assert_true(own->quoted);
    assert_int_equal(own->pos.row, 4);
    assert_int_equal(own->pos.col, 11);
    assert_int_equal(own->text_pos.col, 12);
    assert_null(yaml_get(root, "none"));
    assert_null(yaml_get(list, "none"));
}

static void front_matter_lines_are_the_files(void **state)
{
    struct fixture *f = *state;
    struct yaml *root = yaml_read(STR("a: 1\nb: 2\n"), "f.md", 1, f->a, f->d);

    assert_int_equal(yaml_get(root, "b")->pos.row, 3);
    assert_string_equal(yaml_get(root, "b")->pos.file, "f.md");
}

static void an_empty_text_is_an_empty_mapping(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(read_text(f, "")->kind, YAML_MAPPING);
    assert_int_equal(yaml_count(read_text(f, "# nothing\n")), 0);
}

static void a_block_knows_where_its_text_begins(void **state)
{
    struct fixture *f = *state;
    struct yaml *root = read_text(f, "a: |\r\n  one\r\n  two\r\nlist:\n  - |\n\n      SELECT\n"
                                     "        x\nc: >\n  folded\nd: |2\n     deep\n");
    struct yaml *item;
    struct str sql;
    struct pos pos;

    assert_text(yaml_get(root, "a")->text, "one\ntwo\n");
    assert_true(yaml_sql(yaml_get(root, "a"), &sql, &pos, f->d));
    assert_int_equal(pos.row, 2);
    assert_int_equal(pos.col, 3);
    item = yaml_get(root, "list")->first;
    assert_text(item->text, "\nSELECT\n  x\n");
    assert_int_equal(item->text_pos.row, 6);
    assert_int_equal(item->text_pos.col, 7);
    assert_int_equal(yaml_get(root, "d")->text_pos.row, 12);
    assert_int_equal(yaml_get(root, "d")->text_pos.col, 3);
    assert_false(yaml_sql(yaml_get(root, "c"), &sql, &pos, f->d));
    assert_messages(f, "t.yaml:9:4: error: SQL stands only in | blocks: 'c'; write 'c: |' and the "
                       "SQL on the lines below, indented\n");
}

static void what_is_no_yaml_is_told_with_its_place(void **state)
{
    struct fixture *f = *state;

    assert_null(read_text(f, "a: b: c\n"));
    assert_messages(f, "t.yaml:1:5: error: not valid YAML: mapping values are not allowed in this "
                       "context\n");
    assert_null(read_text(f, "a: 1\nb: \x01\n"));
    assert_messages(f, "t.yaml:2:4: error: not valid YAML: control characters are not allowed\n");
    assert_null(read_text(f, "a: [1, 2\n"));
    assert_int_equal(diag_count(f->d, DIAG_YAML), 1);
}

static void messages_are_chinese_too(void **state)
{
    struct fixture *f = *state;

    diag_free(f->d);
    f->d = diag_new(DIAG_ZH);
    assert_null(read_text(f, "a: b: c\n"));
    assert_messages(f,
                    "t.yaml:1:5: 錯誤：YAML 格式有誤：此處不可再有冒號，含冒號的文字請加上引號\n");
    yaml_bool(read_text(f, "a: maybe\n"), "a", false, f->d);
    yaml_int(read_text(f, "n: x\n"), "n", 0, 1, 9, f->d);
    yaml_sequence(read_text(f, "list: x\n"), "list", f->d);
    assert_messages(f, "t.yaml:1:4: 錯誤：「a」應為 true 或 false\n"
                       "t.yaml:1:4: 錯誤：「n」應為 1 到 9 的整數\n"
                       "t.yaml:1:7: 錯誤：「list」應為清單\n");
}

static void anchors_aliases_and_tags_are_refused(void **state)
{
    static const char *const texts[] = {"a: &x 1\n", "a: *x\n", "a: !!str 1\n", "a: &x [1]\n",
                                        "a: !m {b: 1}\n"};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        diag_clear(f->d);
        assert_null(read_text(f, texts[i]));
        assert_int_equal(diag_errors(f->d), 1);
        assert_int_equal(diag_count(f->d, DIAG_YAML_ANCHOR), 1);
    }
}

static void an_unquoted_tag_is_told(void **state)
{
    struct fixture *f = *state;

    assert_null(read_text(f, "folder: {{name}}\n"));
    assert_messages(f, "t.yaml:1:10: error: a key that is no plain text; put a text that begins "
                       "with { or [ in quotes\n");
}

static void repeated_keys_are_errors(void **state)
{
    struct fixture *f = *state;

    assert_null(read_text(f, "a: 1\nb: 2\na: 3\n"));
    assert_messages(f, "t.yaml:3:1: error: key given twice: 'a'; keep one of them\n");
}

static void depth_is_limited(void **state)
{
    struct fixture *f = *state;
    char text[200] = {0};

    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    assert_non_null(read_text(f, text));
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    assert_null(read_text(f, text));
    assert_int_equal(diag_count(f->d, DIAG_YAML_DEPTH), 1);
}

static void a_second_document_is_an_error(void **state)
{
    struct fixture *f = *state;

    assert_null(read_text(f, "a: 1\n---\nb: 2\n"));
    assert_int_equal(diag_count(f->d, DIAG_YAML_DOCUMENTS), 1);
    assert_int_equal(diag_errors(f->d), 1);
    assert_non_null(read_text(f, "\xEF\xBB\xBF---\na: 1\n"));
}

static void unknown_keys_have_a_nearest_name(void **state)
{
    static const char *const keys[] = {"title", "fields", NULL};
    struct fixture *f = *state;

    assert_false(yaml_check_keys(read_text(f, "titel: x\nfields: y\nzzzzzz: 1\n"), keys, f->d));
    assert_messages(f, "t.yaml:1:1: error: unknown key: 'titel'; did you mean 'title'?\n"
                       "t.yaml:3:1: error: unknown key: 'zzzzzz'\n");
    assert_true(yaml_check_keys(read_text(f, "title: x\n"), keys, f->d));
}

static void scalars_are_read_by_kind(void **state)
{
    struct fixture *f = *state;
    struct yaml *root = read_text(f, "yes: Yes\nno: false\nq: 'true'\nn: 12\nm: 12x\nbig: 99\n"
                                     "qn: '5'\nnull:\nlist: [a]\nempty: ''\n");

    assert_true(yaml_bool(root, "yes", false, f->d));
    assert_false(yaml_bool(root, "no", true, f->d));
    assert_true(yaml_bool(root, "null", true, f->d));
    assert_true(yaml_bool(root, "absent", true, f->d));
    assert_int_equal(yaml_int(root, "n", 0, 1, 12, f->d), 12);
    assert_int_equal(yaml_int(root, "absent", 7, 1, 12, f->d), 7);
    assert_text(yaml_text(root, "null", STR("other"), f->d), "other");
    assert_text(yaml_text(root, "empty", STR("other"), f->d), "");
    assert_null(yaml_sequence(root, "null", f->d));
    assert_non_null(yaml_sequence(root, "list", f->d));
    assert_int_equal(diag_errors(f->d), 0);

    assert_false(yaml_bool(root, "q", false, f->d));
    assert_int_equal(yaml_int(root, "m", 3, 1, 12, f->d), 3);
    assert_int_equal(yaml_int(root, "big", 3, 1, 12, f->d), 3);
    assert_int_equal(yaml_int(root, "qn", 3, 1, 12, f->d), 3);
    assert_text(yaml_text(root, "list", STR("other"), f->d), "other");
    assert_null(yaml_mapping(root, "list", f->d));
    yaml_need_text(root, "absent", f->d);
    yaml_need_text(root, "empty", f->d);
    assert_messages(f, "t.yaml:1:1: error: key missing: 'absent'; add it with a value\n"
                       "t.yaml:3:4: error: 'q' must be true or false\n"
                       "t.yaml:5:4: error: 'm' must be a whole number from 1 to 12\n"
                       "t.yaml:6:6: error: 'big' must be a whole number from 1 to 12\n"
                       "t.yaml:7:5: error: 'qn' must be a whole number from 1 to 12\n"
                       "t.yaml:9:7: error: 'list' must be a text\n"
                       "t.yaml:9:7: error: 'list' must be a mapping (key: value)\n"
                       "t.yaml:10:8: error: key missing: 'empty'; add it with a value\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_tree_has_its_places),
        TEST(front_matter_lines_are_the_files),
        TEST(an_empty_text_is_an_empty_mapping),
        TEST(a_block_knows_where_its_text_begins),
        TEST(what_is_no_yaml_is_told_with_its_place),
        TEST(messages_are_chinese_too),
        TEST(anchors_aliases_and_tags_are_refused),
        TEST(an_unquoted_tag_is_told),
        TEST(repeated_keys_are_errors),
        TEST(depth_is_limited),
        TEST(a_second_document_is_an_error),
        TEST(unknown_keys_have_a_nearest_name),
        TEST(scalars_are_read_by_kind),
    };

    return cmocka_run_group_tests_name("base_yaml", tests, NULL, NULL);
}
