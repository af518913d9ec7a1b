#include "layout/internal.h"

static const struct doc_attr *find(const struct doc_node *n, const char *key)
{
    for (const struct doc_attr *at = n->attrs; at; at = at->next)
        if (str_eq(at->key, str_from(key)))
            return at;
    return NULL;
}

static void refuse(struct maker *m, const struct doc_attr *at)
{
    fail(m);
    diag(m->d, DIAG_LAYOUT_HINT, at->pos, at->key, at->value);
}

/* "10.5" is 10500. Digits behind the third decimal are an error, as is all else. */
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

int32_t hint_number(struct maker *m, const struct doc_node *n, const char *key, int32_t otherwise,
                    int32_t least, int32_t most)
{
    const struct doc_attr *at = find(n, key);
    int32_t number;

    if (!at)
        return otherwise;
    if (read_milli(at->value, &number) && number >= least && number <= most)
        return number;
    refuse(m, at);
    return otherwise;
}

enum para_align hint_align(struct maker *m, const struct doc_node *n, enum para_align otherwise)
{
    static const struct {
        const char *name;
        enum para_align align;
    } known[] = {{"left", PARA_LEFT},
                 {"center", PARA_CENTER},
                 {"right", PARA_RIGHT},
                 {"justify", PARA_JUSTIFY},
                 {"spread", PARA_SPREAD}};
    static const enum para_align of_node[] = {PARA_LEFT, PARA_LEFT, PARA_CENTER, PARA_RIGHT};
    const struct doc_attr *at = find(n, "align");

    for (size_t i = 0; at && i < sizeof known / sizeof *known; i++)
        if (str_eq(at->value, str_from(known[i].name)))
            return known[i].align;
    if (at)
        refuse(m, at);
    return n->align == DOC_ALIGN_DEFAULT ? otherwise : of_node[n->align];
}

enum clause_style hint_numbers(struct maker *m, const struct doc_node *n)
{
    const struct doc_attr *at = find(n, "numbers");
    enum clause_style style = at ? clause_style_named(at->value) : CLAUSE_DIGITS;

    if (style < CLAUSE_STYLE_COUNT)
        return style;
    refuse(m, at);
    return CLAUSE_DIGITS;
}

bool hint_widths(struct maker *m, const struct doc_node *n, int32_t *widths, size_t count)
{
    const struct doc_attr *at = find(n, "widths");
    struct str rest = at ? str_trim(at->value) : STR("");
    size_t i = 0;

    if (!at)
        return false;
    while (rest.len && i < count) {
        size_t end = 0;

        while (end < rest.len && rest.ptr[end] != ' ' && rest.ptr[end] != ',')
            end++;
        if (!read_milli(str_slice(rest, 0, end), &widths[i]) || widths[i] <= 0 ||
            widths[i] > 1000000)
            break;
        i++;
        while (end < rest.len && (rest.ptr[end] == ' ' || rest.ptr[end] == ','))
            end++;
        rest = str_slice(rest, end, rest.len);
    }
    if (i == count && rest.len == 0)
        return true;
    refuse(m, at);
    return false;
}
