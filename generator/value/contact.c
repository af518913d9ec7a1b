/* Phone numbers, e-mail and IP addresses. */
#include "value/parse.h"

#include <string.h>

/* Digits of a phone number, without signs. Longest: a + and 15 digits (E.164). */
struct phone {
    char digits[17];
    size_t n;
    bool abroad;
};

/* "#123", "分機123", "轉123", "ext. 123": cuts it off; false when it is not one to six digits. */
static bool cut_extension(struct str *s)
{
    static const char *const marks[] = {"#", "分機", "轉", "ext", "EXT", "Ext", "x"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t at = str_find(*s, str_from(marks[i]));
        struct str extension;

        if (at == s->len)
            continue;
        extension = str_trim(str_slice(*s, at + strlen(marks[i]), s->len));
        if (value_take(&extension, STR(".")) || value_take(&extension, STR(":")))
            extension = str_trim(extension);
        *s = str_trim(str_slice(*s, 0, at));
        if (str_ends(*s, STR(",")))
            *s = str_trim(str_slice(*s, 0, s->len - 1));
        return value_is_digits(extension) && extension.len <= 6;
    }
    return true;
}

static bool take_phone(struct str s, struct phone *p)
{
    *p = (struct phone){0};
    if (!cut_extension(&s))
        return false;
    p->abroad = value_take(&s, STR("+"));
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9') {
            if (p->n + 1 == sizeof p->digits)
                return false;
            p->digits[p->n++] = s.ptr[i];
        } else if (!value_is_one_of(s.ptr[i], "-() ")) {
            return false;
        }
    }
    return true;
}

/* +886 2 … and +886 (0)2 … are 02 … */
static void bring_home(struct phone *p)
{
    size_t skip = p->n > 3 && p->digits[3] == '0' ? 4 : 3;

    if (!p->abroad || strncmp(p->digits, "886", 3) != 0)
        return;
    p->abroad = false;
    p->digits[0] = '0';
    memmove(p->digits + 1, p->digits + skip, p->n - skip);
    p->n = p->n - skip + 1;
    p->digits[p->n] = '\0';
}

/* The numbering plan's area codes and how many digits their numbers have, code included; a longer
 * code stands before the one it begins with. */
static bool in_plan(const struct phone *p)
{
    static const struct {
        const char *code;
        size_t least, most;
    } plan[] = {
        {"0800", 10, 10}, {"0809", 10, 10}, {"0826", 9, 9}, {"0836", 9, 10}, {"037", 9, 9},
        {"049", 10, 10},  {"070", 11, 11},  {"082", 9, 9},  {"089", 9, 9},   {"02", 10, 10},
        {"03", 9, 9},     {"04", 9, 10},    {"05", 9, 9},   {"06", 9, 9},    {"07", 9, 10},
        {"08", 9, 9},     {"09", 10, 10},
    };

    for (size_t i = 0; i < sizeof plan / sizeof *plan; i++)
        if (strncmp(p->digits, plan[i].code, strlen(plan[i].code)) == 0)
            return p->n >= plan[i].least && p->n <= plan[i].most;
    return false;
}

bool value_parse_phone(const struct value_input *in, struct str *canon)
{
    struct phone p;
    bool good = take_phone(in->folded, &p);

    bring_home(&p);
    *canon = arena_str(in->a, in->folded);
    /* A spreadsheet takes 0912345678 for a number and drops its zero. */
    if (good && !p.abroad && p.n == 9 && p.digits[0] == '9') {
        *canon = arena_fmt(in->a, "0%.*s", STR_ARG(in->folded));
        diag(in->d, DIAG_PHONE_ZERO, in->pos, value_shown(in),
             value_masked(in->spec, *canon, in->a));
        return true;
    }
    if (good && (p.abroad ? p.n >= 8 && p.n <= 15 : in_plan(&p)))
        return true;
    return diag(in->d, DIAG_BAD_PHONE, in->pos, value_shown(in));
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Letters, digits and `others`, in parts of at least one character between dots. */
static bool is_dotted(struct str s, const char *others, bool needs_dot)
{
    size_t part = 0;
    bool dot = false;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '.' && part == 0)
            return false;
        dot = dot || s.ptr[i] == '.';
        part = s.ptr[i] == '.' ? 0 : part + 1;
        if (s.ptr[i] != '.' && !is_letter_or_digit(s.ptr[i]) && !value_is_one_of(s.ptr[i], others))
            return false;
    }
    return part > 0 && (dot || !needs_dot);
}

bool value_parse_email(const struct value_input *in, struct str *canon)
{
    struct str s = in->folded;
    size_t at = str_find(s, STR("@"));

    /* RFC 5321: 254 characters in all, 64 before the @. */
    if (s.len > 254 || at > 64 || !is_dotted(str_slice(s, 0, at), "!#$%&'*+/=?^_`{|}~-", false) ||
        !is_dotted(str_slice(s, at + 1, s.len), "-", true))
        return diag(in->d, DIAG_BAD_EMAIL, in->pos, value_shown(in));
    *canon = arena_str(in->a, s);
    return true;
}

/* One number of an address: 0 to 255. A leading zero would be octal to some programs, decimal to
 * others. */
static bool take_octet(struct str *s)
{
    struct str before = *s;
    long n = 0;
    size_t digits = value_take_digits(s, &n);

    return digits >= 1 && digits <= 3 && n <= 255 && (digits == 1 || before.ptr[0] != '0');
}

bool value_parse_ipv4(const struct value_input *in, struct str *canon)
{
    struct str rest = in->folded;
    bool good = true;

    for (int i = 0; i < 4 && good; i++)
        good = (i == 0 || value_take(&rest, STR("."))) && take_octet(&rest);
    if (!good || rest.len)
        return diag(in->d, DIAG_BAD_IPV4, in->pos, value_shown(in));
    *canon = arena_str(in->a, in->folded);
    return true;
}
