/* content/confidentiality-guide.md has the words of its source, all of them and no others, but for
 * what content/ERRATA.md lists; its slides, measures and the two rules it quotes in full. */
#include "content_compare.h"

static struct {
    struct content c;
    struct str ours; /* folded */
} t;

static int set_up(void **state)
{
    (void)state;
    content_open(&t.c, "confidentiality-guide",
                 "tests/sources/remote-work-confidentiality-guide.txt",
                 "tests/content/confidentiality-guide.map");
    t.ours = content_fold(&t.c, t.c.text);
    return 0;
}

CONTENT_TESTS(t.c)

static void guide_has_the_words_of_its_source(void **state)
{
    (void)state;
    content_assert_same("text", content_correct(&t.c, content_source(&t.c, "body")), t.ours);
}

static void every_erratum_is_true(void **state)
{
    (void)state;
    assert_true(t.c.nerrata > 45);
    content_check_errata(&t.c, &t.ours, 1);
}

static void official_mistakes_stay(void **state)
{
    static const char *const mistakes[] = {
        "辦工的情形", "要求語彙成員", "共進保密義務", "檔案及或紙本",  "應使用慎選",
        "亦先安裝",   "輾轉流連",     "樽節行政資源", "3百元以下罰金",
    };

    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        assert_true(str_find(t.c.text, str_from(mistakes[i])) < t.c.text.len);
}

/* The title's, one of each heading of level 2, and the last, behind a rule. */
static void slides_are_those_of_the_source(void **state)
{
    struct markdown_file file;
    struct str text = content_load(&t.c, "content/confidentiality-guide.md");
    int headings[7] = {0}, rules = 0;

    (void)state;
    for (const struct doc_node *b = t.c.root->first; b; b = b->next) {
        if (b->kind == DOC_HEADING)
            headings[b->level]++;
        rules += b->kind == DOC_RULE;
    }
    assert_int_equal(headings[1], 1);
    assert_int_equal(headings[2], 17);
    assert_int_equal(headings[3], 7);
    assert_int_equal(rules, 1);
    assert_true(markdown_split(text, "guide", &file, t.c.d));
    assert_true(str_find(file.front, STR("\npage: slides\n")) < file.front.len);
}

static void measures_are_seven(void **state)
{
    int n = 0;

    (void)state;
    for (const struct doc_node *b = t.c.root->first; b; b = b->next) {
        struct str number;

        if (!doc_has_attr(b, "措施"))
            continue;
        number = content_numeral(&t.c, ++n);
        content_assert_same("measure", number, doc_attr(b, "措施"));
        assert_true(
            str_starts(content_node_text(&t.c, b), arena_fmt(t.c.a, "%.*s、", STR_ARG(number))));
    }
    assert_int_equal(n, 7);
}

/* The points below the slides of the rule of this name; `list`: the items of their lists. */
static struct content_points points_of(const char *rule, int *list)
{
    struct content_points points = {0};
    bool inside = false;

    *list = 0;
    for (const struct doc_node *b = t.c.root->first; b; b = b->next) {
        if (b->kind == DOC_HEADING)
            inside = str_eq(doc_attr(b, "規範"), str_from(rule));
        else if (inside && b->kind == DOC_PARAGRAPH)
            content_count_point(&t.c, &points, b);
        else if (inside && b->kind == DOC_LIST)
            for (const struct doc_node *item = b->first; item; item = item->next)
                ++*list;
    }
    return points;
}

static void video_rule_has_six_points(void **state)
{
    static const int items[7] = {[4] = 4};
    int list;
    struct content_points points = points_of("視訊會議", &list);

    (void)state;
    assert_int_equal(points.n, 6);
    assert_int_equal(list, 0);
    assert_memory_equal(points.items, items, sizeof items);
}

static void electronic_rule_has_twelve_points(void **state)
{
    static const int items[13] = {[4] = 2, [5] = 3, [6] = 5, [7] = 3, [8] = 3};
    int list;
    struct content_points points = points_of("電子化會議", &list);

    (void)state;
    assert_int_equal(points.n, 12);
    assert_int_equal(list, 3);
    assert_int_equal(points.paragraphs[2], 2);
    assert_memory_equal(points.items, items, sizeof items);
}

static void violations_are_of_four_kinds(void **state)
{
    const struct doc_node *b = t.c.root->first;
    int n = 0;

    (void)state;
    while (b && !str_eq(content_node_text(&t.c, b), STR("常見洩密違規類型")))
        b = b->next;
    assert_non_null(b);
    assert_int_equal(b->next->kind, DOC_LIST);
    for (const struct doc_node *item = b->next->first; item; item = item->next)
        n++;
    assert_int_equal(n, 4);
}

/* The words of a paragraph of point 二十七 of the security directions, without its number. */
static struct str directions(const char *paragraph)
{
    const struct doc_node *b = content_read(&t.c, "content/security-directions.md")->first;
    struct str text, number = STR("二十七、");

    while (b && !(str_eq(doc_attr(b, "點"), STR("二十七")) &&
                  str_eq(doc_attr(b, "項"), str_from(paragraph))))
        b = b->next;
    assert_non_null(b);
    text = content_node_text(&t.c, b);
    return str_starts(text, number) ? str_slice(text, number.len, text.len) : text;
}

static void directions_are_quoted_word_for_word(void **state)
{
    struct str first = arena_fmt(t.c.a, "第27點第1項規定「%.*s」", STR_ARG(directions("一")));
    struct str third = arena_fmt(t.c.a, "同點第3項另規定「%.*s」", STR_ARG(directions("三")));

    (void)state;
    assert_true(str_find(t.c.text, first) < t.c.text.len);
    assert_true(str_find(t.c.text, third) < t.c.text.len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guide_has_the_words_of_its_source),
        cmocka_unit_test(every_erratum_is_true),
        cmocka_unit_test(every_half_width_mark_is_listed),
        cmocka_unit_test(marks_beside_han_are_full_width),
        cmocka_unit_test(official_mistakes_stay),
        cmocka_unit_test(slides_are_those_of_the_source),
        cmocka_unit_test(measures_are_seven),
        cmocka_unit_test(video_rule_has_six_points),
        cmocka_unit_test(electronic_rule_has_twelve_points),
        cmocka_unit_test(violations_are_of_four_kinds),
        cmocka_unit_test(directions_are_quoted_word_for_word),
    };

    return cmocka_run_group_tests_name("confidentiality-guide", tests, set_up, tear_down);
}
