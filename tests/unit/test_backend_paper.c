#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "backend/paper/internal.h"
#include "backend/paper/random.h"

static void assert_balance(const char *content, size_t before, size_t behind)
{
    struct paper_balance b = paper_balance(str_from(content));

    assert_int_equal(b.before, before);
    assert_int_equal(b.behind, behind);
}

static void test_balance_counts(void **state)
{
    (void)state;
    assert_balance("", 0, 0);
    assert_balance("q 1 0 0 1 0 0 cm Q", 0, 0);
    assert_balance("q q Q", 0, 1);
    assert_balance("Q", 1, 0);
    assert_balance("Q Q q", 2, 1);
    assert_balance("q Q Q q q Q", 1, 1);
    assert_balance("q\nQ\rq\tQ\fq", 0, 1);
}

static void test_balance_passes_over_what_is_no_operator(void **state)
{
    (void)state;
    assert_balance("(q Q \\) q (q) \\\\) Tj q", 0, 1);
    assert_balance("% Q Q\nq", 0, 1);
    assert_balance("% Q Q", 0, 0);
    assert_balance("/Q gs /q gs q", 0, 1);
    assert_balance("<51 q> Tj q", 0, 1);
    assert_balance("/P <</q /Q /a (Q)>> BDC q EMC", 0, 1);
    assert_balance("[(Q) -1 (q)] TJ qq Qq Q* q", 0, 1);
    assert_balance("BI /W 1 ID Q Q q EI q", 0, 1);
    assert_balance("BI /W 1 ID\nQ EIQ Q\nEI\nq", 0, 1);
}

static void test_balance_of_what_ends_too_early(void **state)
{
    (void)state;
    assert_balance("q (never closed Q", 0, 1);
    assert_balance("q (ends in a backslash \\", 0, 1);
    assert_balance("q <", 0, 1);
    assert_balance("q /", 0, 1);
    assert_balance("q BI ID", 0, 1);
    assert_balance("q BI ID x EI", 0, 1);
    assert_balance("Q", 1, 0);
}

static void test_balance_tells_what_is_cut_off(void **state)
{
    static const char *const cut[] = {"(open", "(a\\", "<41", "BI ID x", "(a) <"};
    static const char *const whole[] = {"", "(a(b)c) Tj", "<41> Tj", "<</A 1>>", "BI ID x EI",
                                        "BI ID EI", "BI ID x EI Q", "% ("};

    (void)state;
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++)
        assert_true(paper_balance(str_from(cut[i])).cut_off);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        assert_false(paper_balance(str_from(whole[i])).cut_off);
}

static void test_random_is_drawn_from_the_seed(void **state)
{
    unsigned char seed[32] = {1}, a[100], b[100], none[32] = {0};

    (void)state;
    paper_random_seed(seed);
    paper_random_fill(a, 100);
    paper_random_seed(seed);
    paper_random_fill(b, 1);
    paper_random_fill(b + 1, 50);
    paper_random_fill(b + 51, 49);
    assert_memory_equal(a, b, 100);
    for (size_t i = 0; i + 64 <= sizeof a; i++) /* no block comes again */
        assert_memory_not_equal(a + i, a + i + 32, 32);
    seed[31] = 1;
    paper_random_seed(seed);
    paper_random_fill(b, 100);
    assert_memory_not_equal(a, b, 32);
    assert_memory_not_equal(b, none, 32);
    paper_random_seed(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_balance_counts),
        cmocka_unit_test(test_balance_passes_over_what_is_no_operator),
        cmocka_unit_test(test_balance_of_what_ends_too_early),
        cmocka_unit_test(test_balance_tells_what_is_cut_off),
        cmocka_unit_test(test_random_is_drawn_from_the_seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
