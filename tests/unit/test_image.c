#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "image/image.h"

#define FILES "tests/data/images/"

static const struct {
    const char *name;
    unsigned components;
    bool jpeg;
} kinds[] = {{"alpha.png", 3, false},  {"grey16.png", 1, false},      {"palette.png", 3, false},
             {"half.png", 3, false},   {"colour.jpg", 3, true},       {"grey.jpg", 1, true},
             {"ink.jpg", 3, false},    {"progressive.jpg", 3, true}, {"turned.jpg", 3, true}};

static struct image *read_named(const char *name, struct arena *a, struct diag *d)
{
    return image_read(file_join(a, FILES, name), pos_none(), a, d);
}

static void every_kind_is_read(void **state)
{
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct image *image = read_named(kinds[i].name, a, d);

        assert_non_null(image);
        assert_int_equal(image->width, 24);
        assert_int_equal(image->height, 16);
        assert_int_equal(image->components, kinds[i].components);
        assert_int_equal(image->jpeg, kinds[i].jpeg);
        if (!image->jpeg)
            assert_int_equal(image->bytes.len, 24 * 16 * image->components);
    }
    assert_int_equal(diag_errors(d), 0);
    arena_free(a);
    diag_free(d);
}

static void what_one_sees_through_is_white(void **state)
{
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);
    struct image *image = read_named("half.png", a, d);
    const unsigned char *p = (const unsigned char *)image->bytes.ptr;

    (void)state;
    assert_int_equal(p[0], 0);
    assert_int_equal(p[3 * 23], 255);
    arena_free(a);
    diag_free(d);
}

static void ink_becomes_light(void **state)
{
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);
    struct image *image = read_named("ink.jpg", a, d);
    const unsigned char *p = (const unsigned char *)image->bytes.ptr;
    const unsigned char *last = p + image->bytes.len - 3;

    (void)state;
    assert_true(p[0] > 200 && p[1] < 60 && p[2] < 60);          /* red at the top */
    assert_true(last[0] < 60 && last[1] < 60 && last[2] > 200); /* blue at the bottom */
    arena_free(a);
    diag_free(d);
}

static void the_camera_turned_is_the_picture_turned(void **state)
{
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);
    struct image *image = read_named("turned.jpg", a, d), *other = read_named("colour.jpg", a, d);

    (void)state;
    assert_int_equal(image->turn, IMAGE_RIGHT);
    assert_int_equal(image_width(image), 16);
    assert_int_equal(image_height(image), 24);
    assert_int_equal(other->turn, IMAGE_UPRIGHT);
    assert_int_equal(other->dpi, 300);
    arena_free(a);
    diag_free(d);
}

static void write_bytes(const char *path, struct str bytes)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, f), bytes.len);
    assert_int_equal(fclose(f), 0);
}

/* Cut anywhere, or with any byte changed: an error or a picture, never more. */
static void damage_is_an_error_and_no_crash(void **state)
{
    char path[] = "/tmp/formpress-image-XXXXXX";
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct arena *a = arena_new(), *each = arena_new();
        struct diag *d = diag_new(DIAG_EN);
        struct str file;
        char *copy;

        assert_true(file_read(file_join(a, FILES, kinds[i].name), 1 << 20, a, d, &file));
        copy = arena_alloc(a, file.len);
        for (size_t n = 0; n < file.len; n += 7) {
            struct diag *own = diag_new(DIAG_EN);

            write_bytes(path, str_slice(file, 0, n));
            assert_null(image_read(path, pos_none(), each, own));
            assert_int_equal(diag_errors(own), 1);
            diag_free(own);
            own = diag_new(DIAG_EN);
            memcpy(copy, file.ptr, file.len);
            copy[n] = (char)(copy[n] ^ 0x55);
            write_bytes(path, (struct str){copy, file.len});
            if (!image_read(path, pos_none(), each, own))
                assert_int_equal(diag_errors(own), 1);
            diag_free(own);
            arena_reset(each);
        }
        arena_free(each);
        arena_free(a);
        diag_free(d);
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(what_one_sees_through_is_white),
        cmocka_unit_test(ink_becomes_light),
        cmocka_unit_test(the_camera_turned_is_the_picture_turned),
        cmocka_unit_test(damage_is_an_error_and_no_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
