/* Holds a document of content/ equal to its source: all its words and no others, but for what
 * content/ERRATA.md lists. What differs only in white space, width of marks, tags and list marks
 * is the same.
 *
 *     static struct content c;
 *
 *     content_open(&c, "security-directions", "tests/sources/….txt", NULL);
 *     content_assert_same("text", content_correct(&c, content_source(&c, "body")),
 *                         content_fold(&c, c.text));
 *     content_check_errata(&c, &folded_text, 1);
 *     content_check_half_width(&c);
 *     content_check_full_width(&c);
 *     content_close(&c);
 *
 * A source that is not in reading order, or holds what is no text, has a map, a file of lines
 *
 *     body 10<tab>本要點所稱
 *
 * in the order of the source: from this text on (folded: no white space, half-width marks) the
 * source is part 10 of the target "body" (any four letters). content_source() puts a target's
 * parts in order. "drop" leaves out a part, which is just the text given; an erratum says so. */
#ifndef TESTS_CONTENT_COMPARE_H
#define TESTS_CONTENT_COMPARE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "markdown/markdown.h"

#define CONTENT_ERRATA      "content/ERRATA.md"
#define CONTENT_MAX_PARTS   256
#define CONTENT_MAX_ERRATA  512
#define CONTENT_TARGET_SIZE 4

struct content_part {
    struct str target, start, text;
    int rank;
};

struct content_erratum {
    struct str place, source, ours, reason;
};

struct content {
    struct arena *a;
    struct diag *d;
    const char *doc;
    struct str source;                            /* as it is */
    struct str raw;                               /* the source, each white space one blank */
    struct content_part parts[CONTENT_MAX_PARTS]; /* the source's, folded, by rank */
    size_t nparts;
    const struct doc_node *root; /* of content/DOC.md */
    struct str text;             /* its text, white space removed */
    struct content_erratum errata[CONTENT_MAX_ERRATA];
    size_t nerrata;
};

/* Text */

static inline struct str content_take(struct content *c, struct buf *b)
{
    struct str s = arena_str(c->a, buf_view(b));

    buf_free(b);
    return s;
}

static inline struct str content_load(struct content *c, const char *path)
{
    struct str s;

    if (!file_read(path, 1 << 20, c->a, c->d, &s))
        fail_msg("cannot read %s", path);
    return s;
}

/* The bytes of the white space at `at`, or 0. */
static inline size_t content_blank(struct str s, size_t at)
{
    if (strchr(" \t\r\n", s.ptr[at]))
        return 1;
    return str_starts(str_slice(s, at, s.len), STR("\u3000")) ? 3 : 0;
}

/* Without white space, or with each as one `blank`. */
static inline struct str content_squeeze(struct content *c, struct str s, const char *blank)
{
    struct buf b = {0};
    bool gap = false;

    for (size_t i = 0; i < s.len;) {
        size_t n = content_blank(s, i);

        if (!n) {
            if (gap && b.len)
                buf_str(&b, str_from(blank));
            buf_char(&b, s.ptr[i]);
        }
        gap = n > 0;
        i += n ? n : 1;
    }
    return content_take(c, &b);
}

/* White space, tags and list marks removed, full-width forms of ASCII made half-width. */
static inline struct str content_fold(struct content *c, struct str s)
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
        line_start = cp == '\n' || (line_start && (cp == ' ' || cp == 0x3000));
        if (cp >= 0xFF01 && cp <= 0xFF5E)
            cp -= 0xFEE0;
        utf8_put(&b, cp);
    }
    return content_squeeze(c, content_take(c, &b), "");
}

static inline size_t content_find(struct str s, struct str needle, size_t from)
{
    return from + str_find(str_slice(s, from, s.len), needle);
}

static inline struct str content_replace(struct content *c, struct str s, struct str from,
                                         struct str to)
{
    struct buf b = {0};

    assert_true(from.len > 0);
    for (;;) {
        size_t at = str_find(s, from);

        buf_str(&b, str_slice(s, 0, at));
        if (at == s.len)
            return content_take(c, &b);
        buf_str(&b, to);
        s = str_slice(s, at + from.len, s.len);
    }
}

