/* content/travel-devices.md has the words of its source, all of them and no others: the text and
 * its annexed checklist, but for what content/ERRATA.md lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "markdown/markdown.h"

#define SOURCE  "tests/sources/travel-devices-rules.txt"
#define MAP     "tests/content/travel-devices.map"
#define CONTENT "content/travel-devices.md"
#define ERRATA  "content/ERRATA.md"

struct measure {
    struct str phase, tier, whom, category, text;
};

struct part {
    struct str target, start, text;
    int rank;
};

struct erratum {
    struct str place, source, ours;
};

static struct {
    struct arena *a;
    struct diag *d;
    struct str raw;        /* the source without tags, each white space a blank */
    struct str body, form; /* the source's, put in order and folded */
    struct str text;       /* the content's, white space removed */
    struct str our_body, our_form;
    struct measure measures[64];
    size_t nmeasures;
    struct erratum errata[128];
    size_t nerrata;
} t;

static struct str take(struct buf *b)
{
    struct str s = arena_str(t.a, buf_view(b));

    buf_free(b);
    return s;
}

static struct str load(const char *path)
{
    struct str s;

    if (!file_read(path, 1 << 20, t.a, t.d, &s))
        fail_msg("cannot read %s", path);
    return s;
}

/* Without white space, or with each as one blank. */
static struct str squeeze(struct str s, const char *blank)
{
    struct buf b = {0};
    bool gap = false;

    for (size_t i = 0; i < s.len; i++) {
        if (strchr(" \t\r\n", s.ptr[i])) {
            gap = true;
            continue;
        }
        if (gap && b.len)
            buf_str(&b, str_from(blank));
        gap = false;
        buf_char(&b, s.ptr[i]);
    }
    return take(&b);
}

/* White space, tags and list marks removed, full-width forms of ASCII made half-width. */
static struct str fold(struct str s)
{
    struct buf b = {0};
    bool line_start = true;

    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        uint32_t cp = utf8_next(s, &at);

        if (line_start && str_starts(str_slice(s, from, s.len), STR("- ")))
            continue;
        if (cp == '<') {
            at = from + str_find(str_slice(s, from, s.len), STR(">")) + 1;
            continue;
        }
        line_start = cp == '\n' || (line_start && cp == ' ');
        if (cp >= 0xFF01 && cp <= 0xFF5E)
            cp -= 0xFEE0;
        utf8_put(&b, cp);
    }
    return squeeze(take(&b), "");
}

static size_t find_from(struct str s, struct str needle, size_t from)
{
    return from + str_find(str_slice(s, from, s.len), needle);
}

static struct str replace_all(struct str s, struct str from, struct str to)
{
    struct buf b = {0};

    for (;;) {
        size_t at = str_find(s, from);

        buf_str(&b, str_slice(s, 0, at));
        if (at == s.len)
            return take(&b);
        buf_str(&b, to);
        s = str_slice(s, at + from.len, s.len);
    }
}

/* The source */

static int by_rank(const void *a, const void *b)
{
    return ((const struct part *)a)->rank - ((const struct part *)b)->rank;
}

static struct str next_line(struct str *rest)
{
    size_t end = str_find(*rest, STR("\n"));
    struct str line = str_slice(*rest, 0, end);

    *rest = str_slice(*rest, end + 1, rest->len);
    return line;
}

static size_t read_parts(struct part *parts, size_t max, struct str source)
{
    struct str map = load(MAP);
    size_t n = 0, at = 0, start = 0;

    while (map.len) {
        struct str line = next_line(&map);
        size_t tab = str_find(line, STR("\t"));
        struct str text = str_slice(line, tab + 1, line.len);

        if (str_starts(line, STR("#")))
            continue;
        assert_true(n < max);
        at = find_from(source, text, n ? start + 1 : 0);
        if (at == source.len)
            fail_msg("%s: not in the source: %.*s", MAP, STR_ARG(text));
        if (n)
            parts[n - 1].text = str_slice(source, start, at);
        else
            assert_int_equal(at, 0);
        parts[n].target = str_slice(line, 0, 4);
        parts[n].start = text;
        parts[n++].rank = atoi(line.ptr + 4);
        start = at;
    }
    assert_true(n > 0);
    parts[n - 1].text = str_slice(source, start, source.len);
    return n;
}

static struct str collect(const struct part *parts, size_t n, struct str target)
{
    struct buf b = {0};

    for (size_t i = 0; i < n; i++)
        if (str_eq(parts[i].target, target))
            buf_str(&b, parts[i].text);
    return take(&b);
}

