#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/clause.h"

static int set_up(void **state)
{
    *state = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static void numbers_are_those_of_official_documents(void **state)
{
    static const struct {
        int n;
        const char *text[CLAUSE_STYLE_COUNT];
    } cases[] = {{1, {"壹、", "一、", "（一）", "1.", "（1）", "A."}},
                 {10, {"拾、", "十、", "（十）", "10.", "（10）", "J."}},
                 {11, {"拾壹、", "十一、", "（十一）", "11.", "（11）", "K."}},
                 {20, {"貳拾、", "二十、", "（二十）", "20.", "（20）", "T."}},
                 {27, {"貳拾柒、", "二十七、", "（二十七）", "27.", "（27）", "27."}},
                 {105, {"壹佰零伍、", "一百零五、", "（一百零五）", "105.", "（105）", "105."}},
                 {110, {"壹佰壹拾、", "一百一十、", "（一百一十）", "110.", "（110）", "110."}},
                 {1000, {"1000、", "1000、", "（1000）", "1000.", "（1000）", "1000."}}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int style = 0; style < CLAUSE_STYLE_COUNT; style++)
            assert_string_equal(clause_write((enum clause_style)style, cases[i].n, *state).ptr,
                                cases[i].text[style]);
}

static void what_is_written_is_read(void **state)
{
    for (int style = 0; style < CLAUSE_LETTERS; style++)
        for (int n = 1; n <= 120; n++) {
            struct str number = clause_write((enum clause_style)style, n, *state);
            struct str text = arena_fmt(*state, "%s文", number.ptr);

            assert_int_equal(clause_number(text), number.len);
        }
}

static void a_number_tells_its_style(void **state)
{
    for (int n = 1; n < 120; n++)
        for (enum clause_style style = CLAUSE_FORMAL; style < CLAUSE_LETTERS; style++)
            assert_int_equal(clause_style_of(clause_write(style, n, *state)), style);
    assert_int_equal(clause_style_of(STR("(3)")), CLAUSE_DIGITS_BRACKET);
    assert_int_equal(clause_style_of(STR("甲、")), CLAUSE_LETTERS);
}

static void styles_have_names(void **state)
{
    (void)state;
    for (int style = 0; style < CLAUSE_STYLE_COUNT; style++)
        assert_int_equal(clause_style_named(str_from(clause_style_name((enum clause_style)style))),
                         style);
    assert_int_equal(clause_style_named(STR("甲")), CLAUSE_STYLE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_are_those_of_official_documents, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_written_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_number_tells_its_style, set_up, tear_down),
        cmocka_unit_test(styles_have_names),
    };

    return cmocka_run_group_tests_name("clause", tests, NULL, NULL);
}
