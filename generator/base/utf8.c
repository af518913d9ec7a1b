#include "base/utf8.h"

#include <string.h>

static bool is_tail(struct str s, size_t at)
{
    return at < s.len && ((unsigned char)s.ptr[at] & 0xC0) == 0x80;
}

uint32_t utf8_next(struct str s, size_t *at)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    unsigned char c = (unsigned char)s.ptr[(*at)++];
    unsigned tails = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    uint32_t cp = c;

    if (tails == 0)
        return cp;
    if (c < 0xC2 || c > 0xF4)
        return UTF8_BAD;
    cp = c & (0x3Fu >> tails);
    for (unsigned i = 0; i < tails; i++) {
        if (!is_tail(s, *at + i))
            return UTF8_BAD;
        cp = cp << 6 | ((unsigned char)s.ptr[*at + i] & 0x3Fu);
    }
    if (cp < least[tails] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        return UTF8_BAD;
    *at += tails;
    return cp;
}

uint32_t utf8_before(struct str s, size_t at)
{
    do
        at--;
    while (at > 0 && is_tail(s, at));
    return utf8_next(s, &at);
}

bool utf8_valid(struct str s)
{
    for (size_t at = 0; at < s.len;)
        if (utf8_next(s, &at) == UTF8_BAD)
            return false;
    return true;
}

size_t utf8_encode(uint32_t cp, char *to)
{
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    unsigned tails = cp < 0x80 ? 0 : cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;

    for (unsigned i = tails; i > 0; i--) {
        to[i] = (char)(0x80 | (cp & 0x3F));
        cp >>= 6;
    }
    to[0] = (char)(lead[tails] | cp);
    return tails + 1;
}

void utf8_put(struct buf *b, uint32_t cp)
{
    char bytes[4];

    buf_put(b, bytes, utf8_encode(cp, bytes));
}

size_t utf8_count(struct str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += !is_tail(s, i);
    return n;
}

struct str utf8_describe(struct arena *a, uint32_t cp)
{
    char bytes[4];
    size_t n = utf8_encode(cp, bytes);

    if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
        return arena_fmt(a, "U+%04X", cp);
    return arena_fmt(a, "%.*s U+%04X", (int)n, bytes, cp);
}

#define LONGEST 64 /* code points of a name that is compared */

/* Blanks do not count. */
static size_t code_points(struct str s, uint32_t *cp)
{
    size_t n = 0;

    for (size_t at = 0; at < s.len && n < LONGEST;) {
        cp[n] = utf8_next(s, &at);
        n += cp[n] != ' ' && cp[n] != 0x3000;
    }
    return n;
}

/* Levenshtein's distance, in code points. */
static size_t distance(struct str a, struct str b)
{
    uint32_t x[LONGEST], y[LONGEST];
    size_t n = code_points(a, x), m = code_points(b, y), row[LONGEST + 1];

    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t corner = row[0];

        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t change = corner + (x[i - 1] != y[j - 1]);
            size_t gap = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

            corner = row[j];
            row[j] = change < gap ? change : gap;
        }
    }
    return row[m];
}

struct str utf8_nearest(struct str word, const struct str *names, size_t n)
{
    struct str best = {"", 0};
    size_t least = utf8_count(word) / 2 + 1;

    for (size_t i = 0; i < n; i++) {
        size_t d = distance(word, names[i]);

        if (d < least) {
            least = d;
            best = names[i];
        }
    }
    return best;
}