/* 一 to 九十九 */
static inline struct str content_numeral(struct content *c, int n)
{
    static const char *const digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

    assert_true(n > 0 && n < 100);
    return arena_fmt(c->a, "%s%s%s", n >= 20 ? digits[n / 10] : "", n >= 10 ? "十" : "",
                     digits[n % 10]);
}

/* The source */

static inline struct str content_next_line(struct str *rest)
{
    size_t end = str_find(*rest, STR("\n"));
    struct str line = str_slice(*rest, 0, end);

    *rest = str_slice(*rest, end + 1, rest->len);
    return line;
}

static inline int content_by_rank(const void *a, const void *b)
{
    return ((const struct content_part *)a)->rank - ((const struct content_part *)b)->rank;
}

static inline void content_read_map(struct content *c, const char *path, struct str source)
{
    struct str map = content_load(c, path);
    size_t at = 0, start = 0;

    while (map.len) {
        struct str line = content_next_line(&map);
        size_t tab = str_find(line, STR("\t"));
        struct content_part *part = &c->parts[c->nparts];

        if (str_starts(line, STR("#")))
            continue;
        assert_true(c->nparts < CONTENT_MAX_PARTS);
        part->target = str_slice(line, 0, CONTENT_TARGET_SIZE);
        part->rank = atoi(line.ptr + CONTENT_TARGET_SIZE);
        part->start = str_slice(line, tab + 1, line.len);
        at = content_find(source, part->start, c->nparts ? start + 1 : 0);
        if (at == source.len || part->start.len == 0)
            fail_msg("%s: not in the source: %.*s", path, STR_ARG(line));
        if (c->nparts++)
            part[-1].text = str_slice(source, start, at);
        else
            assert_int_equal(at, 0);
        start = at;
    }
    assert_true(c->nparts > 0);
    c->parts[c->nparts - 1].text = str_slice(source, start, source.len);
    qsort(c->parts, c->nparts, sizeof *c->parts, content_by_rank);
}

static inline void content_read_source(struct content *c, const char *path, const char *map)
{
    struct str folded;

    c->source = content_load(c, path);
    c->raw = content_squeeze(c, c->source, " ");
    folded = content_fold(c, c->source);
    if (map)
        content_read_map(c, map, folded);
    else
        c->parts[c->nparts++] = (struct content_part){.target = STR("body"), .text = folded};
}

/* A target's parts in order, folded. */
static inline struct str content_source(struct content *c, const char *target)
{
    struct buf b = {0};

    for (size_t i = 0; i < c->nparts; i++)
        if (str_eq(c->parts[i].target, str_from(target)))
            buf_str(&b, c->parts[i].text);
    return content_take(c, &b);
}

/* The content */

/* Fails on any message. */
static inline const struct doc_node *content_read(struct content *c, const char *path)
{
    struct markdown_file file;
    struct doc_node *root;

    assert_true(markdown_split(content_load(c, path), path, &file, c->d));
    root = markdown_read(file.body, path, file.body_line, false, c->a, c->d);
    if (!root || diag_errors(c->d) + diag_warnings(c->d)) {
        diag_print(c->d, stderr, DIAG_TEXT, false, false);
        fail_msg("%s has mistakes", path);
    }
    return root;
}

static inline struct str content_node_text(struct content *c, const struct doc_node *n)
{
    struct buf b = {0};

    doc_text(n, &b);
    return content_take(c, &b);
}

/* Adds all text below `parent` in order, with the numbers of ordered lists. */
static inline void content_put_text(const struct doc_node *parent, struct buf *b)
{
    int number = parent->start;

    for (const struct doc_node *n = parent->first; n; n = n->next) {
        if (n->kind == DOC_ITEM && parent->ordered)
            buf_fmt(b, "%d.", number++);
        if (n->kind == DOC_HEADING || n->kind == DOC_PARAGRAPH || n->kind == DOC_CELL ||
            n->kind == DOC_CODE_BLOCK)
            doc_text(n, b);
        else if (doc_is_block(n->kind))
            content_put_text(n, b);
    }
}

/* The errata */

static inline void content_read_errata_table(struct content *c, const struct doc_node *table)
{
    for (const struct doc_node *row = table->first; row; row = row->next) {
        struct str cells[5];
        size_t n = 0;

        for (const struct doc_node *cell = row->first; cell && n < 5; cell = cell->next)
            cells[n++] = str_trim(content_node_text(c, cell));
        assert_int_equal(n, 5);
        if (row->header || !str_eq(cells[0], str_from(c->doc)))
            continue;
        assert_true(c->nerrata < CONTENT_MAX_ERRATA);
        c->errata[c->nerrata++] = (struct content_erratum){
            .place = cells[1], .source = cells[2], .ours = cells[3], .reason = cells[4]};
    }
}

