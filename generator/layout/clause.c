#include "layout/internal.h"

#include <string.h>

/* The bytes at the start of `s` that are made of the characters of `set`. */
static size_t span(struct str s, const char *set)
{
    struct str all = str_from(set);
    size_t at = 0;

    while (at < s.len) {
        size_t next = at;

        utf8_next(s, &next);
        if (str_find(all, str_slice(s, at, next)) == all.len)
            break;
        at = next;
    }
    return at;
}

#define CHINESE "一二三四五六七八九十百〇零壹貳參肆伍陸柒捌玖拾"
#define STEMS   "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
#define DIGITS  "0123456789"
#define LONGEST 15 /* bytes of a number: five characters */

/* 一 1 甲, or none. */
static size_t ordinal(struct str s)
{
    static const char *const sets[] = {CHINESE, DIGITS, STEMS};

    for (size_t i = 0; i < 3; i++) {
        size_t n = span(s, sets[i]);

        if (n > 0 && n <= LONGEST)
            return i == 2 ? 3 : n;
    }
    return 0;
}

static size_t in_brackets(struct str s)
{
    size_t open = str_starts(s, STR("（")) ? 3 : str_starts(s, STR("(")) ? 1 : 0, n;
    struct str rest = str_slice(s, open, s.len);

    if (!open || !(n = ordinal(rest)))
        return 0;
    rest = str_slice(rest, n, rest.len);
    if (str_starts(rest, STR("）")))
        return open + n + 3;
    return str_starts(rest, STR(")")) ? open + n + 1 : 0;
}

size_t clause_number(struct str s)
{
    size_t n = in_brackets(s), number = ordinal(s);
    struct str rest = str_slice(s, number, s.len);

    if (!n && number && str_starts(rest, STR("、")))
        n = number + 3;
    else if (!n && number && strchr(DIGITS, s.ptr[0]) && str_starts(rest, STR(".")) &&
             span(str_slice(rest, 1, rest.len), DIGITS) == 0)
        n = number + 1;
    if (!n)
        return 0;
    n += span(str_slice(s, n, s.len), " \u3000");
    return n < s.len ? n : 0;
}
