#include "value/parse.h"

enum half { HALF_OPEN, HALF_MORNING, HALF_NOON, HALF_AFTERNOON };

static enum half take_half(struct str *s)
{
    enum half half = HALF_OPEN;

    if (value_take(s, STR("上午")))
        half = HALF_MORNING;
    else if (value_take(s, STR("中午")))
        half = HALF_NOON;
    else if (value_take(s, STR("下午")))
        half = HALF_AFTERNOON;
    value_skip_spaces(s);
    return half;
}

static enum half take_half_behind(struct str *s)
{
    struct str tail = str_slice(*s, s->len > 2 ? s->len - 2 : 0, s->len);
    enum half half = value_same_word(tail, STR("am"))   ? HALF_MORNING
                     : value_same_word(tail, STR("pm")) ? HALF_AFTERNOON
                                                        : HALF_OPEN;

    if (half != HALF_OPEN)
        *s = str_trim(str_slice(*s, 0, s->len - 2));
    return half;
}

/* 14:30, 14:30:00, 1430 */
static bool take_clock(struct str s, long *h, long *m)
{
    long seconds = 0;
    size_t digits = value_take_digits(&s, h);

    if (digits == 4 && !s.len) {
        *m = *h % 100;
        *h /= 100;
        return true;
    }
    return digits >= 1 && digits <= 2 && value_take(&s, STR(":")) &&
           value_take_digits(&s, m) == 2 &&
           (!s.len || (value_take(&s, STR(":")) && value_take_digits(&s, &seconds) == 2)) &&
           seconds == 0 && !s.len;
}

/* 14時30分, 9點, 9時整 */
static bool take_named(struct str s, long *h, long *m)
{
    size_t digits = value_take_digits(&s, h);

    *m = 0;
    value_skip_spaces(&s);
    if (!digits || digits > 2 || !(value_take(&s, STR("時")) || value_take(&s, STR("點"))))
        return false;
    value_skip_spaces(&s);
    if (!s.len || str_eq(s, STR("整")))
        return true;
    digits = value_take_digits(&s, m);
    value_skip_spaces(&s);
    return digits >= 1 && digits <= 2 && value_take(&s, STR("分")) && !s.len;
}

bool value_parse_time(const struct value_input *in, struct str *canon)
{
    struct str s = in->folded;
    enum half half = take_half(&s);
    long h, m;

    if (half == HALF_OPEN)
        half = take_half_behind(&s);
    if (!(take_clock(s, &h, &m) || take_named(s, &h, &m)) || h > 23 || m > 59 ||
        (half == HALF_MORNING && h > 12) || (half == HALF_NOON && h != 12))
        return diag(in->d, DIAG_BAD_TIME, in->pos, value_shown(in));
    if (half == HALF_AFTERNOON && h < 12)
        h += 12;
    else if (half == HALF_MORNING && h == 12)
        h = 0;
    *canon = arena_fmt(in->a, "%02ld:%02ld", h, m);
    return true;
}

struct str value_print_time(struct str canon, struct str format, struct arena *a)
{
    const char *half = "";
    long h, m;

    if (str_eq(format, STR("clock")) || !take_clock(canon, &h, &m))
        return canon;
    if (str_eq(format, STR("ampm"))) {
        half = h < 12 ? "上午" : h == 12 ? "中午" : "下午";
        h -= h > 12 ? 12 : 0;
    }
    if (m)
        return arena_fmt(a, "%s%ld時%ld分", half, h, m);
    return arena_fmt(a, "%s%ld時", half, h);
}
