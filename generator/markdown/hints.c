#include "markdown/markdown.h"

#include <string.h>

/* Words that begin a hint without a key of its own. */
static bool is_word(struct str s)
{
    static const char *const words[] = {"table", "block", "keep",  "page-break",
                                        "span",  "row",   "section"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(s, str_from(words[i])))
            return true;
    return false;
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
    if (!is_word(word) || (n < part->len && part->ptr[n] == ':'))
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
