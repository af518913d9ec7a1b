/* content/maintenance-plan.md has the words of its source, all of them and no others, its footnotes
 * included, but for the table of contents and what content/ERRATA.md lists; and it has as many of
 * everything. */
#include "content_compare.h"

#define MAX_HEADINGS 128

static struct {
    struct content c;
    struct str contents;    /* the source's table of contents, a line each */
    struct str body, notes; /* the source's, folded */
    struct str our_body, our_notes;
    const struct doc_node *headings[MAX_HEADINGS];
    size_t nheadings, nnotes;
} t;

static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

static bool starts_with_superscript(struct str line)
{
    for (size_t i = 0; i < 10; i++)
        if (str_starts(line, str_from(digits[i])))
            return true;
    return false;
}

/* The source in three: footnotes stand at the feet of its pages, each in one line. */
static void split_source(void)
{
    struct str rest = t.c.source;
    struct buf contents = {0}, body = {0}, notes = {0};
    bool inside = false;

    while (rest.len) {
        struct str line = content_next_line(&rest);
        struct buf *to = &body;

        if (str_eq(line, STR("目 錄")))
            inside = true;
        else if (inside && line.len && str_find(line, STR("\t")) == line.len)
            inside = false;
        if (inside)
            to = &contents;
        else if (starts_with_superscript(line))
            to = &notes;
        buf_str(to, line);
        buf_char(to, '\n');
    }
    t.contents = content_take(&t.c, &contents);
    t.body = content_fold(&t.c, content_take(&t.c, &body));
    t.notes = content_fold(&t.c, content_take(&t.c, &notes));
}

static void put_superscript(struct str number, struct buf *b)
{
    for (size_t i = 0; i < number.len; i++)
        buf_str(b, str_from(digits[number.ptr[i] - '0']));
}

/* As doc_text(), with the footnotes' numbers. */
static void put_inlines(const struct doc_node *n, struct buf *b)
{
    if (n->kind == DOC_FOOTNOTE_MARK)
        put_superscript(n->text, b);
    else if (!n->first)
        doc_text(n, b);
    for (const struct doc_node *c = n->first; c; c = c->next)
        put_inlines(c, b);
}

/* The reader puts the footnotes in the order of their marks. */
static void put_note(const struct doc_node *note, struct buf *b)
{
    put_superscript(arena_fmt(t.c.a, "%zu", ++t.nnotes), b);
    doc_text(note, b);
}

static void put_blocks(const struct doc_node *parent, struct buf *body, struct buf *notes)
{
    int number = parent->start;

    for (const struct doc_node *n = parent->first; n; n = n->next) {
        if (n->kind == DOC_HEADING) {
            assert_true(t.nheadings < MAX_HEADINGS);
            t.headings[t.nheadings++] = n;
        }
        if (n->kind == DOC_ITEM && parent->ordered)
            buf_fmt(body, "%d.", number++);
        if (n->kind == DOC_FOOTNOTE) {
            put_note(n, notes);
        } else if (n->kind == DOC_HEADING || n->kind == DOC_PARAGRAPH || n->kind == DOC_CELL) {
            put_inlines(n, body);
        } else {
            put_blocks(n, body, notes);
        }
    }
}

static int set_up(void **state)
{
    struct buf body = {0}, notes = {0};

    (void)state;
    content_open(&t.c, "maintenance-plan", "tests/sources/cybersecurity-maintenance-plan.txt",
                 NULL);
    split_source();
    put_blocks(t.c.root, &body, &notes);
    t.our_body = content_fold(&t.c, content_take(&t.c, &body));
    t.our_notes = content_fold(&t.c, content_take(&t.c, &notes));
    return 0;
}

CONTENT_TESTS(t.c)

static void plan_has_the_words_of_its_source(void **state)
{
    (void)state;
    content_assert_same("body", content_correct(&t.c, t.body), t.our_body);
}

static void footnotes_have_the_words_of_their_source(void **state)
{
    (void)state;
    content_assert_same("footnotes", content_correct(&t.c, t.notes), t.our_notes);
}

static void every_erratum_is_true(void **state)
{
    const struct str ours[] = {t.our_body, t.our_notes};

    (void)state;
    assert_true(t.c.nerrata > 90);
    content_check_errata(&t.c, ours, 2);
}

/* What the source's table of contents says is what our headings say, but for what the errata list:
 * that is why it can be left out. */
static void headings_are_those_of_the_contents(void **state)
{
    struct str rest = t.contents;
    size_t at = 1, lines = 0; /* behind the title */

    (void)state;
    content_next_line(&rest);
    while (rest.len) {
        struct str line = content_next_line(&rest), title;
        size_t tab = str_find(line, STR("\t"));

        if (line.len == 0)
            continue;
        lines++;
        while (at < t.nheadings && t.headings[at]->level > 3)
            at++;
        assert_true(at < t.nheadings);
        title = content_node_text(&t.c, t.headings[at++]);
        if (!content_lists_drop(&t.c, content_fold(&t.c, line)))
            content_assert_same("contents", content_fold(&t.c, str_slice(line, 0, tab)),
                                content_fold(&t.c, title));
    }
    assert_int_equal(lines, 50);
    while (at < t.nheadings)
        assert_true(t.headings[at++]->level > 3);
}

