#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "value/value.h"

struct fixture {
    struct arena *a;
    struct diag *d;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){arena_new(), diag_new(DIAG_EN)};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    diag_free(f->d);
    arena_free(f->a);
    return 0;
}

static struct value_spec spec_of(enum value_type type)
{
    return (struct value_spec){.type = type};
}

static bool parse(struct fixture *f, const struct value_spec *spec, const char *typed,
                  struct str *canon)
{
    diag_clear(f->d);
    return value_parse(spec, str_from(typed), pos_cell("t.csv", NULL, 2, 3), f->a, f->d, canon);
}

static void assert_parsed(struct fixture *f, enum value_type type, const char *typed,
                          const char *expected)
{
    struct value_spec spec = spec_of(type);
    struct str canon = {0};

    if (!parse(f, &spec, typed, &canon))
        fail_msg("refused: %s", typed);
    if (!str_eq(canon, str_from(expected)))
        fail_msg("%s gave %.*s, not %s", typed, STR_ARG(canon), expected);
    assert_int_equal(diag_errors(f->d), 0);
}

static void assert_refused(struct fixture *f, enum value_type type, const char *typed,
                           enum diag_id id)
{
    struct value_spec spec = spec_of(type);
    struct str canon = {0};

    if (parse(f, &spec, typed, &canon))
        fail_msg("%s gave %.*s", typed, STR_ARG(canon));
    if (diag_count(f->d, id) != 1 || diag_errors(f->d) != 1) {
        diag_print(f->d, stderr, DIAG_TEXT, false, false);
        fail_msg("another message for %s", typed);
    }
}

static void assert_printed(struct fixture *f, enum value_type type, const char *canon,
                           const char *format, const char *expected)
{
    struct value_spec spec = spec_of(type);
    struct str s = value_print(&spec, str_from(canon), str_from(format), f->a);

    if (!str_eq(s, str_from(expected)))
        fail_msg("%s as '%s' gave %.*s, not %s", canon, format, STR_ARG(s), expected);
}

static void assert_messages(struct fixture *f, const char *expected)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);

    assert_non_null(to);
    diag_print(f->d, to, DIAG_TEXT, false, false);
    fclose(to);
    assert_string_equal(text, expected);
    free(text);
}

static void speak_chinese(struct fixture *f)
{
    diag_free(f->d);
    f->d = diag_new(DIAG_ZH);
}

static void types_have_names(void **state)
{
    (void)state;
    for (int i = 0; i < VALUE_TYPE_COUNT; i++)
        assert_int_equal(value_type_named(str_from(value_type_name((enum value_type)i))), i);
    assert_int_equal(value_type_named(STR("dat")), VALUE_TYPE_COUNT);
    assert_int_equal(value_type_named(STR("id_prefix")), VALUE_ID_PREFIX);
}

static void dates_as_people_write_them(void **state)
{
    static const char *const same_day[] = {
        "2026-11-20",
        "2026/11/20",
        "2026.11.20",
        "115/11/20",
        "115.11.20",
        "115-11-20",
        "1151120",
        "20261120",
        "115年11月20日",
        "115 年 11 月 20 日",
        "中華民國115年11月20日",
        "民國 115 年11月20日",
        "民國115/11/20",
        "民國1151120",
        "西元2026年11月20日",
        "2026年11月20日",
        "１１５／１１／２０",
        "115．11．20",
        "　115/11/20 ",
        "46346",
        "2026/11/20 0:00:00",
        "2026-11-20T00:00:00",
        "2026-11-20 00:00",
        "2026/11/20 上午 12:00:00",
        "115 / 11 / 20",
    };

    for (size_t i = 0; i < sizeof same_day / sizeof *same_day; i++)
        assert_parsed(*state, VALUE_DATE, same_day[i], "2026-11-20");
    assert_parsed(*state, VALUE_DATE, "115.08.05", "2026-08-05");
    assert_parsed(*state, VALUE_DATE, "2026/8/5", "2026-08-05");
    assert_parsed(*state, VALUE_DATE, "0991120", "2010-11-20");
    assert_parsed(*state, VALUE_DATE, "991120", "2010-11-20");
    assert_parsed(*state, VALUE_DATE, "99/1/2", "2010-01-02");
    assert_parsed(*state, VALUE_DATE, "民國1年1月1日", "1912-01-01");
    assert_parsed(*state, VALUE_DATE, "001/01/01", "1912-01-01");
    assert_parsed(*state, VALUE_DATE, "0010101", "1912-01-01");
    assert_parsed(*state, VALUE_DATE, "244/12/31", "2155-12-31");
    assert_parsed(*state, VALUE_DATE, "113/2/29", "2024-02-29");
    assert_parsed(*state, VALUE_DATE, "46000", "2025-12-09");
    assert_parsed(*state, VALUE_DATE, "18264", "1950-01-01");
}

