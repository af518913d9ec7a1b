#include "value/value.h"

#include <assert.h>

#include "base/utf8.h"
#include "value/parse.h"

#define SHOWN_CHARS 40 /* of what was typed, in a message */

static bool parse_text(const struct value_input *in, struct str *canon);
static bool parse_name(const struct value_input *in, struct str *canon);
static bool parse_as_typed(const struct value_input *in, struct str *canon);
static bool parse_signature(const struct value_input *in, struct str *canon);

static const struct type {
    const char *name;
    bool (*parse)(const struct value_input *in, struct str *canon);
    struct str formats[4];
} types[VALUE_TYPE_COUNT] = {
    [VALUE_TEXT] = {"text", parse_text, {{0}}},
    [VALUE_NAME] = {"name", parse_name, {{0}}},
    [VALUE_INT] = {"int", value_parse_int, {STR("comma"), STR("capital")}},
    [VALUE_DECIMAL] = {"decimal", value_parse_decimal, {STR("comma")}},
    [VALUE_DATE] = {"date",
                    value_parse_date,
                    {STR("roc"), STR("roc-long"), STR("roc-slash"), STR("iso")}},
    [VALUE_TIME] = {"time", value_parse_time, {STR("ampm"), STR("clock")}},
    [VALUE_CHOICE] = {"choice", value_parse_choice, {{0}}},
    [VALUE_BOOL] = {"bool", value_parse_bool, {{0}}},
    [VALUE_ID] = {"id", value_parse_id, {STR("masked")}},
    [VALUE_ID_PREFIX] = {"id_prefix", value_parse_id_prefix, {STR("plain")}},
    [VALUE_EMAIL] = {"email", value_parse_email, {{0}}},
    [VALUE_PHONE] = {"phone", value_parse_phone, {{0}}},
    [VALUE_IPV4] = {"ipv4", value_parse_ipv4, {{0}}},
    [VALUE_IMAGE] = {"image", parse_as_typed, {{0}}},
    [VALUE_FILE] = {"file", parse_as_typed, {{0}}},
    [VALUE_SIGNATURE] = {"signature", parse_signature, {{0}}},
};

enum value_type value_type_named(struct str name)
{
    int type = 0;

    while (type < VALUE_TYPE_COUNT && !str_eq(name, str_from(types[type].name)))
        type++;
    return (enum value_type)type;
}

const char *value_type_name(enum value_type type)
{
    assert(type < VALUE_TYPE_COUNT);
    return types[type].name;
}

const struct str *value_formats(enum value_type type, size_t *n)
{
    assert(type < VALUE_TYPE_COUNT);
    *n = 0;
    while (*n < sizeof types->formats / sizeof *types->formats && types[type].formats[*n].len)
        ++*n;
    return types[type].formats;
}

bool value_format_known(enum value_type type, struct str format)
{
    size_t n;
    const struct str *formats = value_formats(type, &n);

    for (size_t i = 0; i < n; i++)
        if (str_eq(formats[i], format))
            return true;
    return format.len == 0;
}

static uint32_t half_width(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        return cp - 0xFF01 + '!';
    return cp == 0x3000 || cp == 0xA0 ? ' ' : cp;
}

static bool is_half_width(struct str s)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t cp = utf8_next(s, &at);

        if (half_width(cp) != cp)
            return false;
    }
    return true;
}

struct str value_half_width(struct str s, struct arena *a)
{
    struct buf b = {0};
    struct str half;

    if (is_half_width(s))
        return s;
    for (size_t at = 0; at < s.len;)
        utf8_put(&b, half_width(utf8_next(s, &at)));
    half = arena_str(a, buf_view(&b));
    buf_free(&b);
    return half;
}

/* How many characters of a personal text may be seen: 王○○, A12*******. */
static size_t seen_chars(const struct value_spec *spec, struct str text)
{
    size_t chars = utf8_count(text);

    if (chars < 2)
        return 0;
    if (spec->type == VALUE_NAME || (unsigned char)text.ptr[0] >= 0x80)
        return 1;
    return chars < 9 ? chars / 3 : 3;
}

struct str value_masked(const struct value_spec *spec, struct str text, struct arena *a)
{
    struct buf b = {0};
    struct str masked;
    size_t seen = seen_chars(spec, text);

