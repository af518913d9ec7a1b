#include "text/clause.h"

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

#define FORMAL  "壹貳參肆伍陸柒捌玖拾佰"
#define CHINESE "一二三四五六七八九十百〇零" FORMAL
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

enum clause_style clause_style_of(struct str number)
{
    size_t open = str_starts(number, STR("（")) ? 3 : str_starts(number, STR("(")) ? 1 : 0;
    struct str rest = str_slice(number, open, number.len);

    if (span(rest, DIGITS))
        return open ? CLAUSE_DIGITS_BRACKET : CLAUSE_DIGITS;
    if (span(rest, FORMAL))
        return CLAUSE_FORMAL;
    if (span(rest, STEMS))
        return CLAUSE_LETTERS;
    return open ? CLAUSE_CHINESE_BRACKET : CLAUSE_CHINESE;
}

static const char *const names[CLAUSE_STYLE_COUNT] = {"壹", "一", "（一）", "1", "（1）", "A"};

enum clause_style clause_style_named(struct str name)
{
    enum clause_style style = CLAUSE_FORMAL;

    while (style < CLAUSE_STYLE_COUNT && !str_eq(name, str_from(names[style])))
        style++;
    return style;
}

const char *clause_style_name(enum clause_style style)
{
    return names[style];
}

/* 一百零五, 十一; formal: 壹佰零伍, 拾壹. */
static struct str chinese(int n, bool formal, struct arena *a)
{
    static const char *const digits[2][10] = {
        {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"},
        {"", "壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖"}};
    const char *const *digit = digits[formal];
    int hundreds = n / 100, tens = n / 10 % 10;
    const char *hundred = hundreds ? formal ? "佰" : "百" : "";
    const char *zero = hundreds && !tens && n % 10 ? "零" : "";
    const char *ten = tens ? formal ? "拾" : "十" : "";

    if (n < 1 || n > 999)
        return arena_fmt(a, "%d", n);
    return arena_fmt(a, "%s%s%s%s%s%s", digit[hundreds], hundred, zero,
                     tens > 1 || hundreds ? digit[tens] : "", ten, digit[n % 10]);
}

struct str clause_chinese(int n, struct arena *a)
{
    return chinese(n, false, a);
}

struct str clause_write(enum clause_style style, int n, struct arena *a)
{
    switch (style) {
    case CLAUSE_FORMAL:
        return arena_fmt(a, "%s、", chinese(n, true, a).ptr);
    case CLAUSE_CHINESE:
        return arena_fmt(a, "%s、", chinese(n, false, a).ptr);
    case CLAUSE_CHINESE_BRACKET:
        return arena_fmt(a, "（%s）", chinese(n, false, a).ptr);
    case CLAUSE_DIGITS_BRACKET:
        return arena_fmt(a, "（%d）", n);
    case CLAUSE_LETTERS:
        if (n >= 1 && n <= 26)
            return arena_fmt(a, "%c.", 'A' + n - 1);
        return arena_fmt(a, "%d.", n);
    default:
        return arena_fmt(a, "%d.", n);
    }
}
