#include "doc/hint.h"

#define MOST_WIDTH 1000000

const struct doc_attr *doc_hint(const struct doc_node *n, const char *key)
{
    for (const struct doc_attr *at = n->attrs; at; at = at->next)
        if (str_eq(at->key, str_from(key)))
            return at;
    return NULL;
}

void doc_hint_refuse(const struct doc_attr *hint, struct diag *d)
{
    diag(d, DIAG_LAYOUT_HINT, hint->pos, hint->key, hint->value);
}

/* Digits behind the third decimal are an error, as is all else. */
static bool read_milli(struct str s, int32_t *out)
{
    int64_t n = 0;
    int decimals = -1;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '.' && decimals < 0 && i > 0) {
            decimals = 0;
            continue;
        }
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || decimals == 3 || n > INT32_MAX)
            return false;
        n = n * 10 + (s.ptr[i] - '0');
        decimals += decimals >= 0;
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 3; i++)
        n *= 10;
    *out = (int32_t)n;
    return s.len > 0 && n <= INT32_MAX;
}

bool doc_hint_number(const struct doc_node *n, const char *key, int32_t otherwise, int32_t least,
                     int32_t most, int32_t *number, struct diag *d)
{
    const struct doc_attr *at = doc_hint(n, key);

    *number = otherwise;
    if (!at || (read_milli(at->value, number) && *number >= least && *number <= most))
        return true;
    *number = otherwise;
    doc_hint_refuse(at, d);
    return false;
}

bool doc_hint_widths(const struct doc_node *n, int32_t *widths, size_t count, struct diag *d)
{
    const struct doc_attr *at = doc_hint(n, "widths");
    struct str rest = at ? str_trim(at->value) : STR("");
    size_t i = 0;

    if (!at)
        return false;
    while (rest.len && i < count) {
        size_t end = 0;

        while (end < rest.len && rest.ptr[end] != ' ' && rest.ptr[end] != ',')
            end++;
        if (!read_milli(str_slice(rest, 0, end), &widths[i]) || widths[i] <= 0 ||
            widths[i] > MOST_WIDTH)
            break;
        i++;
        while (end < rest.len && (rest.ptr[end] == ' ' || rest.ptr[end] == ','))
            end++;
        rest = str_slice(rest, end, rest.len);
    }
    if (i == count && rest.len == 0)
        return true;
    doc_hint_refuse(at, d);
    return false;
}
