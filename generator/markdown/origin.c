#include "markdown/origin.h"

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

