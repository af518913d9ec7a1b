/* content/exchange-rules.md has the words of its source, all of them and no others, its annexed
 * forms included, but for what content/ERRATA.md lists; and it has as many of everything. */
#include "content_compare.h"

static struct {
    struct content c;
    struct str ours; /* folded, with the forms as they are printed */
} t;

/* Adds the head of a form's table, and gives the choices that its blank row holds. */
static struct str put_table(const struct doc_node *table, struct buf *b)
{
    struct str choices = {"", 0};

    for (const struct doc_node *row = table->first; row; row = row->next)
        for (const struct doc_node *cell = row->first; cell; cell = cell->next) {
            if (row->header)
                doc_text(cell, b);
            else if (cell->first)
                choices = content_node_text(&t.c, cell);
        }
    return choices;
}

/* The items of a form, each as its rows: number, layer, text, and the choices once. */
static void put_form(const struct doc_node *list, struct str choices, struct buf *b)
{
    struct str number = {"", 0};

    for (const struct doc_node *item = list->first; item; item = item->next) {
        bool first = !str_eq(doc_attr(item, "編號"), number);

        number = doc_attr(item, "編號");
        if (first)
            buf_str(b, number);
        buf_str(b, doc_attr(item, "層"));
        if (!doc_has_attr(item, "併格"))
            doc_text(item, b);
        if (first)
            buf_str(b, choices);
    }
}

static struct str printed(void)
{
    struct buf b = {0};
    struct str choices = {"", 0};

    for (const struct doc_node *n = t.c.root->first; n; n = n->next) {
        if (n->kind == DOC_TABLE)
            choices = put_table(n, &b);
        else if (n->kind == DOC_LIST && doc_has_attr(n->first, "編號"))
            put_form(n, choices, &b);
        else if (n->kind == DOC_LIST)
            content_put_text(n, &b);
        else
            doc_text(n, &b);
    }
    return content_take(&t.c, &b);
}

static int set_up(void **state)
{
    (void)state;
    content_open(&t.c, "exchange-rules", "tests/sources/document-exchange-security-rules.txt",
                 "tests/content/exchange-rules.map");
    t.ours = content_fold(&t.c, printed());
    return 0;
}

CONTENT_TESTS(t.c)

static void rules_have_the_words_of_their_source(void **state)
{
    (void)state;
    content_assert_same("body", content_correct(&t.c, content_source(&t.c, "body")), t.ours);
}

static void every_erratum_is_true(void **state)
{
    (void)state;
    assert_true(t.c.nerrata > 70);
    content_check_errata(&t.c, &t.ours, 1);
}

/* How many blocks of `kind` below `parent` have the attribute with this value. */
static size_t count(const struct doc_node *parent, enum doc_kind kind, const char *key,
                    const char *value)
{
    size_t n = 0;

    for (const struct doc_node *c = parent->first; c; c = c->next) {
        n += c->kind == kind && str_eq(doc_attr(c, key), str_from(value));
        if (doc_is_block(c->kind))
            n += count(c, kind, key, value);
    }
    return n;
}

static void chapters_and_points_are_all_there(void **state)
{
    static const struct {
        const char *number;
        int points;
    } chapters[] = {{"壹", 4}, {"貳", 3}, {"參", 3}, {"肆", 2}, {"伍", 2}};
    struct content_points points = {0};
    size_t found = 0;
    int due = 0;

    (void)state;
    for (const struct doc_node *n = t.c.root->first; n; n = n->next) {
        if (n->kind == DOC_HEADING && doc_has_attr(n, "章")) {
            assert_true(found < 5);
            assert_int_equal(points.n, due);
            content_assert_same("chapter", str_from(chapters[found].number), doc_attr(n, "章"));
            assert_true(str_starts(content_node_text(&t.c, n),
                                   arena_fmt(t.c.a, "%s、", chapters[found].number)));
            due += chapters[found++].points;
        } else if (n->kind == DOC_PARAGRAPH && doc_has_attr(n, "點")) {
            content_count_point(&t.c, &points, n);
        }
    }
    assert_int_equal(found, 5);
    assert_int_equal(points.n, 14);
    assert_int_equal(points.items[2], 6);
    assert_int_equal(points.items[4], 3);
    assert_int_equal(points.items[5], 6);
    assert_int_equal(points.items[13], 9);
}

/* The lists 1. 2. … of the items of point 四 and 五, and how much stands below each 1. of 五（六）.
 */
static void duties_and_modules_are_all_there(void **state)
{
    static const struct {
        const char *point, *item;
        size_t count;
    } lists[] = {
        {"四", "二", 3}, {"五", "一", 13}, {"五", "二", 9}, {"五", "三", 9}, {"五", "六", 5}};
    static const size_t rules[] = {1, 3, 3, 2, 2};
    size_t found = 0;

    (void)state;
    for (const struct doc_node *n = t.c.root->first; n; n = n->next) {
        size_t items = 0;

        if (n->kind != DOC_LIST || !doc_has_attr(n->first, "點"))
            continue;
        assert_true(found < 5);
        for (const struct doc_node *item = n->first; item; item = item->next) {
            size_t below = 0;

            content_assert_same("點", str_from(lists[found].point), doc_attr(item, "點"));
            content_assert_same("款", str_from(lists[found].item), doc_attr(item, "款"));
            content_assert_same("目", arena_fmt(t.c.a, "%zu", ++items), doc_attr(item, "目"));
            for (const struct doc_node *p = item->first->next; p; p = p->next)
                below += p->kind == DOC_PARAGRAPH;
            assert_int_equal(below, found == 4 ? rules[items - 1] : 0);
        }
        assert_int_equal(items, lists[found++].count);
    }
    assert_int_equal(found, 5);
}

