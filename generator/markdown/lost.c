/* What cmark drops without a word. */
#include <string.h>

#include "markdown/origin.h"

/* Cells beyond the header's columns, which cmark drops: the row's bars tell. */
void origin_check_cells(const struct origin *from, int number, size_t columns, struct diag *d)
{
    size_t at = origin_line(from, number);
    struct str line = str_trim(str_slice(from->text, at, origin_line(from, number + 1)));
    size_t bars = 0;

    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] == '\\')
            i++;
        else
            bars += line.ptr[i] == '|';
    }
    if (bars > columns + 1)
        diag(d, DIAG_CELLS_LOST, origin_pos(from, at), arena_fmt(from->arena, "%zu", bars - 1),
             arena_fmt(from->arena, "%zu", columns));
}

#define LABEL_MAX 1001 /* bytes, with its brackets: CommonMark's limit */

/* How often each [label] stands in the source: the value is the count. */
static struct map count_labels(const struct origin *from)
{
    struct map labels = map_new(from->arena);
    struct str s = from->text;

    for (size_t i = 0; i < s.len; i++) {
        size_t most = i + LABEL_MAX < s.len ? i + LABEL_MAX : s.len, end;
        void **slot;

        if (s.ptr[i] != '[')
            continue;
        end = i + str_find(str_slice(s, i, most), STR("]"));
        if (end == most)
            continue;
        slot = map_slot(&labels, str_slice(s, i, end + 1));
        *slot = (void *)((uintptr_t)*slot + 1);
    }
    return labels;
}

/* The label of a definition that begins at byte `at`, which may go over line ends; empty: none. */
static struct str label_at(const struct origin *from, size_t at)
{
    size_t most = at + LABEL_MAX < from->text.len ? at + LABEL_MAX : from->text.len;
    struct str s = str_slice(from->text, at, most), label = str_slice(s, 0, str_find(s, STR("]")) + 1);

    if (label.len >= s.len || s.ptr[label.len] != ':' ||
        str_find(label, STR("\n\n")) < label.len)
        return STR("");
    return label;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where the definition whose colon stands before byte `at` leads to, as it is written. */
static struct str destination(const struct origin *from, size_t at)
{
    struct str s = from->text;
    size_t end;

    while (at < s.len && is_blank(s.ptr[at]))
        at++;
    if (at < s.len && s.ptr[at] == '<')
        return str_slice(s, at + 1, at + str_find(str_slice(s, at, s.len), STR(">")));
    for (end = at; end < s.len && !is_blank(s.ptr[end]);)
        end++;
    return str_slice(s, at, end);
}

/* A link's definition is used when a link leads there; where the address is escaped, when its label
 * stands anywhere else. */
static bool is_used(const struct origin *from, const struct map *labels,
                    const struct map *addresses, struct str label, size_t at)
{
    bool again = (uintptr_t)map_get(labels, label) > 1;
    struct str to;

    if (str_starts(label, STR("[^")))
        return again;
    to = destination(from, at + label.len + 1);
    if (map_get(addresses, to))
        return true;
    return again && (to.len == 0 || memchr(to.ptr, '\\', to.len) || memchr(to.ptr, '&', to.len));
}

/* Footnotes and links that are defined but never used. */
static void check_definitions(const struct origin *from, const struct map *addresses,
                              struct diag *d)
{
    struct map labels = count_labels(from);
    bool code = false;

    for (size_t i = 0; i < from->nlines; i++) {
        struct str line = str_slice(from->text, from->starts[i], origin_line(from, (int)i + 2));
        size_t indent = 0;
        struct str label;

        while (indent < line.len && line.ptr[indent] == ' ')
            indent++;
        line = str_slice(line, indent, line.len);
        code ^= str_starts(line, STR("```"));
        if (code || indent > 3 || !str_starts(line, STR("[")))
            continue;
        label = label_at(from, from->starts[i] + indent);
        if (label.len && !is_used(from, &labels, addresses, label, from->starts[i] + indent))
            diag(d, DIAG_UNUSED_DEFINITION, origin_pos(from, from->starts[i] + indent), label);
    }
}

/* cmark-gfm 0.29 measures a mark's name by columns: over a line's end it cuts the text. */
static void check_marks(const struct origin *from, struct diag *d)
{
    bool code = false;

    for (size_t i = 0; i < from->nlines; i++) {
        size_t start = from->starts[i];
        struct str line = str_slice(from->text, start, origin_line(from, (int)i + 2));
        size_t at = 0;

        code ^= str_starts(str_trim(line), STR("```"));
        while (!code && (at += str_find(str_slice(line, at, line.len), STR("[^"))) < line.len) {
            struct str rest = str_slice(line, at, line.len);

            if (str_find(rest, STR("]")) == rest.len)
                diag(d, DIAG_FOOTNOTE_NAME, origin_pos(from, start + at));
            at += 2;
        }
    }
}

void origin_check(const struct origin *from, const struct map *addresses, struct diag *d)
{
    check_definitions(from, addresses, d);
    check_marks(from, d);
}
