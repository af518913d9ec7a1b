/* content/travel-devices.md has the words of its source, all of them and no others: the text and
 * its annexed checklist, but for what content/ERRATA.md lists. */
#include "content_compare.h"

struct measure {
    struct str phase, tier, whom, category, text;
};

static struct {
    struct content c;
    struct str our_body, our_form; /* folded */
    struct measure measures[64];
    size_t nmeasures;
} t;

static void add_measure(const struct measure *around, const struct doc_node *owner,
                        const struct doc_node *paragraph)
{
    struct measure m = *around;

    assert_true(t.nmeasures < 64);
    m.category = doc_attr(owner, "分類");
    m.text = doc_has_attr(owner, "檢核表") ? doc_attr(owner, "檢核表")
                                           : content_node_text(&t.c, paragraph);
    t.measures[t.nmeasures++] = m;
}

static void enter_heading(struct measure *around, const struct doc_node *heading)
{
    if (heading->level < 3)
        *around =
            (struct measure){.tier = doc_attr(heading, "級別"), .whom = doc_attr(heading, "適用")};
    around->phase = doc_attr(heading, "時段");
}

static void read_measures(const struct doc_node *parent, struct measure *around)
{
    for (const struct doc_node *n = parent->first; n; n = n->next) {
        const struct doc_node *owner = parent->kind == DOC_ITEM && n == parent->first ? parent : n;

        if (n->kind == DOC_HEADING)
            enter_heading(around, n);
        else if (n->kind == DOC_PARAGRAPH && doc_has_attr(owner, "分類"))
            add_measure(around, owner, n);
        else if (doc_is_block(n->kind) && n->kind != DOC_PARAGRAPH)
            read_measures(n, around);
    }
}

/* The checklist, as its form prints it: by phase, within it by tier. */
static struct str checklist(void)
{
    static const char *const phases[] = {"出國前", "出國期間", "返國後"};
    static const char *const tiers[] = {"一般", "進階"};
    struct buf b = {0};
    int number = 0;

    buf_str(&b, STR("設備名稱（列舉）：_____出國期間：年月日至年月日"
                    "項次分類項目檢核結果例外備註檢核人簽名/檢核日期"));
    for (size_t p = 0; p < 3; p++) {
        buf_str(&b, str_from(phases[p]));
        for (size_t r = 0; r < 2; r++) {
            bool banner = false;

            for (size_t i = 0; i < t.nmeasures; i++) {
                const struct measure *m = &t.measures[i];

                if (!str_eq(m->phase, str_from(phases[p])) || !str_eq(m->tier, str_from(tiers[r])))
                    continue;
                if (!banner)
                    buf_fmt(&b, "%s管理措施（%.*s）", tiers[r], STR_ARG(m->whom));
                banner = true;
                buf_fmt(&b, "%d%.*s%.*s是否", ++number, STR_ARG(m->category), STR_ARG(m->text));
            }
        }
    }
    return content_take(&t.c, &b);
}

static int set_up(void **state)
{
    struct measure around = {0};

    (void)state;
    content_open(&t.c, "travel-devices", "tests/sources/travel-devices-rules.txt",
                 "tests/content/travel-devices.map");
    read_measures(t.c.root, &around);
    t.our_body = content_fold(&t.c, t.c.text);
    t.our_form = content_fold(&t.c, checklist());
    return 0;
}

CONTENT_TESTS(t.c)

static void regulation_has_the_words_of_its_source(void **state)
{
    (void)state;
    content_assert_same("body", content_correct(&t.c, content_source(&t.c, "body")), t.our_body);
}

static void checklist_has_the_words_of_its_source(void **state)
{
    (void)state;
    assert_int_equal(t.nmeasures, 26);
    content_assert_same("form", content_correct(&t.c, content_source(&t.c, "form")), t.our_form);
}

static void every_erratum_is_true(void **state)
{
    const struct str ours[] = {t.our_body, t.our_form};

    (void)state;
    assert_true(t.c.nerrata > 60);
    content_check_errata(&t.c, ours, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regulation_has_the_words_of_its_source),
        cmocka_unit_test(checklist_has_the_words_of_its_source),
        cmocka_unit_test(every_erratum_is_true),
        cmocka_unit_test(every_half_width_mark_is_listed),
        cmocka_unit_test(marks_beside_han_are_full_width),
    };

    return cmocka_run_group_tests_name("travel-devices", tests, set_up, tear_down);
}
