#include "data/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DAY_SECONDS 86400
#define DAYS_1900   25569   /* from Excel's day 0 to 1970-01-01 */
#define DAYS_1904   24107   /* from 1904-01-01 */
#define LAST_DAY    2958465 /* 9999-12-31 */
#define NO_LEAP_DAY 60      /* 1900-02-29, which Excel has and the calendar has not */
#define EXACT       1e15    /* from here on a spreadsheet loses digits */
#define SIGNIFICANT 15
#define MOST_DIGITS 32 /* that a format of zeros asks for */
#define MOST_FORMAT 255

struct letters {
    bool year, month, day, hour, second, elapsed;
    size_t zeros, other;
};

/* Behind a part of a format that is no placeholder, or `at` itself. */
static size_t skip_literal(struct str code, size_t at, struct letters *l)
{
    static const char *const words[] = {"AM/PM", "A/P", "上午/下午", "General", "G/通用格式"};
    char c = code.ptr[at];
    struct str rest = str_slice(code, at, code.len);
    size_t end;

    if (c == '\\' || c == '_' || c == '*')
        return at + 2;
    if (c == '"') {
        end = str_find(str_slice(code, at + 1, code.len), STR("\""));
        return at + 1 + end + 1;
    }
    if (c == '[') {
        end = str_find(rest, STR("]"));
        l->elapsed |=
            end > 1 && strchr("hHmMsS", rest.ptr[1]) && (end == 2 || rest.ptr[1] == rest.ptr[2]);
        return at + end + 1;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rest.len >= strlen(words[i]) && !strncasecmp(rest.ptr, words[i], strlen(words[i])))
            return at + strlen(words[i]);
    return at;
}

static void note_letter(struct str code, size_t at, struct letters *l)
{
    char c = code.ptr[at] | 0x20, next = at + 1 < code.len ? code.ptr[at + 1] : 0;

    if (c == 'y' || c == 'b' || c == 'g' || (c == 'e' && next != '+' && next != '-'))
        l->year = true;
    else if (c == 'm')
        l->month = true;
    else if (c == 'd' || c == 'a')
        l->day = true;
    else if (c == 'h')
        l->hour = true;
    else if (c == 's')
        l->second = true;
    else if (code.ptr[at] == '0')
        l->zeros++;
    else
        l->other++;
}

struct number_format number_format_read(struct str code)
{
    struct letters l = {0};
    bool date, time;

    code = str_slice(code, 0, code.len < MOST_FORMAT ? code.len : MOST_FORMAT);
    if (code.len >= 7 && strncasecmp(code.ptr, "General", 7) == 0)
        return (struct number_format){0};
    for (size_t at = 0, next; at < code.len && code.ptr[at] != ';'; at = next) {
        next = skip_literal(code, at, &l);
        if (next == at)
            note_letter(code, next++, &l);
        else
            l.other++;
    }
    date = l.year || l.day || (l.month && !l.hour && !l.second && !l.elapsed);
    time = l.hour || l.second || l.elapsed;
    if (l.elapsed && !date)
        return (struct number_format){NUMBER_ELAPSED, 0};
    if (date || time)
        return (struct number_format){date && time ? NUMBER_BOTH
                                      : date       ? NUMBER_DATE
                                                   : NUMBER_TIME,
                                      0};
    return (struct number_format){NUMBER_PLAIN,
                                  !l.other && l.zeros <= MOST_DIGITS ? (unsigned)l.zeros : 0};
}

/* ECMA-376 part 1, 18.8.30: from 27 on each language of Excel has its own. */
struct number_format number_format_built_in(unsigned long id)
{
    enum number_kind kind = NUMBER_PLAIN;

    if (id >= 14 && id <= 17)
        kind = NUMBER_DATE;
    else if ((id >= 18 && id <= 21) || id == 45 || id == 47)
        kind = NUMBER_TIME;
    else if (id == 22)
        kind = NUMBER_BOTH;
    else if (id == 46)
        kind = NUMBER_ELAPSED;
    else if ((id >= 27 && id <= 36) || (id >= 50 && id <= 58))
        kind = NUMBER_BY_VALUE;
    return (struct number_format){kind, 0};
}

static struct str clock(long seconds, struct arena *a)
{
    long h = seconds / 3600, m = seconds / 60 % 60, s = seconds % 60;

    return s ? arena_fmt(a, "%02ld:%02ld:%02ld", h, m, s) : arena_fmt(a, "%02ld:%02ld", h, m);
}

/* Digits without an exponent, at most 15 that count. */
static struct str plain_text(double v, struct arena *a)
{
    char digits[40];
    struct buf b = {0};
    struct str text;
    long exponent;
    size_t n = SIGNIFICANT;

    snprintf(digits, sizeof digits, "%.*e", SIGNIFICANT - 1, fabs(v)); /* d.ddde±xx */
    exponent = strtol(strchr(digits, 'e') + 1, NULL, 10);
    memmove(digits + 1, digits + 2, SIGNIFICANT - 1);
    while (n > 1 && digits[n - 1] == '0')
        n--;
    if (v < 0)
        buf_char(&b, '-');
    if (exponent < 0)
        buf_str(&b, STR("0."));
    for (long i = exponent + 1; i < 0; i++)
        buf_char(&b, '0');
    for (long i = 0; i < (long)n || i <= exponent; i++) {
        if (i > 0 && i == exponent + 1)
            buf_char(&b, '.');
        buf_char(&b, i < (long)n ? digits[i] : '0');
    }
    text = arena_str(a, buf_view(&b));
    buf_free(&b);
    return text;
}

