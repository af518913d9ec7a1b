#include "packet/internal.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

/* Characters that a name must not have: Windows' list, and what would make a name look like
 * another (line ends, marks and overrides of the writing direction). */
static bool is_unsafe(uint32_t cp)
{
    if (cp < 0x80)
        return cp < 0x20 || cp == 0x7F || strchr("/\\<>:\"|?*", (int)cp);
    return cp == UTF8_BAD || cp < 0xA0 || cp == 0x061C || cp == 0x200E || cp == 0x200F ||
           (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFEFF;
}

static struct str trim_edges(struct str s)
{
    for (size_t before = s.len + 1; s.len < before;) {
        before = s.len;
        s = str_trim(s);
        while (str_starts(s, STR(".")))
            s = str_slice(s, 1, s.len);
        while (str_ends(s, STR(".")))
            s.len--;
    }
    return s;
}

/* "Naming Files, Paths, and Namespaces", Microsoft: reserved with any extension. */
static bool is_reserved(struct str name)
{
    static const char *const words[] = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    struct str stem = str_trim(str_slice(name, 0, str_find(name, STR("."))));

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (stem.len == strlen(words[i]) && strncasecmp(stem.ptr, words[i], stem.len) == 0)
            return true;
    if (stem.len < 4 ||
        (strncasecmp(stem.ptr, "COM", 3) != 0 && strncasecmp(stem.ptr, "LPT", 3) != 0))
        return false;
    stem = str_slice(stem, 3, stem.len);
    return (stem.len == 1 && stem.ptr[0] >= '0' && stem.ptr[0] <= '9') ||
           str_eq(stem, STR("\u00b9")) || str_eq(stem, STR("\u00b2")) ||
           str_eq(stem, STR("\u00b3"));
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Where an extension as programs use them (.pdf, .xlsx) begins; name.len when there is none. */
static size_t extension_of(struct str name)
{
    size_t at = name.len;
    bool letter = false;

    while (at > 0 && name.len - at <= 5) {
        char c = name.ptr[--at];

        if (c == '.')
            return at > 0 && letter ? at : name.len;
        if (!is_letter(c) && !(c >= '0' && c <= '9'))
            break;
        letter = letter || is_letter(c);
    }
    return name.len;
}

/* At most `max` bytes from the start of `s`, no character cut in two. */
static struct str cut(struct str s, size_t max)
{
    if (s.len <= max)
        return s;
    while (max > 0 && ((unsigned char)s.ptr[max] & 0xC0) == 0x80)
        max--;
    return str_slice(s, 0, max);
}

/* stem, suffix and extension in at most `max` bytes: the stem is cut, then the extension. */
static struct str join_within(struct arena *a, struct str name, struct str suffix, size_t max)
{
    size_t dot = extension_of(name);
    struct str stem = str_slice(name, 0, dot), extension = str_slice(name, dot, name.len);
    size_t tail = suffix.len + extension.len;

    if (tail >= max) {
        stem = name;
        extension = STR("");
        tail = suffix.len;
    }
    stem = trim_edges(cut(stem, max > tail ? max - tail : 0));
    if (stem.len == 0 && max > tail)
        stem = STR("_");
    return arena_fmt(a, "%.*s%.*s%.*s", STR_ARG(stem), STR_ARG(suffix), STR_ARG(extension));
}

struct str packet_name_with(struct arena *a, struct str name, struct str suffix)
{
    return join_within(a, name, suffix, PACKET_NAME_MAX);
}

struct str packet_safe_name(struct str wanted, size_t max_bytes, struct arena *a)
{
    struct buf b = {0};
    struct str name;

    assert(max_bytes > 0);
    for (size_t at = 0; at < wanted.len;) {
        uint32_t cp = utf8_next(wanted, &at);

        utf8_put(&b, is_unsafe(cp) ? '_' : cp);
    }
    name = arena_str(a, trim_edges(buf_view(&b)));
    buf_free(&b);
    if (name.len > max_bytes)
        name = join_within(a, name, STR(""), max_bytes);
    if (is_reserved(name))
        name = join_within(a, arena_fmt(a, "_%.*s", STR_ARG(name)), STR(""), max_bytes);
    return name.len ? name : STR("_");
}

struct packet_names {
    struct arena *arena;
    struct map taken; /* by folder and name; a size_t, the last number tried behind this name */
};

struct packet_names *packet_names_new(struct arena *a)
{
    struct packet_names *n = arena_alloc(a, sizeof *n);

    n->arena = a;
    n->taken = map_new(a);
    return n;
}

/* Lower case for the letters that names here have: Latin, Greek, Cyrillic, full-width Latin. */
static uint32_t fold_case(uint32_t cp)
{
    static const struct {
        uint32_t first, last, to;
    } ranges[] = {{'A', 'Z', 'a'},          {0xC0, 0xD6, 0xE0},         {0xD8, 0xDE, 0xF8},
                  {0x391, 0x3A9, 0x3B1},    {0x410, 0x42F, 0x430},      {0x400, 0x40F, 0x450},
                  {0xFF21, 0xFF3A, 0xFF41}, {0x10400, 0x10427, 0x10428}};

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (cp >= ranges[i].first && cp <= ranges[i].last)
            return ranges[i].to + (cp - ranges[i].first);
    if (cp >= 0x100 && cp <= 0x137) /* Latin Extended-A, upper and lower in turn */
        return cp | 1;
    return cp;
}

static struct str key_of(struct arena *a, struct str folder, struct str name)
{
    struct buf b = {0};
    struct str key;

    for (size_t at = 0; at < folder.len;)
        utf8_put(&b, fold_case(utf8_next(folder, &at)));
    buf_char(&b, '/');
    for (size_t at = 0; at < name.len;)
        utf8_put(&b, fold_case(utf8_next(name, &at)));
    key = arena_str(a, buf_view(&b));
    buf_free(&b);
    return key;
}

/* Takes the name when it is free; NULL, or else the number last tried behind it. */
static size_t *take(struct packet_names *n, struct str folder, struct str name)
{
    void **slot = map_slot(&n->taken, key_of(n->arena, folder, name));
    size_t *last = *slot;

    if (!last) {
        *slot = last = arena_alloc(n->arena, sizeof *last);
        *last = 1;
        return NULL;
    }
    return last;
}

struct str packet_name_unique(struct packet_names *n, struct str folder, struct str name)
{
    size_t *last = take(n, folder, name);

    while (last) {
        struct str suffix = arena_fmt(n->arena, "-%zu", ++*last);
        struct str other = packet_name_with(n->arena, name, suffix);

        if (!take(n, folder, other))
            return other;
    }
    return arena_str(n->arena, name);
}
