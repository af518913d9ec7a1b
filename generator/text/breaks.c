#include "text/breaks.h"

#include <stdlib.h>
#include <string.h>
#include <uchar.h>

#include <linebreak.h>

struct range {
    uint32_t first, last;
};

static bool in_ranges(const struct range *r, size_t n, uint32_t cp)
{
    for (size_t i = 0; i < n; i++)
        if (cp >= r[i].first && cp <= r[i].last)
            return true;
    return false;
}

#define IN(ranges, cp) in_ranges((ranges), sizeof(ranges) / sizeof *(ranges), (cp))

/* The private areas hold ideographs: 全字庫 has its characters without a code point there. */
static const struct range han[] = {
    {0x4E00, 0x9FFF},   {0x3400, 0x4DBF},   {0x2E80, 0x2FFF},   {0x3005, 0x3007},
    {0x3021, 0x302D},   {0x3031, 0x303C},   {0x3041, 0x30FA},   {0x30FC, 0x312F},
    {0x3190, 0x33FF},   {0xE000, 0xF8FF},   {0xF900, 0xFAFF},   {0xFF66, 0xFF9F},
    {0x16FE0, 0x18DFF}, {0x1B000, 0x1B2FF}, {0x20000, 0x3FFFF}, {0xF0000, 0x10FFFF},
};

static const struct range western[] = {
    {'0', '9'},       {'A', 'Z'},       {'a', 'z'},         {'#', '&'},         {'@', '@'},
    {'+', '+'},       {0xA3, 0xA5},     {0xAA, 0xAA},       {0xB0, 0xB5},       {0xB9, 0xBA},
    {0xBC, 0xBE},     {0xC0, 0xD6},     {0xD8, 0xF6},       {0xF8, 0x1FFF},     {0x2030, 0x2031},
    {0x2070, 0x209F}, {0x20A0, 0x20FF}, {0x2100, 0x214F},   {0x2C00, 0x2DFF},   {0xA640, 0xABFF},
    {0xAC00, 0xD7FF}, {0xFB00, 0xFDFF}, {0x10000, 0x16FDF}, {0x1D400, 0x1D7FF},
};

static const struct range spaces[] = {{0x20, 0x20}, {0xA0, 0xA0}, {0x2000, 0x200A}};

static bool listed(const char32_t *list, uint32_t cp)
{
    for (; *list; list++)
        if (*list == cp)
            return true;
    return false;
}

enum text_class text_class(uint32_t cp)
{
    if (cp >= 0x2E80 && IN(han, cp))
        return TEXT_HAN;
    if (IN(western, cp))
        return TEXT_WESTERN;
    if (IN(spaces, cp))
        return TEXT_SPACE;
    if (cp < 0x80)
        return TEXT_OTHER;
    if (cp == 0x3000)
        return TEXT_IDEOGRAPHIC_SPACE;
    if (cp == 0xFFFC)
        return TEXT_OBJECT;
    if (listed(U"「『（《〈【〖〔［｛“‘〝", cp))
        return TEXT_OPEN;
    if (listed(U"」』）》〉】〗〕］｝”’〞〟", cp))
        return TEXT_CLOSE;
    if (listed(U"。．，、；：！？‼⁇⁈⁉", cp))
        return TEXT_STOP;
    if (listed(U"·・‧", cp))
        return TEXT_INTERPUNCT;
    return listed(U"—…⋯⸺─", cp) ? TEXT_DASH : TEXT_OTHER;
}

bool text_not_at_start(uint32_t cp, enum text_kinsoku level)
{
    enum text_class c = text_class(cp);

    if (level == TEXT_KINSOKU_NONE)
        return false;
    return c == TEXT_CLOSE || c == TEXT_STOP || c == TEXT_INTERPUNCT || listed(U"～-–", cp) ||
           (c == TEXT_DASH && level == TEXT_KINSOKU_STRICT);
}

bool text_not_at_end(uint32_t cp, enum text_kinsoku level)
{
    return level != TEXT_KINSOKU_NONE && text_class(cp) == TEXT_OPEN;
}

bool text_gap_between(uint32_t before, uint32_t after)
{
    enum text_class a = text_class(before), b = text_class(after);

    return (a == TEXT_HAN && b == TEXT_WESTERN) || (a == TEXT_WESTERN && b == TEXT_HAN);
}

