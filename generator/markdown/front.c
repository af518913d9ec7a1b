#include "markdown/markdown.h"

#include "base/utf8.h"

/* The line at byte `at`, without its end; *next is where the following one begins. */
static struct str line_at(struct str s, size_t at, size_t *next)
{
    size_t end = at + str_find(str_slice(s, at, s.len), STR("\n"));
    struct str line = str_slice(s, at, end);

    *next = end < s.len ? end + 1 : s.len;
    if (str_ends(line, STR("\r")))
        line.len--;
    return line;
}

bool markdown_split(struct str text, const char *file, struct markdown_file *out, struct diag *d)
{
    size_t at = str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0, next, begin;
    uint32_t lines = 1;

    if (!utf8_valid(text))
        return diag(d, DIAG_NOT_UTF8, pos_file(file));
    *out = (struct markdown_file){.front = STR(""),
                                   .body = str_slice(text, at, text.len)};
    if (!str_eq(line_at(text, at, &next), STR("---")))
        return true;
    begin = next;
    while (next < text.len) {
        size_t line = next;

        lines++;
        if (!str_eq(line_at(text, line, &next), STR("---")))
            continue;
        out->front = str_slice(text, begin, line);
        out->front_line = 1;
        out->body = str_slice(text, next, text.len);
        out->body_line = lines;
        return true;
    }
    return diag(d, DIAG_FRONT_OPEN, pos_line(file, 1, 1));
}
