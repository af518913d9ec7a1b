#include "value/parse.h"

#include <string.h>
#include <strings.h>

bool value_take(struct str *s, struct str literal)
{
    if (!str_starts(*s, literal))
        return false;
    *s = str_slice(*s, literal.len, s->len);
    return true;
}

void value_skip_spaces(struct str *s)
{
    while (value_take(s, STR(" ")))
        ;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

size_t value_take_digits(struct str *s, long *n)
{
    size_t digits = 0;
    long value = 0;

    for (; digits < s->len && is_digit(s->ptr[digits]); digits++)
        value = digits < 9 ? value * 10 + (s->ptr[digits] - '0') : 0;
    *n = value;
    *s = str_slice(*s, digits, s->len);
    return digits;
}

bool value_is_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

bool value_is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

bool value_same_word(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || strncasecmp(a.ptr, b.ptr, a.len) == 0);
}
