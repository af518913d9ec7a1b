#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "bind/bind.h"
#include "markdown/markdown.h"

struct fixture {
    struct arena *a;
    struct diag *d;
    struct store *s;
    struct kit kit;
    struct kit_form entry;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){.a = arena_new(), .d = diag_new(DIAG_EN)};
    f.s = store_new(f.d);
    store_exec(f.s, "CREATE TABLE people (id TEXT, name TEXT, vip INTEGER)", f.d);
    store_exec(f.s, "INSERT INTO people VALUES ('1', '甲', 1), ('2', '乙', 0), ('3', '丙', 1)", f.d);
    store_exec(f.s, "CREATE TABLE rules (no INTEGER, tier TEXT, text TEXT)", f.d);
    store_exec(f.s, "INSERT INTO rules VALUES (1, 'all', 'one'), (2, 'vip', 'two')", f.d);
    f.kit = (struct kit){.name = STR("test"), .version = STR("1.0"), .folder = STR("{{id}}-{{name}}")};
    f.entry = (struct kit_form){.name = STR("form")};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    store_free(f->s);
    arena_free(f->a);
    diag_free(f->d);
    return 0;
}

static const char head[] = "title: 表\neach: |\n  SELECT id, name, vip FROM people ORDER BY id\n"
                           "rows:\n  rules: |\n    SELECT no, text FROM rules WHERE tier = 'all' OR :vip "
                           "ORDER BY no\n  own: |\n    SELECT name AS again FROM people WHERE id = :id ORDER "
                           "BY id\nfields:\n  vip: {type: bool}\n  signed: {type: signature}\n";

static struct bind_form *make(struct fixture *f, const char *front, const char *body)
{
    const struct yaml *y = yaml_read(str_from(front), "form.md", 1, f->a, f->d);
    const struct doc_node *n = markdown_read(str_from(body), "form.md", 20, true, f->a, f->d);
    struct bind_form *form;

    assert_non_null(y);
    assert_non_null(n);
    form = bind_form_new(&f->kit, &f->entry, y, n, f->s, STR("2026-11-21"), f->a, f->d);
    if (form)
        assert_true(bind_form_run(form, f->d));
    return form;
}

static const char *text_of(struct fixture *f, const struct doc_node *n)
{
    struct buf b = {0};
    struct str s;

    doc_text(n, &b);
    s = arena_str(f->a, buf_view(&b));
    buf_free(&b);
    return s.ptr;
}

static void values_and_sections_are_filled(void **state)
{
    struct fixture *f = *state;
    struct bind_form *form = make(f, head,
                                  "{{name}}{{#vip}}!{{/vip}}{{^vip}}.{{/vip}}{{signed}}"
                                  "{{#rules}}{{no}}{{text}}{{/rules}} {{today}}\n");

    assert_int_equal(bind_nrecords(form), 3);
    assert_string_equal(text_of(f, bind_document(form, 0, f->a, f->d)), "甲!1one2two 115年11月21日");
    assert_string_equal(text_of(f, bind_document(form, 1, f->a, f->d)), "乙.1one 115年11月21日");
    assert_true(str_eq(bind_folder(form, 2, f->a), STR("3-丙")));
    bind_form_free(form);
}

static void a_form_may_have_folders_of_its_own(void **state)
{
    struct fixture *f = *state;
    struct bind_form *form = make(f, head, "{{name}}\n"), *other;
    struct str person = bind_person(form, 0, f->a);

    f->entry.folder = STR("場次{{id}}-{{name}}");
    other = make(f, head, "{{name}}\n");
    assert_true(str_eq(bind_folder(other, 0, f->a), STR("場次1-甲")));
    assert_false(str_eq(bind_person(other, 0, f->a), person)); /* the same values, another folder */
    bind_form_free(form);
    bind_form_free(other);
}

static void closed_blocks_are_shared_and_personal_ones_are_not(void **state)
{
    struct fixture *f = *state;
    struct bind_form *form =
        make(f, head, "same for all\n\n{{#rules}}\n\n{{no}} {{text}}\n\n{{/rules}}\n\n{{name}}\n\n"
                      "{{#own}}\n\n{{again}}\n\n{{/own}}\n");
    const struct doc_node *a = bind_document(form, 0, f->a, f->d)->first;
    const struct doc_node *b = bind_document(form, 2, f->a, f->d)->first;

    for (int i = 0; i < 3; i++, a = a->next, b = b->next) {
        assert_true(a->shared);
        assert_non_null(a->layout);
        assert_ptr_equal(a->layout, b->layout);
        assert_ptr_equal(a->first, b->first);
    }
    assert_string_equal(text_of(f, a), "甲");
    assert_false(a->shared);
    assert_null(a->layout);
    assert_false(a->next->shared);
    assert_string_equal(text_of(f, b->next), "丙");
    bind_form_free(form);
}