static inline void content_read_errata(struct content *c)
{
    for (const struct doc_node *n = content_read(c, CONTENT_ERRATA)->first; n; n = n->next)
        if (n->kind == DOC_TABLE)
            content_read_errata_table(c, n);
}

/* doc: the document's name, as in content/DOC.md and in the errata; map: NULL for a source that is
 * in order. */
static inline void content_open(struct content *c, const char *doc, const char *source,
                                const char *map)
{
    struct buf b = {0};

    memset(c, 0, sizeof *c);
    c->a = arena_new();
    c->d = diag_new(DIAG_EN);
    c->doc = doc;
    content_read_source(c, source, map);
    c->root = content_read(c, arena_fmt(c->a, "content/%s.md", doc).ptr);
    content_put_text(c->root, &b);
    c->text = content_squeeze(c, content_take(c, &b), "");
    content_read_errata(c);
}

static inline void content_close(struct content *c)
{
    diag_free(c->d);
    arena_free(c->a);
}

/* Fails with what both have at the first place where they differ. */
static inline void content_assert_same(const char *what, struct str source, struct str ours)
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

static inline bool content_kept(const struct content_erratum *e)
{
    return str_eq(e->ours, STR("同左"));
}

static inline bool content_dropped(const struct content_erratum *e)
{
    return str_eq(e->ours, STR("—"));
}

/* Folded, as if it had not been cut in the source. */
static inline struct str content_mended(struct content *c, struct str s)
{
    return content_fold(c, content_replace(c, s, STR("⏎"), STR("")));
}

/* A folded text of the source with the replacements that the errata list. */
static inline struct str content_correct(struct content *c, struct str s)
{
    for (size_t i = 0; i < c->nerrata; i++) {
        struct str from = content_mended(c, c->errata[i].source);
        struct str to = content_fold(c, c->errata[i].ours);

        if (!content_kept(&c->errata[i]) && !content_dropped(&c->errata[i]) && !str_eq(from, to))
            s = content_replace(c, s, from, to);
    }
    return s;
}

/* The piece of `rest` up to the next cut, as it stands in c->raw. */
static inline struct str content_next_piece(struct content *c, struct str *rest)
{
    size_t end = str_find(*rest, STR("⏎"));
    struct str piece = content_squeeze(c, str_slice(*rest, 0, end), " ");

    *rest = str_slice(*rest, end + strlen("⏎"), rest->len);
    return piece;
}

/* Whether each piece between two cuts is there, one after the other. */
static inline bool content_in_source(struct content *c, struct str s)
{
    size_t at = 0;

    while (s.len) {
        struct str piece = content_next_piece(c, &s);

        at = content_find(c->raw, piece, at);
        if (at == c->raw.len)
            return false;
        at += piece.len;
    }
    return true;
}

static inline bool content_lists_drop(struct content *c, struct str text)
{
    for (size_t i = 0; i < c->nerrata; i++)
        if (content_dropped(&c->errata[i]) && str_eq(content_mended(c, c->errata[i].source), text))
            return true;
    return false;
}

/* Each erratum is in the source and, as it says, in one of our folded texts or not in the
 * document; what the map drops is among them. */
static inline void content_check_errata(struct content *c, const struct str *ours, size_t n)
{
    for (size_t i = 0; i < c->nerrata; i++) {
        const struct content_erratum *e = &c->errata[i];
        struct str text = content_kept(e) ? e->source : e->ours;
        struct str folded = content_fold(c, text);
        bool found = false;

        for (size_t k = 0; k < n; k++)
            found = found || str_find(ours[k], folded) < ours[k].len;
        if (content_dropped(e))
            found = str_find(c->text, content_squeeze(c, e->source, "")) == c->text.len;
        assert_true(e->reason.len > 0);
        if (!content_in_source(c, e->source))
            fail_msg("not in the source: %.*s: %.*s", STR_ARG(e->place), STR_ARG(e->source));
        if (!found)
            fail_msg("not so in ours: %.*s: %.*s", STR_ARG(e->place), STR_ARG(text));
    }
    for (size_t i = 0; i < c->nparts; i++) {
        if (!str_eq(c->parts[i].target, STR("drop")))
            continue;
        content_assert_same("dropped", c->parts[i].text, c->parts[i].start);
        if (!content_lists_drop(c, c->parts[i].text))
            fail_msg("not in the errata: %.*s", STR_ARG(c->parts[i].text));
    }
}

