#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "text/breaks.h"

/* `text` with | where a line may break and / where it must. */
static void assert_breaks_at(enum text_kinsoku level, const char *text, const char *expected)
{
    struct str s = str_from(text);
    enum text_break *breaks = calloc(s.len + 1, sizeof *breaks);
    struct buf b = {0};

    assert_non_null(breaks);
    text_find_breaks(s, level, breaks);
    for (size_t i = 0; i < s.len; i++) {
        buf_char(&b, s.ptr[i]);
        if (i + 1 < s.len && breaks[i] == TEXT_MAY_BREAK)
            buf_char(&b, '|');
        if (breaks[i] == TEXT_MUST_BREAK)
            buf_char(&b, '/');
    }
    buf_char(&b, '\0');
    assert_string_equal(b.ptr, expected);
    buf_free(&b);
    free(breaks);
}

static void assert_breaks(const char *text, const char *expected)
{
    assert_breaks_at(TEXT_KINSOKU_STRICT, text, expected);
}

static void han_breaks_anywhere(void **state)
{
    (void)state;
    assert_breaks("公務出國", "公|務|出|國");
    assert_breaks("\U00020BB7\U000F0001田\uE001", "\U00020BB7|\U000F0001|田|\uE001");
    assert_breaks("\U000F0001\U000F0002\uE001\uE002", "\U000F0001|\U000F0002|\uE001|\uE002");
    assert_breaks("堃\U000E0101田", "堃\U000E0101|田");
    assert_breaks("", "");
}

static void k2_no_mark_starts_a_line(void **state)
{
    static const char *const marks[] = {"。", "．", "，", "、", "；", "：",  "！", "？",
                                        "‼",  "⁇",  "」", "』", "”",  "’",   "）", "》",
                                        "〉", "】", "〗", "〕", "］", "｝",  "～", "-",
                                        "–",  "—",  "·",  "・", "‧",  " ，", " 」"};

    (void)state;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct buf text = {0};
        enum text_break breaks[16];

        buf_fmt(&text, "中%s", marks[i]);
        text_find_breaks(buf_view(&text), TEXT_KINSOKU_STRICT, breaks);
        for (size_t k = 2; k + 1 < text.len; k++)
            assert_int_equal(breaks[k], TEXT_NO_BREAK);
        buf_free(&text);
    }
    assert_breaks("中，文", "中，|文");
}

static void k3_no_opening_mark_ends_a_line(void **state)
{
    static const char *const marks[] = {"「", "『", "“",  "‘",  "（", "《",
                                        "〈", "【", "〖", "〔", "［", "｛"};

    (void)state;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct buf text = {0};
        enum text_break breaks[16];

        buf_fmt(&text, "中%s文", marks[i]);
        text_find_breaks(buf_view(&text), TEXT_KINSOKU_STRICT, breaks);
        assert_int_equal(breaks[2], TEXT_MAY_BREAK);
        assert_int_equal(breaks[text.len - 4], TEXT_NO_BREAK);
        buf_free(&text);
    }
}

static void levels_forbid_less(void **state)
{
    (void)state;
    assert_breaks("是——否，「此」……", "是——|否，|「此」……");
    assert_breaks_at(TEXT_KINSOKU_BASIC, "是——否，「此」……", "是|——|否，|「此」|……");
    assert_breaks_at(TEXT_KINSOKU_BASIC, "是……否", "是|……|否");
    assert_breaks_at(TEXT_KINSOKU_NONE, "是——否，「此」……", "是|——|否|，|「|此|」|……");
    assert_breaks_at(TEXT_KINSOKU_NONE, "用VPN，連 A", "用|VPN|，|連 |A");
}

static void k6_pairs_stay_together(void **state)
{
    (void)state;
    assert_breaks("是——否", "是——|否");
    assert_breaks("————", "——|——");
    assert_breaks("…………是", "……|……|是");
    assert_breaks("⋯⋯⋯⋯", "⋯⋯|⋯⋯");
}

static void s3_words_stay_whole(void **state)
{
    (void)state;
    assert_breaks("組態基準（Government Configuration Baseline, GCB）",
                  "組|態|基|準|（Government |Configuration |Baseline, |GCB）");
    assert_breaks("用VPN（虛擬", "用|VPN|（虛|擬");
    assert_breaks("don’t", "don’t");
    assert_breaks("115年", "115|年");
    assert_breaks("2.5公分", "2.5|公|分");
    assert_breaks("well-known", "well-|known");
}

static void a_box_stays_with_its_label(void **state)
{
    (void)state;
    assert_breaks("□是　□否", "□是　|□否");
}

static void line_ends_and_objects_break(void **state)
{
    (void)state;
    assert_breaks("甲\n乙", "甲\n/乙");
    assert_breaks("於\uFFFC，因", "於|\uFFFC，|因");
}

static void s1_gap_is_between_han_and_western(void **state)
{
    (void)state;
    assert_true(text_gap_between(U'用', U'V'));
    assert_true(text_gap_between(U'5', U'條'));
    assert_true(text_gap_between(0x20BB7, U'A'));
    assert_true(text_gap_between(0xF0001, U'A'));
    assert_false(text_gap_between(U'，', U'V'));
    assert_false(text_gap_between(U'（', U'V'));
    assert_false(text_gap_between(U'V', U'）'));
    assert_false(text_gap_between(U'中', U'文'));
    assert_false(text_gap_between(U'中', U'/'));
    assert_false(text_gap_between(U'中', U'１'));
}

static void classes_are_told(void **state)
{
    (void)state;
    assert_int_equal(text_class(U'資'), TEXT_HAN);
    assert_int_equal(text_class(U'ㄅ'), TEXT_HAN);
    assert_int_equal(text_class(U'é'), TEXT_WESTERN);
    assert_int_equal(text_class(0x301), TEXT_WESTERN);
    assert_int_equal(text_class(U'「'), TEXT_OPEN);
    assert_int_equal(text_class(U'」'), TEXT_CLOSE);
    assert_int_equal(text_class(U'！'), TEXT_STOP);
    assert_int_equal(text_class(U'·'), TEXT_INTERPUNCT);
    assert_int_equal(text_class(U'…'), TEXT_DASH);
    assert_int_equal(text_class(0xA0), TEXT_SPACE);
    assert_int_equal(text_class(0x3000), TEXT_IDEOGRAPHIC_SPACE);
    assert_int_equal(text_class(0xFFFC), TEXT_OBJECT);
    assert_int_equal(text_class(U'/'), TEXT_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(han_breaks_anywhere),
        cmocka_unit_test(k2_no_mark_starts_a_line),
        cmocka_unit_test(k3_no_opening_mark_ends_a_line),
        cmocka_unit_test(levels_forbid_less),
        cmocka_unit_test(k6_pairs_stay_together),
        cmocka_unit_test(s3_words_stay_whole),
        cmocka_unit_test(a_box_stays_with_its_label),
        cmocka_unit_test(line_ends_and_objects_break),
        cmocka_unit_test(s1_gap_is_between_han_and_western),
        cmocka_unit_test(classes_are_told),
    };

    return cmocka_run_group_tests_name("text breaks", tests, NULL, NULL);
}
