#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
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

/* A note of 1.7 GB, in a file of 100 bytes. */
static void a_chunk_longer_than_its_file_takes_no_memory(void **state)
{
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);
    struct image image = {0};
    struct rusage used;
    struct buf b = {0};
    struct str file;

    (void)state;
    assert_true(file_read(FILES "alpha.png", IMAGE_MAX_BYTES, a, d, &file));
    buf_str(&b, str_slice(file, 0, 33)); /* its head */
    buf_str(&b, STR("\x65\0\0\0tEXt"));
    buf_str(&b, str_slice(file, 33, file.len));
    assert_false(image_png(buf_view(&b), a, &image));
    assert_int_equal(getrusage(RUSAGE_SELF, &used), 0);
    assert_true(used.ru_maxrss < 512 * 1024);
    buf_free(&b);
    arena_free(a);
    diag_free(d);
}

static struct str file_named(const char *name, struct arena *a, struct diag *d)
{
    struct str bytes;

    assert_true(file_read(file_join(a, FILES, name), IMAGE_MAX_BYTES, a, d, &bytes));
    return bytes;
}

static void put_segment(struct buf *b, unsigned marker, struct str text)
{
    char head[] = {(char)0xFF, (char)marker, (char)((text.len + 2) >> 8), (char)(text.len + 2)};

    buf_put(b, head, sizeof head);
    buf_str(b, text);
}

static void what_tells_of_a_pictures_making_goes(void **state)
{
    static const char *const names[] = {"colour.jpg", "grey.jpg", "progressive.jpg", "ink.jpg"};
    static const struct {
        unsigned marker;
        struct str text;
    } notes[] = {{0xE1, STR("Exif\0\0secret")},  {0xE1, STR("http://ns.adobe.com/xap/1.0/\0secret")},
                 {0xED, STR("Photoshop secret")}, {0xFE, STR("secret")},
                 {0xE0, STR("JFXX\0secret")},     {0xE2, STR("MPF\0secret")},
                 {0xEB, STR("JP secret")},        {0xFE, STR("")}};
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str clean = file_named(names[i], a, d), plain;
        struct buf b = {0};

        assert_ptr_equal(image_jpeg_plain(clean, a).ptr, clean.ptr); /* nothing to take out */
        buf_str(&b, STR("\nsecret\xFF\xD8"));
        for (size_t k = 0; k < sizeof notes / sizeof *notes; k++)
            put_segment(&b, notes[k].marker, notes[k].text);
        buf_str(&b, STR("secret\xFF")); /* between segments; and a byte to fill up */
        buf_str(&b, str_slice(clean, 2, clean.len));
        buf_str(&b, STR("behind it \xFF\xD8\xFF\xE1 secret"));
        plain = image_jpeg_plain(buf_view(&b), a);
        assert_int_equal(plain.len, clean.len);
        assert_memory_equal(plain.ptr, clean.ptr, clean.len);
        buf_free(&b);
    }
    arena_free(a);
    diag_free(d);
}

static void what_colours_need_stays(void **state)
{
    struct arena *a = arena_new();
    struct buf b = {0};
    struct str plain;

    (void)state;
    buf_str(&b, STR("\xFF\xD8"));
    put_segment(&b, 0xE0, STR("JFIF\0\1\1\1\0\x48\0\x48\1\1RGB")); /* a thumbnail of one dot */
    put_segment(&b, 0xE2, STR("ICC_PROFILE\0\1\1colours"));
    put_segment(&b, 0xEE, STR("Adobe\0\x64\0\0\0\0\2"));
    put_segment(&b, 0xDA, STR("head"));
    buf_str(&b, STR("a\xFF\0b\xFF\xD0" "c"));
    put_segment(&b, 0xFE, STR("secret"));
    put_segment(&b, 0xDA, STR("head"));
    buf_str(&b, STR("d\xFF\xFF\xD9" "behind"));
    plain = image_jpeg_plain(buf_view(&b), a);
    assert_int_equal(str_find(plain, STR("RGB")), plain.len);
    assert_int_equal(str_find(plain, STR("secret")), plain.len);
    assert_true(str_find(plain, STR("JFIF\0\1\1\1\0\x48\0\x48\0\0\xFF")) == 6);
    assert_true(str_find(plain, STR("colours")) < plain.len && str_find(plain, STR("Adobe")) < plain.len);
    assert_true(str_find(plain, STR("heada\xFF\0b\xFF\xD0" "c\xFF\xDA")) < plain.len);
    assert_true(str_ends(plain, STR("headd\xFF\xFF\xD9")) || str_ends(plain, STR("headd\xFF\xD9")));
    buf_free(&b);
    arena_free(a);
}

static void what_is_cut_off_or_no_jpeg_is_no_crash(void **state)
{
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);
    struct str whole = file_named("turned.jpg", a, d);

    (void)state;
    for (size_t n = 0; n < whole.len; n++) {
        char *own = malloc(n ? n : 1); /* so that a read behind its end is seen */

        memcpy(own, whole.ptr, n);
        assert_true(image_jpeg_plain((struct str){own, n}, a).len <= n);
        assert_true(image_jp2_plain((struct str){own, n}, a).len <= n);
        free(own);
    }
    assert_int_equal(str_find(image_jpeg_plain(whole, a), STR("Exif")), image_jpeg_plain(whole, a).len);
    arena_free(a);
    diag_free(d);
}

static void boxes_of_jpeg_2000_go_as_well(void **state)
{
    static const char signature[] = "\0\0\0\x0CjP  \r\n\x87\n", pixels[] = "\0\0\0\0jp2csamples";
    struct arena *a = arena_new();
    struct buf b = {0};
    struct str plain;

    (void)state;
    buf_put(&b, signature, 12);
    buf_str(&b, STR("\0\0\0\x0Auuid12"));
    buf_str(&b, STR("\0\0\0\1xml \0\0\0\0\0\0\0\x12zz"));
    buf_put(&b, pixels, sizeof pixels - 1);
    plain = image_jp2_plain(buf_view(&b), a);
    assert_int_equal(plain.len, 12 + sizeof pixels - 1);
    assert_memory_equal(plain.ptr + 12, pixels, sizeof pixels - 1);
    buf_put(&b, "\0\0\0\xFFuuid", 8); /* in the last box, which has no end */
    assert_int_equal(image_jp2_plain(buf_view(&b), a).len, plain.len + 8);
    buf_free(&b);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(what_one_sees_through_is_white),
        cmocka_unit_test(ink_becomes_light),
        cmocka_unit_test(the_camera_turned_is_the_picture_turned),
        cmocka_unit_test(a_chunk_longer_than_its_file_takes_no_memory),
        cmocka_unit_test(what_tells_of_a_pictures_making_goes),
        cmocka_unit_test(what_colours_need_stays),
        cmocka_unit_test(what_is_cut_off_or_no_jpeg_is_no_crash),
        cmocka_unit_test(boxes_of_jpeg_2000_go_as_well),
        cmocka_unit_test(damage_is_an_error_and_no_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