/* Marks each place of each piece of the errata's source texts. */
static inline void content_mark_pieces(struct content *c, struct str s, char *marks)
{
    while (s.len) {
        struct str piece = content_next_piece(c, &s);

        for (size_t at = content_find(c->raw, piece, 0); piece.len && at < c->raw.len;
             at = content_find(c->raw, piece, at + 1))
            memset(marks + at, 1, piece.len);
    }
}

/* Each half-width mark of the source is in an erratum. */
static inline void content_check_half_width(struct content *c)
{
    char *marks = arena_alloc(c->a, c->raw.len + 1);
    bool tag = false;

    for (size_t i = 0; i < c->nerrata; i++)
        content_mark_pieces(c, c->errata[i].source, marks);
    for (size_t i = 0; i < c->raw.len; i++) {
        tag = tag ? c->raw.ptr[i - 1] != '>' : c->raw.ptr[i] == '<';
        if (!tag && strchr("(),;:!?", c->raw.ptr[i]) && !marks[i])
            fail_msg("not in the errata: %.*s", 60, c->raw.ptr + i);
    }
}

static inline bool content_is_han(uint32_t cp)
{
    return cp >= 0x4E00 && cp <= 0x9FFF;
}

/* No mark beside a Han character of ours is half-width. */
static inline void content_check_full_width(struct content *c)
{
    uint32_t before = 0;

    for (size_t at = 0; at < c->text.len;) {
        size_t from = at, after;
        uint32_t cp = utf8_next(c->text, &at), next;

        after = at;
        next = at < c->text.len ? utf8_next(c->text, &after) : 0;
        if (cp < 0x80 && strchr("(),;:!?", (int)cp) &&
            (content_is_han(before) || content_is_han(next)))
            fail_msg("half-width: %.*s", 60, c->text.ptr + from);
        before = cp;
    }
}

/* Points 一、 二、 … with their items （一） and further paragraphs; [1] is point 一. */
struct content_points {
    int n;
    int items[100], paragraphs[100];
};

/* Counts the next paragraph; its number and its attributes 點, 款 and 項 agree. */
static inline void content_count_point(struct content *c, struct content_points *p,
                                       const struct doc_node *paragraph)
{
    struct str text = content_node_text(c, paragraph), item;

    if (str_starts(text, arena_fmt(c->a, "%.*s、", STR_ARG(content_numeral(c, p->n + 1)))))
        p->n++;
    if (doc_has_attr(paragraph, "款")) {
        item = content_numeral(c, ++p->items[p->n]);
        content_assert_same("款", item, doc_attr(paragraph, "款"));
        if (!str_starts(text, arena_fmt(c->a, "（%.*s）", STR_ARG(item))))
            fail_msg("not item %.*s: %.*s", STR_ARG(item), STR_ARG(text));
    } else if (++p->paragraphs[p->n] > 1 || doc_has_attr(paragraph, "項")) {
        content_assert_same("項", content_numeral(c, p->paragraphs[p->n]),
                            doc_attr(paragraph, "項"));
    }
    content_assert_same("點", content_numeral(c, p->n), doc_attr(paragraph, "點"));
}

/* What every content test has, for its `struct content` c. */
#define CONTENT_TESTS(c)                                                                           \
    static int tear_down(void **state)                                                             \
    {                                                                                              \
        (void)state;                                                                               \
        content_close(&(c));                                                                       \
        return 0;                                                                                  \
    }                                                                                              \
    static void every_half_width_mark_is_listed(void **state)                                      \
    {                                                                                              \
        (void)state;                                                                               \
        content_check_half_width(&(c));                                                            \
    }                                                                                              \
    static void marks_beside_han_are_full_width(void **state)                                      \
    {                                                                                              \
        (void)state;                                                                               \
        content_check_full_width(&(c));                                                            \
    }

#endif
