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

struct str utf8_describe_hidden(struct arena *a, uint32_t cp)
{
    return arena_fmt(a, "U+%04X", cp);
}

struct str utf8_describe(struct arena *a, uint32_t cp)
{
    char bytes[4];
    size_t n = utf8_encode(cp, bytes);

    if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
        return utf8_describe_hidden(a, cp);
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

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many characters must be changed, added, dropped or swapped with their neighbour; *longer: the
 * longer one's length. */
static size_t distance(struct str a, struct str b, size_t *longer)
{
    uint32_t x[LONGEST], y[LONGEST];
    size_t n = code_points(a, x), m = code_points(b, y), rows[3][LONGEST + 1];

    *longer = n > m ? n : m;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            row[j] = least_of(above[j - 1] + (x[i - 1] != y[j - 1]),
                              least_of(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
                row[j] = least_of(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}

struct str utf8_nearest(struct str word, const struct str *names, size_t n)
{
    struct str best = {"", 0};
    size_t least = SIZE_MAX;

    for (size_t i = 0; i < n; i++) {
        size_t longer, d = distance(word, names[i], &longer);

        if (d < least && 2 * d < longer) {
            least = d;
            best = names[i];
        }
    }
    return best;
}