static void read_source(void)
{
    struct part parts[64];
    struct str text = load(SOURCE);
    size_t n = read_parts(parts, 64, fold(text));

    t.raw = squeeze(text, " ");
    for (size_t i = 0; i < n; i++)
        if (str_eq(parts[i].target, STR("drop")))
            assert_true(str_eq(parts[i].text, parts[i].start));
    qsort(parts, n, sizeof *parts, by_rank);
    t.body = collect(parts, n, STR("body"));
    t.form = collect(parts, n, STR("form"));
}

/* The content */

static const struct doc_node *read_markdown(const char *path)
{
    struct markdown_file file;
    struct doc_node *root;

    assert_true(markdown_split(load(path), path, &file, t.d));
    root = markdown_read(file.body, path, file.body_line, false, t.a, t.d);
    if (!root || diag_errors(t.d) + diag_warnings(t.d)) {
        diag_print(t.d, stderr, DIAG_TEXT, false, false);
        fail_msg("%s has mistakes", path);
    }
    return root;
}

static struct str text_of(const struct doc_node *n)
{
    struct buf b = {0};

    doc_text(n, &b);
    return take(&b);
}

static void add_measure(const struct measure *around, const struct doc_node *owner,
                        const struct doc_node *paragraph)
{
    struct measure m = *around;

    assert_true(t.nmeasures < 64);
    m.category = doc_attr(owner, "分類");
    m.text = doc_has_attr(owner, "檢核表") ? doc_attr(owner, "檢核表") : text_of(paragraph);
    t.measures[t.nmeasures++] = m;
}

static void enter_heading(struct measure *around, const struct doc_node *heading)
{
    if (heading->level < 3)
        *around =
            (struct measure){.tier = doc_attr(heading, "級別"), .whom = doc_attr(heading, "適用")};
    around->phase = doc_attr(heading, "時段");
}