static void what_is_no_date_is_refused(void **state)
{
    static const struct {
        const char *typed;
        enum diag_id id;
    } bad[] = {
        {"115/13/02", DIAG_BAD_DATE},
        {"115/0/02", DIAG_BAD_DATE},
        {"115/1/0", DIAG_BAD_DATE},
        {"115/1-2", DIAG_BAD_DATE},
        {"115/1", DIAG_BAD_DATE},
        {"115年度", DIAG_BAD_DATE},
        {"114", DIAG_BAD_DATE},
        {"115 11 20", DIAG_BAD_DATE},
        {"115年11月", DIAG_BAD_DATE},
        {"年 月 日", DIAG_BAD_DATE},
        {"2026/11/20 14:30", DIAG_BAD_DATE},
        {"202611", DIAG_BAD_DATE},
        {"18263", DIAG_BAD_DATE},
        {"73051", DIAG_BAD_DATE},
        {"待定", DIAG_BAD_DATE},
        {"115/11/20起", DIAG_BAD_DATE},
        {"99999999999999999999/1/1", DIAG_DATE_RANGE},
        {"1/2/115", DIAG_DATE_UNCLEAR},
        {"20/11/2026", DIAG_DATE_UNCLEAR},
        {"11/20/2026", DIAG_DATE_UNCLEAR},
        {"5/8/26", DIAG_DATE_UNCLEAR},
        {"114/2/29", DIAG_DATE_NO_DAY},
        {"2026-02-30", DIAG_DATE_NO_DAY},
        {"1911-12-31", DIAG_DATE_RANGE},
        {"2156-01-01", DIAG_DATE_RANGE},
        {"245/1/1", DIAG_DATE_RANGE},
        {"民國2026/1/1", DIAG_DATE_RANGE},
        {"民國前1年1月1日", DIAG_DATE_RANGE},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused(*state, VALUE_DATE, bad[i].typed, bad[i].id);
}

static void a_date_message_names_the_right_form(void **state)
{
    struct fixture *f = *state;
    struct value_spec spec = spec_of(VALUE_DATE);
    struct str canon;

    parse(f, &spec, "115/13/02", &canon);
    assert_messages(f, "t.csv:C2: error: not a date: '115/13/02'; write 115/12/02 or 2026-12-02\n");
    parse(f, &spec, "115/2/30", &canon);
    assert_messages(f, "t.csv:C2: error: no such day: '115/2/30'; 2026-02 has 28 days\n");
    speak_chinese(f);
    parse(f, &spec, "115/13/02", &canon);
    assert_messages(f, "t.csv:C2: 錯誤：不是日期：「115/13/02」；請寫成 115/12/02 或 2026-12-02\n");
    parse(f, &spec, "115/2/30", &canon);
    assert_messages(f, "t.csv:C2: 錯誤：沒有這一天：「115/2/30」；115年2月只有 28 天\n");
    spec.personal = true;
    parse(f, &spec, "75/2/30", &canon);
    assert_messages(f, "t.csv:C2: 錯誤：沒有這一天：「75*****」\n");
}

static void dates_print_in_their_formats(void **state)
{
    assert_printed(*state, VALUE_DATE, "2026-08-05", "", "115年8月5日");
    assert_printed(*state, VALUE_DATE, "2026-08-05", "roc", "115年8月5日");
    assert_printed(*state, VALUE_DATE, "2026-08-05", "roc-long", "中華民國115年8月5日");
    assert_printed(*state, VALUE_DATE, "2026-08-05", "roc-slash", "115/08/05");
    assert_printed(*state, VALUE_DATE, "2026-08-05", "iso", "2026-08-05");
    assert_printed(*state, VALUE_DATE, "soon", "", "soon");
}

static void days_count_there_and_back(void **state)
{
    struct fixture *f = *state;
    long days, last;

    assert_true(value_date_days(STR("1970-01-01"), &days));
    assert_int_equal(days, 0);
    assert_true(value_date_days(STR("1912-01-01"), &days));
    assert_int_equal(days, -21185);
    assert_true(value_date_days(STR("2155-12-31"), &last));
    for (; days <= last; days++) {
        long back;

        if (days % 1000 == 0)
            arena_reset(f->a);
        assert_true(value_date_days(value_days_date(days, f->a), &back));
        assert_int_equal(back, days);
    }
    assert_false(value_date_days(STR("2026-02-29"), &days));
    assert_false(value_date_days(STR("2026-2-09"), &days));
    assert_false(value_date_days(STR("2026-13-01"), &days));
}

static void times_are_read_and_printed(void **state)
{
    static const char *const same[] = {"14:30",       "14:30:00",   "1430",    "14時30分",
                                       "下午2時30分", "下午 02:30", "2:30 PM", "１４：３０"};

    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_parsed(*state, VALUE_TIME, same[i], "14:30");
    assert_parsed(*state, VALUE_TIME, "9時", "09:00");
    assert_parsed(*state, VALUE_TIME, "上午12:05", "00:05");
    assert_parsed(*state, VALUE_TIME, "中午12時", "12:00");
    assert_refused(*state, VALUE_TIME, "24:00", DIAG_BAD_TIME);
    assert_refused(*state, VALUE_TIME, "9:60", DIAG_BAD_TIME);
    assert_refused(*state, VALUE_TIME, "14:30:15", DIAG_BAD_TIME);
    assert_refused(*state, VALUE_TIME, "中午11:00", DIAG_BAD_TIME);
    assert_refused(*state, VALUE_TIME, "0.604", DIAG_BAD_TIME);
    assert_refused(*state, VALUE_TIME, "pm", DIAG_BAD_TIME);
    assert_printed(*state, VALUE_TIME, "14:30", "", "14時30分");
    assert_printed(*state, VALUE_TIME, "09:00", "", "9時");
    assert_printed(*state, VALUE_TIME, "14:30", "ampm", "下午2時30分");
    assert_printed(*state, VALUE_TIME, "12:00", "ampm", "中午12時");
    assert_printed(*state, VALUE_TIME, "09:05", "clock", "09:05");
}

static void numbers_are_read(void **state)
{
    assert_parsed(*state, VALUE_INT, "1200", "1200");
    assert_parsed(*state, VALUE_INT, "1,234,567", "1234567");
    assert_parsed(*state, VALUE_INT, "１２", "12");
    assert_parsed(*state, VALUE_INT, "-007", "-7");
    assert_parsed(*state, VALUE_INT, "+5", "5");
    assert_parsed(*state, VALUE_INT, "-0", "0");
    assert_parsed(*state, VALUE_INT, "3.0", "3");
    assert_parsed(*state, VALUE_INT, "999999999999999999", "999999999999999999");
    assert_parsed(*state, VALUE_DECIMAL, "1.50", "1.5");
    assert_parsed(*state, VALUE_DECIMAL, "1,234.25", "1234.25");
    assert_parsed(*state, VALUE_DECIMAL, "-0.5", "-0.5");
    assert_refused(*state, VALUE_INT, "1.5", DIAG_BAD_INT);
    assert_refused(*state, VALUE_INT, "3份", DIAG_BAD_INT);
    assert_refused(*state, VALUE_INT, "12,34", DIAG_BAD_INT);
    assert_refused(*state, VALUE_INT, "1234,567", DIAG_BAD_INT);
    assert_refused(*state, VALUE_INT, ",123", DIAG_BAD_INT);
    assert_refused(*state, VALUE_INT, "1,", DIAG_BAD_INT);
    assert_refused(*state, VALUE_INT, "-", DIAG_BAD_INT);
    assert_refused(*state, VALUE_INT, "1E+05", DIAG_BAD_INT);
    assert_refused(*state, VALUE_INT, "1000000000000000000", DIAG_NUMBER_LONG);
    assert_refused(*state, VALUE_DECIMAL, "1.", DIAG_BAD_DECIMAL);
    assert_refused(*state, VALUE_DECIMAL, "1.2.3", DIAG_BAD_DECIMAL);
    assert_refused(*state, VALUE_DECIMAL, "12345678901.23456", DIAG_NUMBER_LONG);
}

static void numbers_are_printed(void **state)
{
    static const char *const capitals[][2] = {
        {"0", "零"},
        {"1234", "壹仟貳佰參拾肆"},
        {"10", "壹拾"},
        {"105", "壹佰零伍"},
        {"1005", "壹仟零伍"},
        {"1050", "壹仟零伍拾"},
        {"10200", "壹萬零貳佰"},
        {"102000", "壹拾萬貳仟"},
        {"100005", "壹拾萬零伍"},
        {"100000000", "壹億"},
        {"100001000", "壹億零壹仟"},
        {"1000000005", "壹拾億零伍"},
        {"639442789", "陸億參仟玖佰肆拾肆萬貳仟柒佰捌拾玖"},
        {"-20", "負貳拾"},
        {"100000000000000000", "壹拾京"},
    };

    for (size_t i = 0; i < sizeof capitals / sizeof *capitals; i++)
        assert_printed(*state, VALUE_INT, capitals[i][0], "capital", capitals[i][1]);
    assert_printed(*state, VALUE_INT, "1234567", "comma", "1,234,567");
    assert_printed(*state, VALUE_INT, "-123", "comma", "-123");
    assert_printed(*state, VALUE_INT, "123456", "", "123456");
    assert_printed(*state, VALUE_DECIMAL, "1234.5", "comma", "1,234.5");
    assert_printed(*state, VALUE_DECIMAL, "2.0", "", "2"); /* as SQLite writes a REAL */
    assert_printed(*state, VALUE_DECIMAL, "1e+20", "", "1e+20");
}

static void choices_go_by_name_or_label(void **state)
{
    static const struct value_choice choices[] = {
        {STR("own"), STR("自有")}, {STR("issued"), STR("公務配發")}, {STR("A（1）"), {0}}};
    struct value_spec spec = {.type = VALUE_CHOICE, .choices = choices, .nchoices = 3};
    struct fixture *f = *state;
    struct str canon;

    assert_true(parse(f, &spec, " 自有　", &canon));
    assert_true(str_eq(canon, STR("own")));
    assert_true(parse(f, &spec, "ｏｗｎ", &canon));
    assert_true(str_eq(canon, STR("own")));
    assert_true(parse(f, &spec, "A(1)", &canon));
    assert_true(str_eq(canon, STR("A（1）")));
    assert_true(str_eq(value_print(&spec, STR("own"), STR(""), f->a), STR("自有")));
    assert_true(str_eq(value_print(&spec, STR("A（1）"), STR(""), f->a), STR("A（1）")));
    assert_false(parse(f, &spec, "自", &canon));
    assert_messages(f, "t.csv:C2: error: not one of the choices: '自'; write one of: 自有, "
                       "公務配發, A（1）\n");
    speak_chinese(f);
    assert_false(parse(f, &spec, "自", &canon));
    assert_messages(f,
                    "t.csv:C2: 錯誤：不在選項之內：「自」；請填下列之一：自有、公務配發、A（1）\n");
}

static void booleans_are_read(void **state)
{
    static const char *const yes[] = {"是", "有", "Y", "y", "yes", "YES", "TRUE",
                                      "1",  "V",  "v", "✓", "Ｙ",  "１"};
    static const char *const no[] = {"否", "無", "N", "no", "False", "0", "ｎｏ"};

    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_parsed(*state, VALUE_BOOL, yes[i], "1");
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_parsed(*state, VALUE_BOOL, no[i], "0");
    assert_refused(*state, VALUE_BOOL, "也許", DIAG_BAD_BOOL);
    assert_refused(*state, VALUE_BOOL, "2", DIAG_BAD_BOOL);
    assert_printed(*state, VALUE_BOOL, "1", "", "是");
    assert_printed(*state, VALUE_BOOL, "0", "", "否");
}

static void identity_numbers_have_a_checksum(void **state)
{
    static const char *const good[] = {"A123456789", "I100000003", "Z299999992", "A800000014",
                                       "B900000026"};
    struct fixture *f = *state;
    struct value_spec spec = spec_of(VALUE_ID);
    struct str canon;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_parsed(f, VALUE_ID, good[i], good[i]);
    assert_parsed(f, VALUE_ID, "ａ１２３４５６７８９", "A123456789");
    assert_parsed(f, VALUE_ID, "FA12345689", "FA12345689"); /* a resident's old number */
    assert_refused(f, VALUE_ID, "FA12345688", DIAG_ID_CHECKSUM);
    assert_refused(f, VALUE_ID, "A12345678", DIAG_BAD_ID);
    assert_refused(f, VALUE_ID, "A323456789", DIAG_BAD_ID);
    assert_refused(f, VALUE_ID, "1123456789", DIAG_BAD_ID);
    assert_false(parse(f, &spec, "A123456788", &canon));
    assert_messages(f, "t.csv:C2: error: identity number with a wrong check digit: 'A12*******'; "
                       "compare it with the card, a character is mistyped\n");
    assert_printed(f, VALUE_ID, "A123456789", "masked", "A12345○○○○");
    assert_printed(f, VALUE_ID, "A123456789", "", "A123456789");
}

static void every_letter_has_its_number(void **state)
{
    static const int numbers[] = {10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21,
                                  22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33};

    for (int i = 0; i < 26; i++) {
        int sum = numbers[i] / 10 + numbers[i] % 10 * 9 + 8; /* for ?10000000 */
        char id[11];

        snprintf(id, sizeof id, "%c10000000%d", 'A' + i, (10 - sum % 10) % 10);
        assert_parsed(*state, VALUE_ID, id, id);
    }
}

static void only_six_characters_of_an_id_are_taken(void **state)
{
    struct fixture *f = *state;
    struct value_spec spec = spec_of(VALUE_ID_PREFIX);
    struct str canon;

    assert_parsed(f, VALUE_ID_PREFIX, "A12345", "A12345");
    assert_parsed(f, VALUE_ID_PREFIX, "ａ89345", "A89345");
    assert_parsed(f, VALUE_ID_PREFIX, "FA1234", "FA1234");
    assert_refused(f, VALUE_ID_PREFIX, "A1234", DIAG_BAD_ID_PREFIX);
    assert_refused(f, VALUE_ID_PREFIX, "123456", DIAG_BAD_ID_PREFIX);
    assert_refused(f, VALUE_ID_PREFIX, "A12345678", DIAG_ID_PREFIX_LONG);
    assert_false(parse(f, &spec, "A123456789", &canon));
    assert_messages(f, "t.csv:C2: error: more than six characters of an identity number: "
                       "'A12*******'; keep only the first six: the form takes no more, for "
                       "privacy\n");
    assert_printed(f, VALUE_ID_PREFIX, "A12345", "", "A12345○○○○");
    assert_printed(f, VALUE_ID_PREFIX, "A12345", "plain", "A12345");
}

static void phones_follow_the_numbering_plan(void **state)
{
    static const char *const good[] = {
        "02-2345-6789",       "(02)2345-6789",    "02-23456789#123",   "02-2345-6789 分機 1234",
        "02-23456789轉12",    "02-23456789,#123", "037-123456",        "049-1234567",
        "0836-12345",         "089-123456",       "0912-345-678",      "0912345678",
        "0800-123-456",       "070-1234-5678",    "+886-2-23456789",   "+886 912 345 678",
        "+886 (0)2 23456789", "+81-3-1234-5678",  "02-23456789 ext. 5"};
    static const char *const bad[] = {
        "23456789", "02-2345-678", "0912-345-67", "分機123", "02-23456789#",
        "call me",  "223456789",   "+886",        "+1",      "0912345678、0922345678"};
    struct fixture *f = *state;
    struct value_spec spec = spec_of(VALUE_PHONE);
    struct str canon;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_parsed(f, VALUE_PHONE, good[i], good[i]);
        assert_int_equal(diag_warnings(f->d), 0);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused(f, VALUE_PHONE, bad[i], DIAG_BAD_PHONE);
    assert_parsed(f, VALUE_PHONE, "０９１２３４５６７８", "0912345678");
    assert_parsed(f, VALUE_PHONE, "912345678", "0912345678");
    assert_int_equal(diag_count(f->d, DIAG_PHONE_ZERO), 1);
    spec.personal = true;
    assert_true(parse(f, &spec, "912345678", &canon));
    assert_messages(f, "t.csv:C2: warning: phone number without its leading 0: '912******'; taken "
                       "as 091*******; format the column as text before saving\n");
}

static void email_addresses_are_sane(void **state)
{
    assert_parsed(*state, VALUE_EMAIL, "wang.ming@moda.gov.tw", "wang.ming@moda.gov.tw");
    assert_parsed(*state, VALUE_EMAIL, "ｗ＠ａ．ｔｗ", "w@a.tw");
    assert_refused(*state, VALUE_EMAIL, "wang", DIAG_BAD_EMAIL);
    assert_refused(*state, VALUE_EMAIL, "wang@", DIAG_BAD_EMAIL);
    assert_refused(*state, VALUE_EMAIL, "@a.tw", DIAG_BAD_EMAIL);
    assert_refused(*state, VALUE_EMAIL, "a@localhost", DIAG_BAD_EMAIL);
    assert_refused(*state, VALUE_EMAIL, "a@b..tw", DIAG_BAD_EMAIL);
    assert_refused(*state, VALUE_EMAIL, "a b@c.tw", DIAG_BAD_EMAIL);
    assert_refused(*state, VALUE_EMAIL, "a@b@c.tw", DIAG_BAD_EMAIL);
    assert_refused(*state, VALUE_EMAIL, "王@gov.tw", DIAG_BAD_EMAIL);
}

static void ipv4_addresses_have_four_numbers(void **state)
{
    static const char *const bad[] = {"192.0.2",    "192.0.2.256", "192.0.2.01",   "192.0.2.1.5",
                                      "192.0.2.1/24", "192..2.1",  "192.0.2.1000", "192,0,2,1",
                                      "::1",        "-1.0.0.1",    "1921680001",   "192.0.2.+1"};

    assert_parsed(*state, VALUE_IPV4, "192.0.2.10", "192.0.2.10");
    assert_parsed(*state, VALUE_IPV4, "255.255.255.255", "255.255.255.255");
    assert_parsed(*state, VALUE_IPV4, "１９２．０．２．１０", "192.0.2.10");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused(*state, VALUE_IPV4, bad[i], DIAG_BAD_IPV4);
}

static void texts_stay_as_typed(void **state)
{
    static const char *const names[] = {
        "王　明",     "Lafin·Panay",      "伊斯坦大·貝雅夫",     "㈱　（ＡＢ）",
        "*|<!--=1+1", "\uFA0C\U000E0100", "\U000F0000\U00020BB7"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_parsed(*state, VALUE_TEXT, names[i], names[i]);
        assert_parsed(*state, VALUE_NAME, names[i], names[i]);
        assert_printed(*state, VALUE_NAME, names[i], "", names[i]);
    }
    assert_parsed(*state, VALUE_TEXT, "　為何?\n再說 ", "為何?\n再說");
    assert_refused(*state, VALUE_TEXT, "王\uFFFD明", DIAG_CHARACTER_LOST);
    assert_refused(*state, VALUE_NAME, "王□明", DIAG_CHARACTER_LOST);
    assert_refused(*state, VALUE_NAME, "王?明", DIAG_CHARACTER_LOST);
    assert_messages(*state, "t.csv:C2: error: a character was lost here: '王?明' holds '?'; "
                            "type the character again and save as CSV UTF-8, other formats drop "
                            "rare characters\n");
    assert_refused(*state, VALUE_SIGNATURE, "王明", DIAG_SIGNATURE_TYPED);
}

static void length_is_limited(void **state)
{
    struct fixture *f = *state;
    struct value_spec spec = {.type = VALUE_TEXT, .max_chars = 3};
    struct str canon;

    assert_true(parse(f, &spec, "一二三", &canon));
    assert_false(parse(f, &spec, "一二三四", &canon));
    assert_messages(f, "t.csv:C2: error: longer than 3 characters: '一二三四' has 4; shorten it, "
                       "or raise the column's max in the kit\n");
}

static void personal_values_are_masked(void **state)
{
    static const char *const masks[][2] = {{"A123456789", "A12*******"},
                                           {"王大明", "王○○"},
                                           {"王", "○"},
                                           {"王 明", "王*○"},
                                           {"12", "**"},
                                           {"a@b.tw", "a@****"},
                                           {"", ""}};
    struct fixture *f = *state;
    struct value_spec spec = {.type = VALUE_TEXT, .personal = true};
    struct str canon;

    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        struct str s = value_masked(&spec, str_from(masks[i][0]), f->a);

        assert_string_equal(s.ptr, masks[i][1]);
    }
    spec.type = VALUE_NAME;
    assert_string_equal(value_masked(&spec, STR("John"), f->a).ptr, "J***");
    spec.personal = false;
    assert_string_equal(value_masked(&spec, STR("王大明"), f->a).ptr, "王大明");

    spec = (struct value_spec){.type = VALUE_INT};
    assert_false(parse(f, &spec,
                       "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四"
                       "五六七八九十一二三",
                       &canon));
    assert_messages(f,
                    "t.csv:C2: error: not a whole number: '一二三四五六七八九十一二三四五六七八九十"
                    "一二三四五六七八九十一二三四五六七八九十…'; write digits only, such as "
                    "1200\n");
}

