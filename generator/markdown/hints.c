#include "markdown/markdown.h"

#include <string.h>

#include "base/utf8.h"

/* The words that begin a hint, and the keys that each takes; those of blocks come first. */
static const struct {
    struct str word;
    struct str keys[12];
} hints[] = {
    {STR("table"),
     {STR("widths"), STR("header"), STR("rules"), STR("valign"), STR("size"), STR("height"), STR("align"),
      STR("space"), STR("keep"), STR("id"), STR("caption")}},
    {STR("block"),
     {STR("align"), STR("size"), STR("space"), STR("indent"), STR("hang"), STR("width"), STR("keep"), STR("id"),
      STR("numbers"), STR("caption")}},
    {STR("span"), {STR("cols"), STR("rows")}},
    {STR("section"), {{0}}},
    {STR("keep"), {{0}}},
    {STR("page-break"), {{0}}},
    {STR("chart"),
     {STR("type"), STR("title"), STR("categories"), STR("values"), STR("height"), STR("most")}},
};

#define NHINTS (sizeof hints / sizeof *hints)

static size_t find_word(struct str s)
{
    size_t i = 0;

    while (i < NHINTS && !str_eq(s, hints[i].word))
        i++;
    return i;
}

static size_t count_keys(size_t hint)
{
    size_t n = 0;

    while (n < sizeof hints[hint].keys / sizeof *hints[hint].keys && hints[hint].keys[n].len)
        n++;
    return n;
}

static void check_keys(const struct markdown_hint *hint, struct diag *d)
{
    size_t k = find_word(hint->word), n = count_keys(k);

    for (const struct doc_attr *at = hint->attrs; at; at = at->next) {
        bool known = (unsigned char)at->key.ptr[0] >= 0x80; /* an attribute of the content */

        for (size_t i = 0; i < n; i++)
            known |= str_eq(at->key, hints[k].keys[i]);
        if (!known)
            diag(d, DIAG_HINT_KEY, at->pos, at->key, utf8_nearest(at->key, hints[k].keys, n));
    }
}

/* Is it a key of a table's or a block's hint? (An id may stand alone.) */
static bool needs_word(struct str key)
{
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < count_keys(k); i++)
            if (str_eq(key, hints[k].keys[i]) && !str_eq(key, STR("id")))
                return true;
    return false;
}

void markdown_check_hint(const struct markdown_hint *hint, struct diag *d)
{
    struct str words[NHINTS], first;
    size_t space;

    if (hint->word.len) {
        check_keys(hint, d);
        return;
    }
    space = hint->attrs ? str_find(hint->attrs->key, STR(" ")) : 0;
    if (!hint->attrs)
        return;
    if (needs_word(hint->attrs->key))
        diag(d, DIAG_HINT_BARE, hint->attrs->pos, hint->attrs->key);
    if (space == hint->attrs->key.len)
        return;
    for (size_t i = 0; i < NHINTS; i++)
        words[i] = hints[i].word;
    first = str_slice(hint->attrs->key, 0, space);
    diag(d, DIAG_HINT_WORD, hint->attrs->pos, first, utf8_nearest(first, words, NHINTS));
}

/* "key: value" into a new attribute; NULL when there is no colon. */
static struct doc_attr *read_pair(struct str part, struct pos pos, struct arena *a)
{
    size_t colon = str_find(part, STR(":"));
    struct doc_attr *attr;

    if (colon == part.len)
        return NULL;
    attr = arena_alloc(a, sizeof *attr);
    attr->key = arena_str(a, str_trim(str_slice(part, 0, colon)));
    attr->value = arena_str(a, str_trim(str_slice(part, colon + 1, part.len)));
    attr->pos = pos;
    return attr->key.len ? attr : NULL;
}

/* Takes the first word off `part` when it is one that begins a hint. */
static struct str take_word(struct str *part)
{
    size_t n = 0;
    struct str word;

    while (n < part->len && !strchr(" \t\n:", part->ptr[n]))
        n++;
    word = str_slice(*part, 0, n);
    if (find_word(word) == NHINTS || (n < part->len && part->ptr[n] == ':'))
        return (struct str){"", 0};
    *part = str_trim(str_slice(*part, n, part->len));
    return word;
}

bool markdown_parse_hint(struct str comment, struct pos pos, struct arena *a,
                         struct markdown_hint *out)
{
    struct str rest = str_trim(comment);
    struct doc_attr **tail = &out->attrs;

    *out = (struct markdown_hint){.word = take_word(&rest)};
    while (rest.len) {
        size_t end = str_find(rest, STR(";"));
        struct str part = str_trim(str_slice(rest, 0, end));

        rest = str_slice(rest, end + 1, rest.len);
        if (part.len == 0)
            continue;
        *tail = read_pair(part, pos, a);
        if (!*tail)
            return false;
        tail = &(*tail)->next;
    }
    return out->word.len || out->attrs;
}
