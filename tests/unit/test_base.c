#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/utf8.h"

static void nearest_name_is_found(void **state)
{
    struct str names[] = {STR("depart"), STR("back"), STR("出國日期")};

    (void)state;
    assert_true(str_eq(utf8_nearest(STR("depart_dat"), names, 3), STR("depart")));
    assert_true(str_eq(utf8_nearest(STR("出國日"), names, 3), STR("出國日期")));
    assert_int_equal(utf8_nearest(STR("xyz"), names, 3).len, 0);
}

static void bad_utf8_is_told(void **state)
{
    (void)state;
    assert_true(utf8_valid(STR("王\xF0\xA0\xAE\xB7")));
    assert_false(utf8_valid(STR("\xC0\x80")));
    assert_false(utf8_valid(STR("\xED\xA0\x80")));
    assert_false(utf8_valid(STR("\xE7\x8E")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_name_is_found),
        cmocka_unit_test(bad_utf8_is_told),
    };

    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