/* Adds all text below `parent` in order, with the numbers of ordered lists. */
static void read_blocks(const struct doc_node *parent, struct measure *around, struct buf *b)
{
    int number = parent->start;

    for (const struct doc_node *n = parent->first; n; n = n->next) {
        const struct doc_node *owner = parent->kind == DOC_ITEM && n == parent->first ? parent : n;

        if (n->kind == DOC_HEADING)
            enter_heading(around, n);
        if (n->kind == DOC_ITEM && parent->ordered)
            buf_fmt(b, "%d.", number++);
        if (n->kind == DOC_HEADING || n->kind == DOC_PARAGRAPH)
            doc_text(n, b);
        if (n->kind == DOC_PARAGRAPH && doc_has_attr(owner, "分類"))
            add_measure(around, owner, n);
        if (doc_is_block(n->kind) && n->kind != DOC_PARAGRAPH && n->kind != DOC_HEADING)
            read_blocks(n, around, b);
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
    return take(&b);
}

static void read_content(void)
{
    struct measure around = {0};
    struct buf b = {0};

    read_blocks(read_markdown(CONTENT), &around, &b);
    t.text = squeeze(take(&b), "");
    t.our_body = fold(t.text);
    t.our_form = fold(checklist());
}

/* The errata */

static void read_table(const struct doc_node *table)
{
    for (const struct doc_node *row = table->first; row; row = row->next) {
        const struct doc_node *cell = row->first;

        assert_non_null(cell);
        if (row->header || !str_eq(text_of(cell), STR("travel-devices")))
            continue;
        assert_true(t.nerrata < 128);
        t.errata[t.nerrata].place = text_of(cell = cell->next);
        t.errata[t.nerrata].source = text_of(cell = cell->next);
        t.errata[t.nerrata++].ours = text_of(cell = cell->next);
        assert_true(text_of(cell->next).len > 0);
    }
}

static void read_errata(void)
{
    for (const struct doc_node *n = read_markdown(ERRATA)->first; n; n = n->next)
        if (n->kind == DOC_TABLE)
            read_table(n);
}

static int set_up(void **state)
{
    (void)state;
    t.a = arena_new();
    t.d = diag_new(DIAG_EN);
    read_source();
    read_content();
    read_errata();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    diag_free(t.d);
    arena_free(t.a);
    return 0;
}

/* What both have at the first place where they differ. */
static void assert_same(const char *what, struct str source, struct str ours)
{
    size_t at = 0;

    while (at < source.len && at < ours.len && source.ptr[at] == ours.ptr[at])
        at++;
    if (at == source.len && at == ours.len)
        return;
    while (at > 0 && ((unsigned char)source.ptr[at] & 0xC0) == 0x80)
        at--;
    source = str_slice(source, at, at + 90);
    ours = str_slice(ours, at, at + 90);
    fail_msg("%s\nsource: %.*s\nours:   %.*s", what, STR_ARG(source), STR_ARG(ours));
}

static struct str without_cut(struct str s)
{
    return replace_all(s, STR("⏎"), STR(""));
}

/* The source's text with the replacements that the errata list. */
static struct str corrected(struct str s)
{
    for (size_t i = 0; i < t.nerrata; i++) {
        struct str from = fold(without_cut(t.errata[i].source)), to = fold(t.errata[i].ours);

        if (!str_eq(t.errata[i].ours, STR("同左")) && !str_eq(t.errata[i].ours, STR("—")) &&
            !str_eq(from, to))
            s = replace_all(s, from, to);
    }
    return s;
}

static void regulation_has_the_words_of_its_source(void **state)
{
    (void)state;
    assert_same("body", corrected(t.body), t.our_body);
}

static void checklist_has_the_words_of_its_source(void **state)
{
    (void)state;
    assert_int_equal(t.nmeasures, 26);
    assert_same("form", corrected(t.form), t.our_form);
}

static bool in_ours(struct str s)
{
    struct str folded = fold(s);

    return str_find(t.our_body, folded) < t.our_body.len ||
           str_find(t.our_form, folded) < t.our_form.len;
}

/* Each piece between two cuts, one after the other. */
static bool in_source(struct str s)
{
    size_t at = 0;

    while (s.len) {
        size_t end = str_find(s, STR("⏎"));
        struct str piece = str_slice(s, 0, end);

        at = find_from(t.raw, piece, at);
        if (at == t.raw.len)
            return false;
        s = str_slice(s, end + strlen("⏎"), s.len);
    }
    return true;
}

static void every_erratum_is_true(void **state)
{
    (void)state;
    assert_true(t.nerrata > 60);
    for (size_t i = 0; i < t.nerrata; i++) {
        const struct erratum *e = &t.errata[i];
        bool dropped = str_eq(e->ours, STR("—"));
        struct str ours = str_eq(e->ours, STR("同左")) ? e->source : e->ours;

        if (!in_source(e->source))
            fail_msg("not in the source: %.*s: %.*s", STR_ARG(e->place), STR_ARG(e->source));
        if (dropped ? str_find(t.text, squeeze(e->source, "")) < t.text.len : !in_ours(ours))
            fail_msg("not so in ours: %.*s: %.*s", STR_ARG(e->place), STR_ARG(ours));
    }
}

/* Marks each place of each piece of the errata's source texts. */
static void mark_pieces(struct str s, char *marks)
{
    while (s.len) {
        size_t end = str_find(s, STR("⏎"));
        struct str piece = str_slice(s, 0, end);

        for (size_t at = find_from(t.raw, piece, 0); at < t.raw.len;
             at = find_from(t.raw, piece, at + 1))
            memset(marks + at, 1, piece.len);
        s = str_slice(s, end + strlen("⏎"), s.len);
    }
}

static void every_half_width_mark_is_listed(void **state)
{
    char *marks = arena_alloc(t.a, t.raw.len + 1);
    bool tag = false;

    (void)state;
    for (size_t i = 0; i < t.nerrata; i++)
        mark_pieces(t.errata[i].source, marks);
    for (size_t i = 0; i < t.raw.len; i++) {
        tag = tag ? t.raw.ptr[i - 1] != '>' : t.raw.ptr[i] == '<';
        if (!tag && strchr("(),;:!?", t.raw.ptr[i]) && !marks[i])
            fail_msg("not in the errata: %.*s", 60, t.raw.ptr + i);
    }
}

static bool is_han(uint32_t cp)
{
    return cp >= 0x4E00 && cp <= 0x9FFF;
}

static void marks_beside_han_are_full_width(void **state)
{
    uint32_t before = 0;

    (void)state;
    for (size_t at = 0; at < t.text.len;) {
        size_t from = at, after;
        uint32_t cp = utf8_next(t.text, &at), next;

        after = at;
        next = at < t.text.len ? utf8_next(t.text, &after) : 0;
        if (cp < 0x80 && strchr("(),;:!?", (int)cp) && (is_han(before) || is_han(next)))
            fail_msg("half-width: %.*s", 60, t.text.ptr + from);
        before = cp;
    }
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
