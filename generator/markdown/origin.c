#include "markdown/origin.h"

#include <string.h>

#include "base/utf8.h"

static void find_lines(struct origin *s)
{
    size_t cap = 0;

    arena_grow(s->arena, &s->starts, &cap, 0, sizeof *s->starts);
    s->starts[s->nlines++] = 0;
    for (size_t i = 0; i < s->text.len; i++)
        if (s->text.ptr[i] == '\n') {
            arena_grow(s->arena, &s->starts, &cap, s->nlines, sizeof *s->starts);
            s->starts[s->nlines++] = i + 1;
        }
}

struct origin origin_open(struct str text, const char *file, uint32_t line, struct arena *a)
{
    struct origin s = {.text = text, .file = file, .line = line, .arena = a};

    find_lines(&s);
    return s;
}

size_t origin_line(const struct origin *s, int line)
{
    if (line < 1)
        return 0;
    return (size_t)line <= s->nlines ? s->starts[line - 1] : s->text.len;
}

struct pos origin_pos(const struct origin *s, size_t byte)
{
    size_t low = 0, high = s->nlines;

    while (high - low > 1) {
        size_t mid = (low + high) / 2;

        if (s->starts[mid] <= byte)
            low = mid;
        else
            high = mid;
    }
    return pos_line(s->file, (uint32_t)low + 1 + s->line,
                    (uint32_t)utf8_count(str_slice(s->text, s->starts[low], byte)) + 1);
}


#define NEAR 500 /* bytes in which a text with backslashes is looked for: it begins behind the last one's end */

/* ASCII's, which a backslash makes text (CommonMark 2.4). */
static bool is_punctuation(char c)
{
    return c > ' ' && c < 0x7F && !((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'));
}

size_t origin_behind(const struct origin *s, size_t at, struct str literal, size_t n)
{
    for (size_t i = 0; i < n; i++, at++) {
        if (at + 1 < s->text.len && s->text.ptr[at] == '\\' && is_punctuation(s->text.ptr[at + 1]))
            at++;
        if (at >= s->text.len || s->text.ptr[at] != literal.ptr[i])
            return SIZE_MAX;
    }
    return at;
}

size_t origin_find(const struct origin *s, size_t from, size_t to, struct str literal)
{
    struct str rest = str_slice(s->text, from, to);
    size_t at = str_find(rest, literal);

    if (literal.len == 0)
        return SIZE_MAX;
    if (at < rest.len)
        return from + at;
    if (!memchr(rest.ptr, '\\', rest.len))
        return SIZE_MAX;
    for (at = from; at < from + rest.len && at < from + NEAR; at++)
        if (origin_behind(s, at, literal, literal.len) <= to)
            return at;
    return SIZE_MAX;
}
