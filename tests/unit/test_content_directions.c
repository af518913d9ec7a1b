/* content/security-directions.md has the words of its source, all of them and no others, but for
 * what content/ERRATA.md lists; and its twelve chapters and forty-five points. */
#include "content_compare.h"

static struct {
    struct content c;
    struct str ours; /* folded */
} t;

static int set_up(void **state)
{
    (void)state;
    content_open(&t.c, "security-directions", "tests/sources/information-security-directions.txt",
                 NULL);
    t.ours = content_fold(&t.c, t.c.text);
    return 0;
}

CONTENT_TESTS(t.c)

static void directions_have_the_words_of_their_source(void **state)
{
    (void)state;
    content_assert_same("text", content_correct(&t.c, content_source(&t.c, "body")), t.ours);
}

static void every_erratum_is_true(void **state)
{
    (void)state;
    assert_true(t.c.nerrata > 20);
    content_check_errata(&t.c, &t.ours, 1);
}

static void official_mistakes_stay(void **state)
{
    static const char *const mistakes[] = {"六月個", "接外連接介面", "台灣省諮議會",
                                           "系統辨識及通行密碼"};

    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        assert_true(str_find(t.c.text, str_from(mistakes[i])) < t.c.text.len);
}

static void chapters_have_their_points(void **state)
{
    static const struct {
        const char *number;
        int points;
    } chapters[] = {{"壹", 1}, {"貳", 5}, {"參", 2}, {"肆", 4}, {"伍", 5},   {"陸", 4},
                    {"柒", 7}, {"捌", 9}, {"玖", 2}, {"拾", 3}, {"拾壹", 1}, {"拾貳", 2}};
    struct content_points points = {0};
    size_t n = 0;
    int due = 0;

    (void)state;
    for (const struct doc_node *b = t.c.root->first; b; b = b->next) {
        if (b->kind == DOC_HEADING && b->level == 2) {
            assert_true(n < 12);
            assert_int_equal(points.n, due);
            content_assert_same("chapter", str_from(chapters[n].number), doc_attr(b, "章"));
            assert_true(str_starts(content_node_text(&t.c, b),
                                   arena_fmt(t.c.a, "%s、", chapters[n].number)));
            due += chapters[n++].points;
        } else if (b->kind == DOC_PARAGRAPH) {
            content_count_point(&t.c, &points, b);
        }
    }
    assert_int_equal(n, 12);
    assert_int_equal(due, 45);
    assert_int_equal(points.n, 45);
}

static void points_have_their_items_and_paragraphs(void **state)
{
    static const int items[46] = {[5] = 11, [9] = 3};
    static const int further[46] = {[9] = 2,  [10] = 1, [11] = 2, [15] = 1, [26] = 1,
                                    [27] = 2, [28] = 2, [31] = 1, [32] = 1, [38] = 1};
    struct content_points points = {0};

    (void)state;
    for (const struct doc_node *b = t.c.root->first; b; b = b->next)
        if (b->kind == DOC_PARAGRAPH)
            content_count_point(&t.c, &points, b);
    for (int i = 1; i <= 45; i++) {
        assert_int_equal(points.items[i], items[i]);
        assert_int_equal(points.paragraphs[i], 1 + further[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(directions_have_the_words_of_their_source),
        cmocka_unit_test(every_erratum_is_true),
        cmocka_unit_test(every_half_width_mark_is_listed),
        cmocka_unit_test(marks_beside_han_are_full_width),
        cmocka_unit_test(official_mistakes_stay),
        cmocka_unit_test(chapters_have_their_points),
        cmocka_unit_test(points_have_their_items_and_paragraphs),
    };

    return cmocka_run_group_tests_name("security-directions", tests, set_up, tear_down);
}
