#include "value/parse.h"

#include <string.h>

#define ROC_EPOCH  1911 /* 民國 1 is 1912 */
#define FIRST_YEAR 1912
#define LAST_YEAR  2155
#define LAST_ROC   (LAST_YEAR - ROC_EPOCH)

/* Excel's 1900 system: day 25569 is 1970-01-01. Five digits within 1950 to 2099. */
#define EXCEL_1970  25569
#define EXCEL_FIRST 18264
#define EXCEL_LAST  73050

enum era { ERA_OPEN, ERA_ROC, ERA_WESTERN };

struct typed_date {
    long year, month, day;
    size_t year_digits;
    bool named; /* with 年 月 日 */
};

static bool is_leap(long year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static long days_in_month(long year, long month)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01 and back, after Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms": years that begin in March, in eras of 400. */
static long days_of(long y, long m, long d)
{
    long era, year_of_era, day_of_year;

    y -= m <= 2;
    era = (y >= 0 ? y : y - 399) / 400;
    year_of_era = y - era * 400;
    day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

struct str value_days_date(long days, struct arena *a)
{
    long z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    long day_of_era = z - era * 146097;
    long year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long month = (5 * day_of_year + 2) / 153;
    long day = day_of_year - (153 * month + 2) / 5 + 1;

    month += month < 10 ? 3 : -9;
    return arena_fmt(a, "%04ld-%02ld-%02ld", year_of_era + era * 400 + (month <= 2), month, day);
}

static bool read_iso(struct str iso, long *y, long *m, long *d)
{
    return iso.len == 10 && value_take_digits(&iso, y) == 4 && value_take(&iso, STR("-")) &&
           value_take_digits(&iso, m) == 2 && value_take(&iso, STR("-")) &&
           value_take_digits(&iso, d) == 2 && *m >= 1 && *m <= 12 && *d >= 1 &&
           *d <= days_in_month(*y, *m);
}

bool value_date_days(struct str iso, long *days)
{
    long y, m, d;

    if (!read_iso(iso, &y, &m, &d))
        return false;
    *days = days_of(y, m, d);
    return true;
}

/* Excel exports a date as "2026/11/20 0:00:00", in Chinese "2026/11/20 上午 12:00:00". */
static void drop_midnight(struct str *s)
{
    static const char *const midnights[] = {" 00:00:00.000", "T00:00:00.000", " 00:00:00",
                                            "T00:00:00",     " 0:00:00",      " 00:00",
                                            " 0:00",         " 上午 12:00:00"};

    for (size_t i = 0; i < sizeof midnights / sizeof *midnights; i++)
        if (str_ends(*s, str_from(midnights[i]))) {
            *s = str_trim(str_slice(*s, 0, s->len - strlen(midnights[i])));
            return;
        }
}

static enum era take_era(struct str *s)
{
    enum era era = ERA_OPEN;

    if (value_take(s, STR("中華民國")) || value_take(s, STR("民國")))
        era = ERA_ROC;
    else if (value_take(s, STR("西元")))
        era = ERA_WESTERN;
    value_skip_spaces(s);
    return era;
}

/* 1151120, 991120, 20261120: the last four digits are month and day. */
static bool split_compact(struct typed_date *t)
{
    long all = t->year;

    if (t->year_digits < 6 || t->year_digits > 8)
        return false;
    *t = (struct typed_date){.year = all / 10000,
                             .month = all / 100 % 100,
                             .day = all % 100,
                             .year_digits = t->year_digits - 4};
    return true;
}

/* The two signs between the parts must be the same, or 年 and 月, with 日 at the end. */
static bool take_parts(struct str s, struct typed_date *t)
{
    struct str sign;

    t->year_digits = value_take_digits(&s, &t->year);
    value_skip_spaces(&s);
    if (!t->year_digits || !s.len)
        return t->year_digits && split_compact(t);
    t->named = value_take(&s, STR("年"));
    sign = t->named ? STR("月") : str_slice(s, 0, 1);
    if (!t->named && (!value_is_one_of(sign.ptr[0], "/-.") || !value_take(&s, sign)))
        return false;
    value_skip_spaces(&s);
    if (!value_take_digits(&s, &t->month))
        return false;
    value_skip_spaces(&s);
    if (!value_take(&s, sign))
        return false;
    value_skip_spaces(&s);
    if (!value_take_digits(&s, &t->day))
        return false;
    value_skip_spaces(&s);
    return (!t->named || value_take(&s, STR("日"))) && s.len == 0;
}

/* 1/2/115 and 20/11/2026 end with the year; 5/8/26 may begin with the month. */
static bool is_unclear(const struct typed_date *t, enum era era)
{
    if (era != ERA_OPEN || t->named || t->year_digits > 2)
        return false;
    return t->day > 31 || t->year <= 12;
}

static bool take_serial(struct str s, struct str *canon, struct arena *a)
{
    long n;

    if (value_take_digits(&s, &n) != 5 || s.len || n < EXCEL_FIRST || n > EXCEL_LAST)
        return false;
    *canon = value_days_date(n - EXCEL_1970, a);
    return true;
}

static bool no_such_day(const struct value_input *in, long year, long month)
{
    bool zh = diag_lang(in->d) == DIAG_ZH;
    struct str days = arena_fmt(in->a, "%ld", days_in_month(year, month));
    struct str name = zh ? arena_fmt(in->a, "%ld年%ld月", year - ROC_EPOCH, month)
                         : arena_fmt(in->a, "%04ld-%02ld", year, month);

    return diag(in->d, DIAG_DATE_NO_DAY, in->pos, value_shown(in),
                in->spec->personal ? STR("") : name, days);
}

static bool check_date(const struct value_input *in, const struct typed_date *t, enum era era,
                       struct str *canon)
{
    bool roc = era == ERA_ROC || (era == ERA_OPEN && t->year <= LAST_ROC);
    long year = roc ? t->year + ROC_EPOCH : t->year;

    if (is_unclear(t, era))
        return diag(in->d, DIAG_DATE_UNCLEAR, in->pos, value_shown(in));
    if (t->month < 1 || t->month > 12 || t->day < 1)
        return diag(in->d, DIAG_BAD_DATE, in->pos, value_shown(in));
    if (year < FIRST_YEAR || year > LAST_YEAR)
        return diag(in->d, DIAG_DATE_RANGE, in->pos, value_shown(in));
    if (t->day > days_in_month(year, t->month))
        return no_such_day(in, year, t->month);
    *canon = arena_fmt(in->a, "%04ld-%02ld-%02ld", year, t->month, t->day);
    return true;
}

bool value_parse_date(const struct value_input *in, struct str *canon)
{
    struct str s = in->folded;
    struct typed_date t = {0};
    enum era era;

    drop_midnight(&s);
    era = take_era(&s);
    if (era == ERA_ROC && str_starts(s, STR("前")))
        return diag(in->d, DIAG_DATE_RANGE, in->pos, value_shown(in));
    if (era == ERA_OPEN && take_serial(s, canon, in->a))
        return true;
    if (!take_parts(s, &t))
        return diag(in->d, DIAG_BAD_DATE, in->pos, value_shown(in));
    return check_date(in, &t, era, canon);
}

struct str value_print_date(struct str canon, struct str format, struct arena *a)
{
    long y, m, d;

    if (str_eq(format, STR("iso")) || !read_iso(canon, &y, &m, &d) || y < FIRST_YEAR)
        return canon;
    y -= ROC_EPOCH;
    if (str_eq(format, STR("roc-slash")))
        return arena_fmt(a, "%ld/%02ld/%02ld", y, m, d);
    if (str_eq(format, STR("roc-long")))
        return arena_fmt(a, "中華民國%ld年%ld月%ld日", y, m, d);
    return arena_fmt(a, "%ld年%ld月%ld日", y, m, d);
}