    if (!spec->personal && spec->type != VALUE_ID && spec->type != VALUE_ID_PREFIX)
        return text;
    for (size_t at = 0, i = 0; at < text.len; i++) {
        uint32_t cp = utf8_next(text, &at);

        if (i < seen)
            utf8_put(&b, cp);
        else
            buf_str(&b, cp < 0x80 ? STR("*") : STR("○"));
    }
    masked = arena_str(a, buf_view(&b));
    buf_free(&b);
    return masked;
}

struct str value_shown(const struct value_input *in)
{
    struct str s = value_masked(in->spec, in->typed, in->a);
    size_t at = 0;

    for (size_t i = 0; i < SHOWN_CHARS && at < s.len; i++)
        utf8_next(s, &at);
    if (at == s.len)
        return s;
    return arena_fmt(in->a, "%.*s…", (int)at, s.ptr);
}

/* Characters that stand where another program has dropped one: Excel writes ? into CP950. */
static bool check_lost(const struct value_input *in, const uint32_t *lost, size_t n)
{
    for (size_t at = 0; at < in->typed.len;) {
        size_t from = at;
        uint32_t cp = utf8_next(in->typed, &at);

        for (size_t i = 0; i < n; i++)
            if (cp == lost[i])
                return diag(in->d, DIAG_CHARACTER_LOST, in->pos, value_shown(in),
                            str_slice(in->typed, from, at));
    }
    return true;
}

static bool check_length(const struct value_input *in)
{
    size_t chars = utf8_count(in->typed), max = in->spec->max_chars;

    return !max || chars <= max ||
           diag(in->d, DIAG_TOO_LONG, in->pos, value_shown(in), arena_fmt(in->a, "%zu", max),
                arena_fmt(in->a, "%zu", chars));
}

static bool parse_as_typed(const struct value_input *in, struct str *canon)
{
    *canon = arena_str(in->a, in->typed);
    return check_length(in);
}

static bool parse_text(const struct value_input *in, struct str *canon)
{
    return check_lost(in, (const uint32_t[]){0xFFFD}, 1) && parse_as_typed(in, canon);
}

static bool parse_name(const struct value_input *in, struct str *canon)
{
    return check_lost(in, (const uint32_t[]){'?', 0x25A1, 0xFFFD}, 3) && parse_as_typed(in, canon);
}

static bool parse_signature(const struct value_input *in, struct str *canon)
{
    (void)canon;
    return diag(in->d, DIAG_SIGNATURE_TYPED, in->pos, value_shown(in));
}

bool value_parse(const struct value_spec *spec, struct str typed, struct pos pos, struct arena *a,
                 struct diag *d, struct str *canon)
{
    struct value_input in = {.spec = spec, .typed = str_trim(typed), .pos = pos, .a = a, .d = d};

    assert(spec->type < VALUE_TYPE_COUNT);
    in.folded = value_half_width(in.typed, a);
    return types[spec->type].parse(&in, canon);
}

static struct str print_choice(const struct value_spec *spec, struct str canon)
{
    for (size_t i = 0; i < spec->nchoices; i++)
        if (str_eq(spec->choices[i].name, canon))
            return spec->choices[i].label.len ? spec->choices[i].label : canon;
    return canon;
}

struct str value_print(const struct value_spec *spec, struct str canon, struct str format,
                       struct arena *a)
{
    switch (spec->type) {
    case VALUE_INT:
    case VALUE_DECIMAL:
        return value_print_number(canon, format, a);
    case VALUE_DATE:
        return value_print_date(canon, format, a);
    case VALUE_TIME:
        return value_print_time(canon, format, a);
    case VALUE_CHOICE:
        return print_choice(spec, canon);
    case VALUE_BOOL:
        return str_eq(canon, STR("1")) ? STR("是") : str_eq(canon, STR("0")) ? STR("否") : canon;
    case VALUE_ID:
        return str_eq(format, STR("masked")) ? value_print_id(canon, a) : canon;
    case VALUE_ID_PREFIX:
        return str_eq(format, STR("plain")) ? canon : value_print_id(canon, a);
    default:
        return canon;
    }
}
