#include "value/parse.h"

#define INT_DIGITS     18 /* what fits into 64 bits */
#define DECIMAL_DIGITS 15 /* what a double keeps, and Excel */

struct number {
    bool negative;
    struct str whole; /* no leading zeros, "0" at least; without commas */
    struct str frac;  /* no trailing zeros */
};

/* Digits with or without commas, which must stand before each three: "1,234". */
static bool take_whole(struct str *s, struct str *whole, struct arena *a)
{
    struct buf b = {0};
    size_t group = 0, groups = 0;
    bool good = true;

    for (;; *s = str_slice(*s, 1, s->len)) {
        char c = s->len ? s->ptr[0] : '\0';

        if (c >= '0' && c <= '9') {
            buf_char(&b, c);
            group++;
        } else {
            good = good && (groups == 0 ? group > 0 && (c != ',' || group <= 3) : group == 3);
            if (c != ',')
                break;
            groups++;
            group = 0;
        }
    }
    *whole = arena_str(a, buf_view(&b));
    buf_free(&b);
    while (whole->len > 1 && whole->ptr[0] == '0')
        *whole = str_slice(*whole, 1, whole->len);
    return good;
}

static bool take_number(struct str s, struct number *n, struct arena *a)
{
    *n = (struct number){.negative = value_take(&s, STR("-")), .frac = STR("")};
    if (!n->negative)
        value_take(&s, STR("+"));
    if (!take_whole(&s, &n->whole, a))
        return false;
    if (value_take(&s, STR("."))) {
        n->frac = s;
        if (!value_is_digits(s))
            return false;
        s = STR("");
    }
    while (n->frac.len && n->frac.ptr[n->frac.len - 1] == '0')
        n->frac.len--;
    if (str_eq(n->whole, STR("0")) && !n->frac.len)
        n->negative = false;
    return s.len == 0;
}

static struct str number_text(const struct number *n, struct str whole, struct arena *a)
{
    return arena_fmt(a, "%s%.*s%s%.*s", n->negative ? "-" : "", STR_ARG(whole),
                     n->frac.len ? "." : "", STR_ARG(n->frac));
}

static bool parse_number(const struct value_input *in, struct number *n, size_t most_digits,
                         enum diag_id bad, bool whole_only, struct str *canon)
{
    if (!take_number(in->folded, n, in->a) || (whole_only && n->frac.len))
        return diag(in->d, bad, in->pos, value_shown(in));
    if (n->whole.len + n->frac.len > most_digits)
        return diag(in->d, DIAG_NUMBER_LONG, in->pos, value_shown(in),
                    arena_fmt(in->a, "%zu", most_digits));
    *canon = number_text(n, n->whole, in->a);
    return true;
}

bool value_parse_int(const struct value_input *in, struct str *canon)
{
    struct number n;

    return parse_number(in, &n, INT_DIGITS, DIAG_BAD_INT, true, canon);
}

bool value_parse_decimal(const struct value_input *in, struct str *canon)
{
    struct number n;

    return parse_number(in, &n, DECIMAL_DIGITS, DIAG_BAD_DECIMAL, false, canon);
}

static struct str with_commas(struct str digits, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    for (size_t i = 0; i < digits.len; i++) {
        if (i && (digits.len - i) % 3 == 0)
            buf_char(&b, ',');
        buf_char(&b, digits.ptr[i]);
    }
    s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

/* One group of four digits. A 零 stands for zeros between two digits, also where the group begins
 * with zeros and others went before it. */
static void put_capital_group(struct buf *b, struct str group, size_t places_behind)
{
    static const char *const digits[] = {"零", "壹", "貳", "參", "肆",
                                         "伍", "陸", "柒", "捌", "玖"};
    static const char *const units[] = {"", "拾", "佰", "仟"};
    static const char *const groups[] = {"", "萬", "億", "兆", "京"};
    bool zero = false, any = false;

    for (size_t i = 0; i < group.len; i++) {
        int digit = group.ptr[i] - '0';

        if (digit && zero && b->len)
            buf_str(b, STR("零"));
        zero = digit == 0;
        any = any || digit;
        if (digit)
            buf_fmt(b, "%s%s", digits[digit], units[group.len - 1 - i]);
    }
    if (any)
        buf_str(b, str_from(groups[places_behind / 4]));
}

static struct str capital(const struct number *n, struct arena *a)
{
    struct buf b = {0};
    size_t at = 0, end = n->whole.len % 4 ? n->whole.len % 4 : 4;
    bool gap = false; /* a whole group of zeros went before */
    struct str s;

    if (str_eq(n->whole, STR("0")))
        return STR("零");
    for (; at < n->whole.len; at = end, end += 4) {
        struct str group = str_slice(n->whole, at, end);
        bool empty = str_eq(group, STR("0000"));

        if (gap && !empty && group.ptr[0] != '0')
            buf_str(&b, STR("零"));
        if (!empty)
            put_capital_group(&b, group, n->whole.len - end);
        gap = empty;
    }
    s = arena_fmt(a, "%s%.*s", n->negative ? "負" : "", (int)b.len, b.ptr);
    buf_free(&b);
    return s;
}

struct str value_print_number(struct str canon, struct str format, struct arena *a)
{
    struct number n;

    if (!take_number(canon, &n, a))
        return canon;
    if (str_eq(format, STR("capital")) && !n.frac.len && n.whole.len <= INT_DIGITS)
        return capital(&n, a);
    return number_text(&n, str_eq(format, STR("comma")) ? with_commas(n.whole, a) : n.whole, a);
}
