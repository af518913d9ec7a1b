#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "fake_metrics.h"

static struct doc_node *example(struct arena *a)
{
    static const struct value_spec date = {.type = VALUE_DATE};
    struct doc_node *doc = add(a, NULL, DOC_DOCUMENT), *p = add_para(a, doc, "於"), *cell;

    add_hint(a, p, "align", "center");
    add_value(a, p, &date, "115年11月20日")->format = STR("roc");
    add_value(a, p, &date, NULL);
    add_text(a, add(a, p, DOC_STRONG), "「出國」");
    cell = add(a, add(a, add(a, doc, DOC_TABLE), DOC_ROW), DOC_CELL);
    cell->cols = 2;
    cell->align = DOC_ALIGN_CENTER;
    return doc;
}

static void dump_is_an_outline(void **state)
{
    struct arena *a = arena_new();
    struct buf b = {0};

    (void)state;
    doc_dump(example(a), &b);
    buf_char(&b, '\0');
    assert_string_equal(b.ptr, "document\n"
                               "  paragraph {align: center}\n"
                               "    text \"於\"\n"
                               "    value type=date format=roc\n"
                               "      text \"115年11月20日\"\n"
                               "    value blank type=date\n"
                               "    strong\n"
                               "      text \"「出國」\"\n"
                               "  table\n"
                               "    row\n"
                               "      cell center cols=2\n");
    buf_free(&b);
    arena_free(a);
}

static void text_has_values_and_no_blanks(void **state)
{
    struct arena *a = arena_new();
    struct buf b = {0};

    (void)state;
    doc_text(example(a), &b);
    assert_true(str_eq(buf_view(&b), STR("於115年11月20日「出國」")));
    buf_free(&b);
    arena_free(a);
}

static void nodes_know_their_family(void **state)
{
    struct arena *a = arena_new();
    struct doc_node *doc = example(a);

    (void)state;
    assert_ptr_equal(doc->first->next, doc->last);
    assert_ptr_equal(doc->last->parent, doc);
    assert_null(doc->last->next);
    assert_true(str_eq(doc_attr(doc->first, "align"), STR("center")));
    assert_true(doc_has_attr(doc->first, "align"));
    assert_false(doc_has_attr(doc->first, "keep"));
    assert_int_equal(doc_attr(doc->first, "keep").len, 0);
    assert_int_equal(doc_new(a, DOC_CELL, pos_none())->rows, 1);
    arena_free(a);
}

static void every_kind_has_a_name(void **state)
{
    (void)state;
    for (int k = 0; k < DOC_KIND_COUNT; k++)
        assert_non_null(doc_kind_name((enum doc_kind)k));
    assert_true(doc_is_block(DOC_FOOTNOTE));
    assert_false(doc_is_block(DOC_TEXT));
    assert_false(doc_is_block(DOC_VALUE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dump_is_an_outline),
        cmocka_unit_test(text_has_values_and_no_blanks),
        cmocka_unit_test(nodes_know_their_family),
        cmocka_unit_test(every_kind_has_a_name),
    };

    return cmocka_run_group_tests_name("doc", tests, NULL, NULL);
}