static void formats_are_known_by_type(void **state)
{
    size_t n;

    (void)state;
    assert_true(value_format_known(VALUE_DATE, STR("roc-long")));
    assert_true(value_format_known(VALUE_TEXT, STR("")));
    assert_false(value_format_known(VALUE_TEXT, STR("roc")));
    assert_true(value_format_known(VALUE_INT, STR("capital")));
    assert_false(value_format_known(VALUE_DECIMAL, STR("capital")));
    value_formats(VALUE_DATE, &n);
    assert_int_equal(n, 4);
    value_formats(VALUE_TEXT, &n);
    assert_int_equal(n, 0);
}

static void half_width_is_for_ascii_only(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(value_half_width(STR("！Ａ～　ｱ㈱，王"), f->a).ptr, "!A~ ｱ㈱,王");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(types_have_names),
        TEST(dates_as_people_write_them),
        TEST(what_is_no_date_is_refused),
        TEST(a_date_message_names_the_right_form),
        TEST(dates_print_in_their_formats),
        TEST(days_count_there_and_back),
        TEST(times_are_read_and_printed),
        TEST(numbers_are_read),
        TEST(numbers_are_printed),
        TEST(choices_go_by_name_or_label),
        TEST(booleans_are_read),
        TEST(identity_numbers_have_a_checksum),
        TEST(every_letter_has_its_number),
        TEST(only_six_characters_of_an_id_are_taken),
        TEST(phones_follow_the_numbering_plan),
        TEST(email_addresses_are_sane),
        TEST(ipv4_addresses_have_four_numbers),
        TEST(texts_stay_as_typed),
        TEST(length_is_limited),
        TEST(personal_values_are_masked),
        TEST(formats_are_known_by_type),
        TEST(half_width_is_for_ascii_only),
    };

    return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
