#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "data/charset.h"

#define FFFD "\xEF\xBF\xBD"

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct charset_text decode(struct str bytes)
{
    return charset_decode(bytes, CHARSET_AUTO, arena);
}

#define assert_text(t, literal) assert_true(str_eq((t).text, STR(literal)))

static void names_are_known(void **state)
{
    (void)state;
    assert_int_equal(charset_named(STR("Big5")), CHARSET_CP950);
    assert_int_equal(charset_named(STR("utf-16LE")), CHARSET_UTF16LE);
    assert_int_equal(charset_named(STR("latin1")), CHARSET_AUTO);
    assert_int_equal(charset_named(STR("big5-hkscs")), CHARSET_AUTO);
    assert_string_equal(charset_name(CHARSET_CP950), "CP950");
}

static void utf8_with_and_without_bom(void **state)
{
    struct charset_text t = decode(STR("\xEF\xBB\xBF姓名,𠮷田"));

    (void)state;
    assert_int_equal(t.charset, CHARSET_UTF8);
    assert_text(t, "姓名,𠮷田");
    t = decode(STR("plain ascii, longer than eight bytes"));
    assert_int_equal(t.charset, CHARSET_UTF8);
    assert_int_equal(t.nmarks, 0);
    assert_int_equal(decode(STR("")).text.len, 0);
}

static void utf16_of_both_orders(void **state)
{
    struct charset_text t = decode(STR("\xFF\xFE\x8B\x73\x09\x00\x42\xD8\xB7\xDF"));

    (void)state;
    assert_int_equal(t.charset, CHARSET_UTF16LE);
    assert_text(t, "王\x09𠮷");
    t = decode(STR("\xFE\xFF\x73\x8B\x00,"));
    assert_int_equal(t.charset, CHARSET_UTF16BE);
    assert_text(t, "王,");
    t = charset_decode(STR("\x8B\x73"), CHARSET_UTF16LE, arena);
    assert_text(t, "王");
}

static void utf16_half_pairs_are_marked(void **state)
{
    struct charset_text t = decode(STR("\xFF\xFE\x42\xD8,\x00\xB7\xDF\x8B\x73\x41"));

    (void)state;
    assert_text(t, FFFD "," FFFD "王" FFFD);
    assert_int_equal(t.nmarks, 3);
    assert_int_equal(t.marks[0].nbytes, 2);
    assert_int_equal(t.marks[1].at, 4);
    assert_int_equal(t.marks[2].nbytes, 1);
}

static void cp950_as_windows_writes_it(void **state)
{
    /* 許功蓋 with 5C in each; 碁銹 beyond Big5; ‧ ～ ＼ and € where the tables differ */
    struct charset_text t = decode(STR("\xB3\x5C\xA5\x5C\xBB\x5C,\xF9\xD6\xF9\xD7\xA1\x45"
                                       "\xA1\xE3\xA2\x40\xA3\xE1\r\n"));

    (void)state;
    assert_int_equal(t.charset, CHARSET_CP950);
    assert_int_equal(t.nmarks, 0);
    assert_text(t, "許功蓋,碁銹‧～＼€\r\n");
}

static void user_defined_characters_are_marked(void **state)
{
    struct charset_text t = decode(STR("\xA4\xFD\xFA\x40\xA9\xFA,\x81\x40\xA0\xFE\xFE\xFE"));

    (void)state;
    assert_int_equal(t.charset, CHARSET_CP950);
    assert_text(t, "王" FFFD "明," FFFD FFFD FFFD);
    assert_int_equal(t.nmarks, 4);
    assert_int_equal(t.marks[0].at, 3);
    assert_int_equal(t.marks[0].nbytes, 2);
    assert_int_equal(t.marks[0].bytes[0], 0xFA);
    assert_int_equal(t.marks[0].bytes[1], 0x40);
    for (size_t i = 0; i < t.nmarks; i++)
        assert_true(t.marks[i].user_defined);
}

static void eten_area_stays_private_use(void **state)
{
    struct charset_text t = decode(STR("\xC6\xA1\xA4\xFD"));

    (void)state;
    assert_int_equal(t.nmarks, 0);
    assert_text(t, "\xEF\x9A\xB1王"); /* U+F6B1 */
}

static void a_cut_pair_leaves_the_comma(void **state)
{
    struct charset_text t = decode(STR("\xA4\xFD\xA4,\xA4\xFD\x80\n\xA3\xE2\xFF"));

    (void)state;
    assert_text(t, "王" FFFD ",王" FFFD "\n" FFFD FFFD);
    assert_int_equal(t.nmarks, 4);
    assert_int_equal(t.marks[0].nbytes, 1);
    assert_int_equal(t.marks[2].nbytes, 2); /* A3E2: no character there */
    assert_false(t.marks[2].user_defined);
}

static void damaged_utf8_is_still_utf8(void **state)
{
    struct charset_text t = decode(STR("王小明,陳\xE7\x8E\n出國人員"));

    (void)state;
    assert_int_equal(t.charset, CHARSET_UTF8);
    assert_text(t, "王小明,陳" FFFD FFFD "\n出國人員");
    assert_int_equal(t.nmarks, 2);
    assert_int_equal(t.marks[0].at, 13);
    assert_int_equal(t.marks[0].bytes[0], 0xE7);
}

static void the_users_encoding_overrides(void **state)
{
    struct charset_text t = charset_decode(STR("王"), CHARSET_CP950, arena);

    (void)state;
    assert_int_equal(t.charset, CHARSET_CP950);
    assert_true(t.nmarks > 0);
    t = charset_decode(STR("\xA4\xFD"), CHARSET_UTF8, arena);
    assert_text(t, FFFD FFFD);
    t = charset_decode(STR("\xEF\xBB\xBF王"), CHARSET_CP950, arena); /* a BOM is believed */
    assert_text(t, "王");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_known),
        cmocka_unit_test(utf8_with_and_without_bom),
        cmocka_unit_test(utf16_of_both_orders),
        cmocka_unit_test(utf16_half_pairs_are_marked),
        cmocka_unit_test(cp950_as_windows_writes_it),
        cmocka_unit_test(user_defined_characters_are_marked),
        cmocka_unit_test(eten_area_stays_private_use),
        cmocka_unit_test(a_cut_pair_leaves_the_comma),
        cmocka_unit_test(damaged_utf8_is_still_utf8),
        cmocka_unit_test(the_users_encoding_overrides),
    };

    return cmocka_run_group_tests_name("charset", tests, set_up, tear_down);
}