static bool is_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len > 0;
}

static struct sheet_cell plain_cell(struct str typed, double v, struct number_format f,
                                    bool days_1904, struct arena *a)
{
    bool as_is =
        is_digits(typed) && typed.len <= SIGNIFICANT && (typed.ptr[0] != '0' || typed.len == 1);
    struct sheet_cell cell = {.text = as_is ? arena_str(a, typed) : plain_text(v, a)};

    if (fabs(v) >= EXACT)
        cell.flaw = SHEET_DIGITS_LOST;
    else if (is_digits(cell.text) && cell.text.len < f.digits)
        cell.text = arena_fmt(a, "%0*.0f", (int)f.digits, v);
    else if (days_1904 && is_digits(cell.text) && cell.text.len == 5)
        cell.flaw = SHEET_DAYS_1904;
    return cell;
}

static struct sheet_cell dated_cell(double v, struct number_format f, bool days_1904,
                                    struct arena *a)
{
    double seconds = floor(v * DAY_SECONDS + 0.5);
    long day, second;

    if (!(v >= 0 && v < LAST_DAY + 1))
        return (struct sheet_cell){.text = plain_text(v, a), .flaw = SHEET_NO_DATE};
    day = (long)(seconds / DAY_SECONDS);
    second = (long)(seconds - (double)day * DAY_SECONDS);
    if (f.kind == NUMBER_BY_VALUE)
        f.kind = v < 1 ? NUMBER_TIME : second ? NUMBER_BOTH : NUMBER_DATE;
    if (f.kind == NUMBER_ELAPSED)
        return (struct sheet_cell){.text = clock((long)seconds, a)};
    if (f.kind == NUMBER_TIME)
        return (struct sheet_cell){.text = clock(second, a)};
    if (!days_1904 && (day == 0 || day == NO_LEAP_DAY))
        return (struct sheet_cell){.text = plain_text(v, a), .flaw = SHEET_NO_DATE};
    day += !days_1904 && day < NO_LEAP_DAY;
    day -= days_1904 ? DAYS_1904 : DAYS_1900;
    if (day > LAST_DAY - DAYS_1900) /* 1904's count, or a second that was rounded up */
        return (struct sheet_cell){.text = plain_text(v, a), .flaw = SHEET_NO_DATE};
    if (f.kind == NUMBER_DATE || second == 0)
        return (struct sheet_cell){.text = value_days_date(day, a)};
    return (struct sheet_cell){
        .text = arena_fmt(a, "%s %s", value_days_date(day, a).ptr, clock(second, a).ptr)};
}

struct sheet_cell number_cell(struct str typed, struct number_format f, bool days_1904,
                              struct arena *a)
{
    char copy[64], *end;
    double v;

    if (typed.len == 0 || typed.len >= sizeof copy)
        return (struct sheet_cell){.text = arena_str(a, typed)};
    memcpy(copy, typed.ptr, typed.len);
    copy[typed.len] = 0;
    v = strtod(copy, &end);
    if (*end || !isfinite(v))
        return (struct sheet_cell){.text = arena_str(a, typed)};
    return f.kind == NUMBER_PLAIN ? plain_cell(typed, v, f, days_1904, a)
                                  : dated_cell(v, f, days_1904, a);
}

/* 14:30:00.000 as 14:30. */
static struct str short_clock(struct str s)
{
    s = str_slice(s, 0, str_find(s, STR(".")));
    if (str_ends(s, STR("Z")))
        s.len--;
    if (s.len == 8 && str_ends(s, STR(":00")))
        s.len -= 3;
    return s;
}

struct str number_iso(struct str typed, struct arena *a)
{
    size_t t = str_find(typed, STR("T"));
    struct str date = str_slice(typed, 0, t),
               time = short_clock(str_slice(typed, t + 1, typed.len));

    if (t >= typed.len)
        return arena_str(a, str_find(typed, STR(":")) < typed.len ? short_clock(typed) : typed);
    if (date.len == 0 || time.len == 0 || str_eq(time, STR("00:00")))
        return arena_str(a, date.len ? date : time);
    return arena_fmt(a, "%.*s %.*s", STR_ARG(date), STR_ARG(time));
}

struct str number_duration(struct str typed, struct arena *a)
{
    unsigned h, m;
    double s;
    char copy[40], end;

    if (typed.len >= sizeof copy)
        return arena_str(a, typed);
    memcpy(copy, typed.ptr, typed.len);
    copy[typed.len] = 0;
    if (sscanf(copy, "PT%6uH%6uM%10lf%c", &h, &m, &s, &end) != 4 || end != 'S' || m > 59 || s < 0 ||
        s >= 60)
        return arena_str(a, typed);
    return clock((long)h * 3600 + (long)m * 60 + (long)(s + 0.5), a);
}