static void chapters_and_sections_are_all_there(void **state)
{
    static const char *const numbers[] = {
        "壹",   "貳",     "參",     "肆",     "伍",     "陸",     "柒",     "捌",    "玖",
        "壹拾", "壹拾壹", "壹拾貳", "壹拾參", "壹拾肆", "壹拾伍", "壹拾陸", "壹拾柒"};
    static const int sections[] = {0, 0, 2, 5, 2, 2, 2, 2, 7, 0, 2, 2, 2, 0, 3, 0, 2};
    int chapter = 0, section = 0, sub = 0, all[7] = {0};

    (void)state;
    for (size_t i = 0; i < t.nheadings; i++) {
        struct str text = content_node_text(&t.c, t.headings[i]), label;
        unsigned level = t.headings[i]->level;

        all[level]++;
        if (level == 2) {
            assert_int_equal(section, chapter ? sections[chapter - 1] : 0);
            assert_true(chapter < 17);
            label = arena_fmt(t.c.a, "%s、", numbers[chapter++]);
            section = sub = 0;
        } else if (level == 3) {
            label = content_numeral(&t.c, ++section);
            label = arena_fmt(t.c.a, "%.*s、", STR_ARG(label));
            sub = 0;
        } else if (level == 4) {
            label = content_numeral(&t.c, ++sub);
            label = arena_fmt(t.c.a, "（%.*s）", STR_ARG(label));
        } else {
            label = STR("資通安全維護計畫");
        }
        content_assert_same("heading", label, str_slice(text, 0, label.len));
    }
    assert_int_equal(section, sections[16]);
    assert_int_equal(all[1], 1);
    assert_int_equal(all[2], 17);
    assert_int_equal(all[3], 33);
    assert_int_equal(all[4], 30);
}

/* A heading's clauses: how many, and where those below one are how many: "3[1:5 2:6]". */
static void put_clauses(const struct doc_node *list, struct buf *b)
{
    int number = 0, items = 0;
    const char *before = "[";

    for (const struct doc_node *item = list->first; item; item = item->next)
        items++;
    buf_fmt(b, "%d", items);
    for (const struct doc_node *item = list->first; item; item = item->next) {
        int below = 0;

        number++;
        for (const struct doc_node *p = item->first; p; p = p->next)
            below += str_eq(doc_attr(p, "層"), STR("2"));
        if (below)
            buf_fmt(b, "%s%d:%d", before, number, below);
        before = below ? " " : before;
    }
    if (*before == ' ')
        buf_char(b, ']');
}

static void clauses_are_all_there(void **state)
{
    static const char expected[] =
        "參一4 參二3 肆一8 肆二（一）4 肆二（二）3 肆四2 伍一9 伍二（一）5 "
        "伍二（二）3[1:5 2:6 3:2] 陸一6[1:4 3:2] 陸二4 柒一5[2:5] 捌一3 "
        "玖一（一）4 玖一（二）6 玖一（三）4 "
        "玖二（一）10[1:3 8:4 9:4] 玖二（二）4[1:3] 玖二（三）6 玖二（四）3[2:4] "
        "玖三（一）5[1:4] 玖三（二）4[3:4] 玖三（三）10 玖三（四）4[1:6 2:5 3:7] "
        "玖三（五）4 玖三（六）5 玖三（七）8 玖三（八）3 玖三（九）2[2:6] "
        "玖四2[1:4] 玖六1[1:5] 玖七2 壹拾貳一5[5:4] 壹拾貳二5 壹拾參一2 壹拾參二4[2:4] "
        "壹拾伍二（一）6 壹拾伍二（二）5 "
        "壹拾伍三3[2:8] 壹拾柒一17 壹拾柒二18 ";
    struct str chapter = {"", 0}, section = {"", 0}, sub = {"", 0};
    struct buf b = {0};

    (void)state;
    for (const struct doc_node *n = t.c.root->first; n; n = n->next) {
        struct str text = content_node_text(&t.c, n);

        if (n->kind == DOC_HEADING && n->level == 2) {
            chapter = str_slice(text, 0, str_find(text, STR("、")));
            section = sub = STR("");
        } else if (n->kind == DOC_HEADING && n->level == 3) {
            section = str_slice(text, 0, str_find(text, STR("、")));
            sub = STR("");
        } else if (n->kind == DOC_HEADING && n->level == 4) {
            sub = str_slice(text, 0, str_find(text, STR("）")) + strlen("）"));
        } else if (n->kind == DOC_LIST) {
            buf_str(&b, chapter);
            buf_str(&b, section);
            buf_str(&b, sub);
            put_clauses(n, &b);
            buf_char(&b, ' ');
        }
    }
    content_assert_same("clauses", str_from(expected), content_take(&t.c, &b));
}