/* The blocks from the heading of an annex to the next heading, as children of `out`. */
static void annex(const char *number, struct doc_node *out)
{
    *out = (struct doc_node){.kind = DOC_DOCUMENT};
    for (const struct doc_node *n = t.c.root->first; n; n = n->next) {
        struct doc_node *copy;

        if (n->kind == DOC_HEADING && out->first)
            return;
        if (!out->first &&
            !(n->kind == DOC_HEADING && str_eq(doc_attr(n, "附錄"), str_from(number))))
            continue;
        copy = doc_new(t.c.a, n->kind, n->pos);
        copy->first = n->first;
        copy->attrs = n->attrs;
        doc_append(out, copy);
    }
}

static size_t columns(const struct doc_node *below)
{
    size_t n = 0;

    for (const struct doc_node *c = below->first; c; c = c->next)
        for (const struct doc_node *cell = c->kind == DOC_TABLE ? c->first->first : NULL; cell;
             cell = cell->next)
            n++;
    return n;
}

static void report_forms_have_their_fields(void **state)
{
    struct doc_node form;

    (void)state;
    annex("一", &form);
    assert_int_equal(count(&form, DOC_ITEM, "部分", "欄位"), 2);
    assert_int_equal(count(&form, DOC_ITEM, "部分", "客服欄位"), 5);
    annex("二", &form);
    assert_int_equal(count(&form, DOC_ITEM, "部分", "欄位"), 13);
    assert_int_equal(count(&form, DOC_PARAGRAPH, "部分", "註"), 1);
    annex("三", &form);
    assert_int_equal(count(&form, DOC_ITEM, "部分", "欄位"), 14);
    assert_int_equal(count(&form, DOC_PARAGRAPH, "部分", "註"), 1);
}

static void self_assessment_has_its_rows(void **state)
{
    static const char *const layers[] = {"管",   "管交", "管交", "管交", "管交", "管交",
                                         "管交", "管交", "交",   "管",   "管交", "管",
                                         "管",   "管交", "管交", "管交"};
    struct doc_node form;
    size_t item = 0, merged = 0;

    (void)state;
    annex("四", &form);
    assert_int_equal(columns(&form), 4);
    assert_int_equal(count(&form, DOC_ITEM, "層", "管"), 15);
    assert_int_equal(count(&form, DOC_ITEM, "層", "交"), 12);
    assert_int_equal(count(&form, DOC_ITEM, "部分", "填表"), 8);
    for (item = 1; item <= 16; item++) {
        struct buf b = {0};
        const char *number = arena_fmt(t.c.a, "%zu", item).ptr;

        for (const struct doc_node *n = form.first; n; n = n->next)
            for (const struct doc_node *row = n->kind == DOC_LIST ? n->first : NULL; row;
                 row = row->next)
                if (str_eq(doc_attr(row, "編號"), str_from(number))) {
                    buf_str(&b, doc_attr(row, "層"));
                    merged += doc_has_attr(row, "併格");
                }
        content_assert_same(number, str_from(layers[item - 1]), content_take(&t.c, &b));
    }
    assert_int_equal(merged, 5);
    assert_int_equal(count(&form, DOC_ITEM, "編號", "17"), 0);
}

/* A row that shares its cell with the one above has the same text. */
static void merged_rows_repeat_their_text(void **state)
{
    struct doc_node form;

    (void)state;
    annex("四", &form);
    for (const struct doc_node *n = form.first; n; n = n->next) {
        const struct doc_node *above = NULL;

        for (const struct doc_node *row = n->kind == DOC_LIST ? n->first : NULL; row;
             above = row, row = row->next)
            if (doc_has_attr(row, "併格"))
                content_assert_same("merged", content_node_text(&t.c, above),
                                    content_node_text(&t.c, row));
    }
}

static void roll_up_has_its_items(void **state)
{
    struct doc_node form;

    (void)state;
    annex("五", &form);
    assert_int_equal(columns(&form), 7);
    for (size_t i = 1; i <= 10; i++)
        assert_int_equal(count(&form, DOC_ITEM, "編號", arena_fmt(t.c.a, "%zu", i).ptr), 1);
    assert_int_equal(count(&form, DOC_ITEM, "編號", "11"), 0);
    assert_int_equal(count(&form, DOC_PARAGRAPH, "稽核", "定期"), 2);
    assert_int_equal(count(&form, DOC_PARAGRAPH, "稽核", "專案"), 3);
    assert_int_equal(count(&form, DOC_ITEM, "部分", "填表"), 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_have_the_words_of_their_source),
        cmocka_unit_test(every_erratum_is_true),
        cmocka_unit_test(every_half_width_mark_is_listed),
        cmocka_unit_test(marks_beside_han_are_full_width),
        cmocka_unit_test(chapters_and_points_are_all_there),
        cmocka_unit_test(duties_and_modules_are_all_there),
        cmocka_unit_test(report_forms_have_their_fields),
        cmocka_unit_test(self_assessment_has_its_rows),
        cmocka_unit_test(merged_rows_repeat_their_text),
        cmocka_unit_test(roll_up_has_its_items),
    };

    return cmocka_run_group_tests_name("exchange-rules", tests, set_up, tear_down);
}