static void a_value_never_becomes_a_tag(void **state)
{
    struct fixture *f = *state;
    struct bind_form *form;

    store_exec(f->s, "UPDATE people SET name = '*|<!--=1+1 {{id}} \\n #' WHERE id = '1'", f->d);
    form = make(f, head, "| a | b |\n|---|---|\n| {{name}} | x |\n");
    assert_string_equal(text_of(f, bind_document(form, 0, f->a, f->d)),
                        "ab*|<!--=1+1 {{id}} \\n #x");
    bind_form_free(form);
}

static void unknown_names_are_told_with_the_nearest(void **state)
{
    struct fixture *f = *state;

    assert_null(make(f, head, "{{nam}} {{#rulez}}x{{/rulez}} {{name:roc}}\n"));
    assert_int_equal(diag_count(f->d, DIAG_UNKNOWN_FIELD), 2);
    assert_int_equal(diag_count(f->d, DIAG_UNKNOWN_FORMAT), 1);
}

static void blanks_stay_blank(void **state)
{
    struct fixture *f = *state;
    struct bind_form *form;
    const struct doc_node *value;

    store_exec(f->s, "UPDATE people SET name = NULL WHERE id = '1'", f->d);
    form = make(f, head, "x {{name}} {{signed}}\n");
    value = bind_document(form, 0, f->a, f->d)->first->first->next;
    assert_int_equal(value->kind, DOC_VALUE);
    assert_true(value->blank);
    assert_null(value->first);
    bind_form_free(form);
}

static void a_shared_value_must_be_known_beforehand(void **state)
{
    struct fixture *f = *state;
    struct bind_form *form;
    const struct yaml *y = yaml_read(STR("each: |\n  SELECT id, name, name AS vip FROM people ORDER BY id\n"
                                         "fields:\n  vip: {type: bool}\n"),
                                     "form.md", 1, f->a, f->d);
    const struct doc_node *n = markdown_read(STR("x\n"), "form.md", 20, true, f->a, f->d);

    form = bind_form_new(&f->kit, &f->entry, y, n, f->s, STR("2026-11-21"), f->a, f->d);
    assert_non_null(form);
    assert_false(bind_form_run(form, f->d));
    assert_int_equal(diag_count(f->d, DIAG_NOT_CLOSED), 3);
    bind_form_free(form);
}

static void a_document_alone_takes_values_from_outside(void **state)
{
    struct fixture *f = *state;
    const struct yaml *y = yaml_read(STR("title: 題\nfields:\n  since: {label: 生效日, type: date}\n"
                                         "  out: {type: bool}\n"),
                                     "d.md", 1, f->a, f->d);
    const struct doc_node *n = markdown_read(STR("{{since}}\n\n{{#out}}\n{{^since}}\n\n甲\n\n{{/since}}\n"
                                                 "{{/out}}\n"),
                                             "d.md", 20, true, f->a, f->d);
    struct bind_form *form = bind_alone(y, n, STR("2026-11-21"), f->a, f->d);
    const struct doc_node *doc;

    assert_non_null(form);
    assert_true(bind_set(form, STR("out"), STR("是"), true, pos_none(), f->d));
    doc = bind_document(form, 0, f->a, f->d);
    assert_true(doc->first->first->blank);
    assert_non_null(doc->first->next);
    assert_false(doc->first->next->shared);
    assert_true(bind_set(form, STR("生 效日"), STR(" 115/12/07 "), true, pos_none(), f->d));
    doc = bind_document(form, 0, f->a, f->d);
    assert_true(str_eq(doc->first->first->first->text, STR("115年12月7日")));
    assert_null(doc->first->next);
    assert_true(bind_set(form, STR("since"), STR(""), true, pos_none(), f->d));
    assert_true(bind_document(form, 0, f->a, f->d)->first->first->blank);
    assert_true(bind_set(form, STR("sinc"), STR("1"), false, pos_none(), f->d));
    assert_int_equal(diag_count(f->d, DIAG_COLUMN_UNREAD), 1);
    assert_int_equal(diag_errors(f->d), 0);
    assert_false(bind_set(form, STR("sinc"), STR("1"), true, pos_none(), f->d));
    assert_int_equal(diag_count(f->d, DIAG_UNKNOWN_FIELD), 1);
    assert_false(bind_set(form, STR("since"), STR("1"), true, pos_none(), f->d));
    assert_int_equal(diag_count(f->d, DIAG_BAD_DATE), 1);
    bind_form_free(form);
}

