/* National identity numbers and resident numbers: one letter, nine characters, a check digit.
 * 內政部, 國民身分證 and 統一證號 (new form since 2021-01-02: 8 or 9; old form: A to D). */
#include "value/parse.h"

#include <string.h>

#define ID_CHARS     10
#define PREFIX_CHARS 6

static struct str upper_case(struct str s, struct arena *a)
{
    struct str copy = arena_str(a, s);
    char *p = (char *)copy.ptr;

    for (size_t i = 0; i < s.len; i++)
        if (p[i] >= 'a' && p[i] <= 'z')
            p[i] = (char)(p[i] - 'a' + 'A');
    return copy;
}

/* Letter, then 1 2 (citizens), 8 9 or A to D (residents), then digits. */
static bool has_shape(struct str s, size_t chars)
{
    return s.len == chars && s.ptr[0] >= 'A' && s.ptr[0] <= 'Z' &&
           value_is_one_of(s.ptr[1], "1289ABCD") && value_is_digits(str_slice(s, 2, s.len));
}

static int letter_number(char letter)
{
    /* in the order of their numbers, from 10 */
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

    return 10 + (int)(strchr(letters, letter) - letters);
}

static bool checksum_holds(struct str id)
{
    int letter = letter_number(id.ptr[0]), sum = letter / 10 + letter % 10 * 9;

    for (int i = 1; i < ID_CHARS; i++) {
        char c = id.ptr[i];
        int digit = c >= 'A' ? letter_number(c) % 10 : c - '0';

        sum += digit * (i < 9 ? 9 - i : 1);
    }
    return sum % 10 == 0;
}

bool value_parse_id(const struct value_input *in, struct str *canon)
{
    struct str id = upper_case(in->folded, in->a);

    if (!has_shape(id, ID_CHARS))
        return diag(in->d, DIAG_BAD_ID, in->pos, value_shown(in));
    if (!checksum_holds(id))
        return diag(in->d, DIAG_ID_CHECKSUM, in->pos, value_shown(in));
    *canon = id;
    return true;
}

bool value_parse_id_prefix(const struct value_input *in, struct str *canon)
{
    struct str id = upper_case(in->folded, in->a);

    if (id.len > PREFIX_CHARS && has_shape(str_slice(id, 0, PREFIX_CHARS), PREFIX_CHARS))
        return diag(in->d, DIAG_ID_PREFIX_LONG, in->pos, value_shown(in));
    if (!has_shape(id, PREFIX_CHARS))
        return diag(in->d, DIAG_BAD_ID_PREFIX, in->pos, value_shown(in));
    *canon = id;
    return true;
}

struct str value_print_id(struct str canon, struct arena *a)
{
    if (canon.len < PREFIX_CHARS)
        return canon;
    return arena_fmt(a, "%.*s○○○○", PREFIX_CHARS, canon.ptr);
}