static size_t count(const struct doc_node *parent, const char *key, const char *value)
{
    size_t n = 0;

    for (const struct doc_node *c = parent->first; c; c = c->next) {
        n += value ? str_eq(doc_attr(c, key), str_from(value)) : doc_has_attr(c, key);
        if (doc_is_block(c->kind))
            n += count(c, key, value);
    }
    return n;
}

static size_t count_text(struct str text, const char *needle)
{
    size_t n = 0, len = strlen(needle);

    for (size_t at = 0; (at = content_find(text, str_from(needle), at)) < text.len; at += len)
        n++;
    return n;
}

static void boxes_and_tables_are_all_there(void **state)
{
    static const size_t columns[] = {5, 3, 4};
    size_t tables = 0, quotes = 0;

    (void)state;
    for (const struct doc_node *n = t.c.root->first; n; n = n->next) {
        size_t cells = 0;

        quotes += n->kind == DOC_QUOTE && str_starts(content_node_text(&t.c, n), STR("撰寫說明："));
        if (n->kind != DOC_TABLE)
            continue;
        for (const struct doc_node *cell = n->first->first; cell; cell = cell->next)
            cells++;
        assert_true(tables < 3);
        assert_int_equal(cells, columns[tables++]);
    }
    assert_int_equal(tables, 3);
    assert_int_equal(quotes, 11);
    assert_int_equal(count_text(t.our_body, "□"), 5);
    assert_int_equal(count_text(t.our_body, "■"), 1);
    assert_int_equal(count_text(t.our_body, "其餘可參考CNS27002"), 16);
}

static void blanks_are_those_of_the_source(void **state)
{
    size_t runs = 0;

    (void)state;
    for (size_t at = 0, end = 0; (at = content_find(t.our_body, STR("○"), at)) < t.our_body.len;
         at = end) {
        runs += at != end || at == 0;
        end = at + strlen("○");
    }
    assert_int_equal(count_text(t.our_body, "○"), 29);
    assert_int_equal(runs, 20);
}

/* Whatever an issued plan must choose, drop or fill in says so by an attribute. */
static void alternatives_are_marked(void **state)
{
    const struct doc_node *root = t.c.root;

    (void)state;
    assert_int_equal(count(root, "擇一", "依據"), 4);
    assert_int_equal(count(root, "擇一", "適用範圍"), 2);
    assert_int_equal(count(root, "擇一", "CNS27001"), 9);
    assert_int_equal(count(root, "案", "範例一"), 2);
    assert_int_equal(count(root, "案", "導入"), 1);
    assert_int_equal(count(root, "案", "未導入"), 8);
    assert_int_equal(count(root, "擇字", NULL), 4);
    assert_int_equal(count(root, "適用", NULL), 4);
    assert_int_equal(count(root, "得刪", "是"), 2);
    assert_int_equal(count(root, "增列", "是"), 6);
    assert_int_equal(count(root, "層", "3"), 5);
}

/* The annex that a footnote names is one of the list, but for the one that the errata tell. */
static void footnotes_name_annexes_of_the_list(void **state)
{
    static const char said[] = "參附件:";
    const struct doc_node *annexes = NULL;
    size_t named = 0, others = 0;

    (void)state;
    for (const struct doc_node *n = t.c.root->first; n; n = n->next)
        annexes = n->kind == DOC_LIST ? n : annexes;
    assert_non_null(annexes);
    for (const struct doc_node *n = t.c.root->first; n; n = n->next) {
        struct str text, name;
        size_t at;
        bool found = false;

        if (n->kind != DOC_FOOTNOTE)
            continue;
        text = content_fold(&t.c, content_node_text(&t.c, n));
        at = str_find(text, str_from(said));
        if (at == text.len)
            continue;
        name = str_slice(text, at + strlen(said), text.len);
        if (str_ends(name, STR("。")))
            name = str_slice(name, 0, name.len - strlen("。"));
        for (const struct doc_node *item = annexes->first; item; item = item->next)
            found = found || str_eq(name, content_fold(&t.c, content_node_text(&t.c, item)));
        named += found;
        others += !found;
    }
    assert_int_equal(t.nnotes, 24);
    assert_int_equal(named, 13);
    assert_int_equal(others, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plan_has_the_words_of_its_source),
        cmocka_unit_test(footnotes_have_the_words_of_their_source),
        cmocka_unit_test(every_erratum_is_true),
        cmocka_unit_test(every_half_width_mark_is_listed),
        cmocka_unit_test(marks_beside_han_are_full_width),
        cmocka_unit_test(headings_are_those_of_the_contents),
        cmocka_unit_test(chapters_and_sections_are_all_there),
        cmocka_unit_test(clauses_are_all_there),
        cmocka_unit_test(boxes_and_tables_are_all_there),
        cmocka_unit_test(blanks_are_those_of_the_source),
        cmocka_unit_test(alternatives_are_marked),
        cmocka_unit_test(footnotes_name_annexes_of_the_list),
    };

    return cmocka_run_group_tests_name("maintenance-plan", tests, set_up, tear_down);
}