static void content_is_a_table(void **state)
{
    struct fixture *f = *state;
    struct bind_content doc = {STR("rules-doc"), NULL};
    struct query *q;

    doc.root = markdown_read(STR("# 標題\n\n## 四、 <!-- 級別: 一般 -->\n\n前言\n\n> 說明\n\n"
                                 "1. 甲 <!-- 分類: 設備 -->\n2. 乙 <!-- 分類: 資料; 級別: 特別 -->\n\n## 五、\n\n丙\n"),
                             "c.md", 0, false, f->a, f->d);
    assert_true(bind_load_content(f->s, &doc, 1, f->a, f->d));
    q = store_query(f->s, STR("SELECT kind, number, text, 級別, 分類, heading FROM content ORDER BY line"),
                    true, pos_none(), f->d);
    assert_non_null(q);
    for (int i = 0; i < 5; i++)
        assert_true(query_step(q, f->d));
    assert_true(str_eq(query_text(q, 0), STR("item")));
    assert_int_equal(query_int(q, 1), 1);
    assert_true(str_eq(query_text(q, 2), STR("甲")));
    assert_true(str_eq(query_text(q, 3), STR("一般")));
    assert_true(str_eq(query_text(q, 5), STR("四、")));
    assert_true(query_step(q, f->d));
    assert_true(str_eq(query_text(q, 3), STR("特別")));
    assert_true(query_step(q, f->d));
    assert_true(query_step(q, f->d));
    assert_true(str_eq(query_text(q, 2), STR("丙")));
    assert_true(query_null(q, 3));
    assert_false(query_step(q, f->d));
    query_free(q);
}

/* A question and its options: what a quiz is made of. */
static void content_knows_tasks_and_the_items_around(void **state)
{
    struct fixture *f = *state;
    struct bind_content doc = {STR("quiz"), NULL};
    struct query *q;

    doc.root = markdown_read(STR("# 測驗\n\n1. 問一 <!-- 出處: 甲 -->\n   - [ ] 錯\n   - [x] 對\n\n"
                                 "     再說\n2. 問二\n"),
                             "c.md", 0, false, f->a, f->d);
    assert_true(bind_load_content(f->s, &doc, 1, f->a, f->d));
    q = store_query(f->s, STR("SELECT o.text, o.checked, p.text, o.出處, o.parent FROM content AS o "
                              "LEFT JOIN content AS p ON p.line = o.parent WHERE o.line > 1 "
                              "ORDER BY o.line"),
                    true, pos_none(), f->d);
    assert_non_null(q);
    assert_true(query_step(q, f->d) && query_null(q, 1) && query_null(q, 4));
    assert_true(query_step(q, f->d) && query_int(q, 1) == 0 && !query_null(q, 1));
    assert_true(str_eq(query_text(q, 2), STR("問一")) && str_eq(query_text(q, 3), STR("甲")));
    assert_true(query_step(q, f->d) && query_int(q, 1) == 1);
    assert_true(str_eq(query_text(q, 0), STR("對")) && str_eq(query_text(q, 2), STR("問一")));
    assert_true(query_step(q, f->d) && query_null(q, 1)); /* the option's second paragraph */
    assert_true(str_eq(query_text(q, 2), STR("對")));
    assert_true(query_step(q, f->d) && query_null(q, 4));
    assert_false(query_step(q, f->d));
    query_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(content_knows_tasks_and_the_items_around, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_and_sections_are_filled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_form_may_have_folders_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(closed_blocks_are_shared_and_personal_ones_are_not, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_value_never_becomes_a_tag, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unknown_names_are_told_with_the_nearest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(blanks_stay_blank, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_shared_value_must_be_known_beforehand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_document_alone_takes_values_from_outside, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(content_is_a_table, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("bind", tests, NULL, NULL);
}