/* libunibreak knows Unicode 6.2: what came later or is private is shown to it as an ideograph. */
static utf32_t for_library(uint32_t cp)
{
    return cp > 0x7F && IN(han, cp) &&
                   (cp >= 0x10000 || (cp >= 0xE000 && cp <= 0xF8FF) ||
                    (cp >= 0x9FA6 && cp <= 0x9FFF))
               ? 0x4E00
               : cp;
}

/* Marks a pen or a tick fills: they stay with their label. */
static bool is_check_box(uint32_t cp)
{
    return listed(U"□■☐☑☒", cp);
}

static bool apostrophe(const uint32_t *cps, size_t n, size_t i)
{
    return cps[i] == 0x2019 && i > 0 && i + 1 < n && text_class(cps[i - 1]) == TEXT_WESTERN &&
           text_class(cps[i + 1]) == TEXT_WESTERN;
}

/* Where the level allows what UAX 14 forbids: before a dash, or beside any full-width mark. */
static bool is_freed(uint32_t a, uint32_t b, enum text_kinsoku level)
{
    enum text_class before = text_class(a), after = text_class(b);

    if (level == TEXT_KINSOKU_STRICT || after == TEXT_SPACE)
        return false;
    if (after == TEXT_DASH && (before == TEXT_HAN || before == TEXT_WESTERN))
        return true;
    return level == TEXT_KINSOKU_NONE && ((before >= TEXT_OPEN && before <= TEXT_DASH) ||
                                          (after >= TEXT_OPEN && after <= TEXT_DASH));
}

struct chars {
    const uint32_t *cps;
    size_t n;
    enum text_kinsoku level;
};

/* Between characters i and i + 1: UAX 14's answer `found`, then Taiwan's rules. repeats: how often
 * character i has stood in a row. */
static enum text_break between(const struct chars *s, size_t i, size_t repeats, char found)
{
    uint32_t a = s->cps[i], b = i + 1 < s->n ? s->cps[i + 1] : 0;

    if (found == LINEBREAK_MUSTBREAK && (i + 1 < s->n || a == '\n'))
        return TEXT_MUST_BREAK;
    if (i + 1 == s->n)
        return TEXT_MAY_BREAK;
    if (a == b && text_class(a) == TEXT_DASH)
        return a != 0x2E3A && repeats % 2 == 1 ? TEXT_NO_BREAK : TEXT_MAY_BREAK; /* K6 */
    if (text_not_at_start(b, s->level) || text_not_at_end(a, s->level) || b == 0x3000 ||
        apostrophe(s->cps, s->n, i))
        return TEXT_NO_BREAK;
    if (is_check_box(a) && text_class(b) != TEXT_SPACE && b != 0x3000)
        return TEXT_NO_BREAK;
    /* UAX 14 LB30 has Western brackets in mind, clreq has no such rule */
    if (text_class(b) == TEXT_OPEN && b >= 0x3000 && text_class(a) == TEXT_WESTERN)
        return TEXT_MAY_BREAK;
    if (is_freed(a, b, s->level))
        return TEXT_MAY_BREAK;
    return found == LINEBREAK_ALLOWBREAK ? TEXT_MAY_BREAK : TEXT_NO_BREAK;
}

static void *get(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);

    if (!p)
        out_of_memory();
    return p;
}

void text_find_breaks(struct str text, enum text_kinsoku level, enum text_break *breaks)
{
    static bool ready;
    uint32_t *cps = get(text.len, sizeof *cps);
    utf32_t *shown = get(text.len, sizeof *shown);
    char *found = get(text.len, 1);
    size_t n = 0, repeats = 0;
    struct chars chars;

    if (!ready)
        init_linebreak();
    ready = true;
    for (size_t at = 0; at < text.len; n++) {
        cps[n] = utf8_next(text, &at);
        shown[n] = for_library(cps[n]);
    }
    chars = (struct chars){cps, n, level};
    if (n)
        set_linebreaks_utf32(shown, n, "zh", found);
    for (size_t at = 0, i = 0; at < text.len; i++) {
        size_t from = at;

        repeats = i > 0 && cps[i] == cps[i - 1] ? repeats + 1 : 1;
        utf8_next(text, &at);
        for (size_t k = from; k < at; k++)
            breaks[k] = TEXT_NO_BREAK;
        breaks[at - 1] = between(&chars, i, repeats, found[i]);
    }
    free(cps);
    free(shown);
    free(found);
}
