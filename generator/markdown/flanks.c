#include "base/utf8.h"
#include "markdown/origin.h"

#define FILLER "\uFDD0" /* no character: U+FDD0 */

/* The character beside a run of marks; 0 where nothing but a line's or a cell's edge is. */
static uint32_t solid(uint32_t cp)
{
    bool blank = cp <= ' ' || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200A) || cp == '|';

    return blank || cp == 0xA0 ? 0 : cp;
}

static bool is_wide(uint32_t cp)
{
    return cp >= 0x2E80;
}

/* How many of the same byte stand at `at`. */
static size_t count_same(struct str s, size_t at)
{
    size_t end = at;

    while (end < s.len && s.ptr[end] == s.ptr[at])
        end++;
    return end - at;
}

/* Does a run of * or ~~ stand where what is beside it decides whether it begins or ends something, and
 * is that Han or full-width? */
static bool is_disturbed(struct str s, size_t at, size_t end)
{
    uint32_t before, behind = 0;

    if (s.ptr[at] != '*' && (s.ptr[at] != '~' || end - at != 2))
        return false;
    before = at ? solid(utf8_before(s, at)) : 0;
    if (end < s.len) {
        size_t next = end;

        behind = solid(utf8_next(s, &next));
    }
    return before && behind && before != '\\' && (is_wide(before) || is_wide(behind));
}

struct str flanks_mark(struct str text, struct arena *a)
{
    struct buf b = {0};
    struct str out;
    size_t done = 0, n;

    if (str_find(text, STR(FILLER)) < text.len) /* somebody's text after all: as CommonMark says */
        return text;
    for (size_t i = 0; i < text.len; i += n) {
        n = count_same(text, i);
        if (is_disturbed(text, i, i + n)) {
            buf_str(&b, str_slice(text, done, i));
            buf_str(&b, STR(FILLER));
            buf_str(&b, str_slice(text, i, i + n));
            buf_str(&b, STR(FILLER));
            done = i + n;
        }
    }
    buf_str(&b, str_slice(text, done, text.len));
    out = arena_str(a, buf_view(&b));
    buf_free(&b);
    return out;
}

struct str flanks_clean(struct str text, struct arena *a)
{
    size_t at = str_find(text, STR(FILLER));
    struct buf b = {0};
    struct str out;

    if (at == text.len)
        return arena_str(a, text);
    while (at < text.len) {
        buf_str(&b, str_slice(text, 0, at));
        text = str_slice(text, at + sizeof FILLER - 1, text.len);
        at = str_find(text, STR(FILLER));
    }
    buf_str(&b, text);
    out = arena_str(a, buf_view(&b));
    buf_free(&b);
    return out;
}
