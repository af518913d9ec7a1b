#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/diag.h"
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

static bool keep_first(void *ctx, struct pos pos, enum diag_level *level)
{
    (void)ctx;
    *level = DIAG_WARNING;
    return strcmp(pos.file, "a") == 0;
}

static void count_errors(void *ctx, enum diag_level level, struct pos pos)
{
    (void)pos;
    *(size_t *)ctx += level == DIAG_ERROR;
}

static void errors_can_be_taken_as_warnings(void **state)
{
    struct diag *from = diag_new(DIAG_EN), *to = diag_new(DIAG_EN);
    size_t n = 0;

    (void)state;
    diag(from, DIAG_READ, pos_file("a"), STR("x"));
    diag(from, DIAG_READ, pos_file("b"), STR("x"));
    diag_each(from, count_errors, &n);
    assert_int_equal(n, 2);
    diag_take(to, from, keep_first, NULL);
    assert_int_equal(diag_errors(to), 0);
    assert_int_equal(diag_warnings(to), 1);
    diag_take(to, from, NULL, NULL); /* the one that is there stays as it is */
    assert_int_equal(diag_errors(to), 1);
    diag_free(from);
    diag_free(to);
}

/* Past the size of a block an array takes its memory along, whatever was given out in between. */
static void arrays_grow_past_a_block(void **state)
{
    struct arena *a = arena_new();
    size_t *up = NULL, *down = NULL, up_cap = 0, down_cap = 0;

    (void)state;
    for (int round = 0; round < 2; round++) {
        up = down = NULL;
        up_cap = down_cap = 0;
        for (size_t i = 0; i < 100000; i++) {
            arena_grow(a, &up, &up_cap, i, sizeof *up);
            arena_grow(a, &down, &down_cap, i, sizeof *down);
            assert_int_equal(up[i], 0);
            assert_int_equal(arena_str(a, STR("text")).ptr[4], 0);
            up[i] = i + 1;
            down[i] = 100000 - i;
        }
        for (size_t i = 0; i < 100000; i++)
            assert_int_equal(up[i] + down[i], 100001);
        assert_int_equal(up[up_cap - 1], up_cap == 100000 ? 100000 : 0);
        arena_reset(a);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_name_is_found),
        cmocka_unit_test(bad_utf8_is_told),
        cmocka_unit_test(errors_can_be_taken_as_warnings),
        cmocka_unit_test(arrays_grow_past_a_block),
    };

    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
