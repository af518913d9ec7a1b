#include <png.h>
#include <string.h>

#include "image/image.h"

struct source {
    struct str file;
    size_t at;
};

static void read_bytes(png_structp png, png_bytep to, size_t n)
{
    struct source *s = png_get_io_ptr(png);

    if (n > s->file.len - s->at)
        png_error(png, "end of file");
    memcpy(to, s->file.ptr + s->at, n);
    s->at += n;
}

static void fail(png_structp png, png_const_charp text)
{
    (void)text;
    png_longjmp(png, 1);
}

static void stay_silent(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

/* Every kind of PNG to 8 bits of grey or colour on white. */
static void set_transforms(png_structp png, png_infop info)
{
    png_color_16 white = {.red = 255, .green = 255, .blue = 255, .gray = 255};

    png_set_expand(png);
    png_set_scale_16(png);
    png_set_background(png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
    png_set_strip_alpha(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
}

static uint32_t resolution(png_structp png, png_infop info)
{
    uint32_t x = png_get_x_pixels_per_meter(png, info);

    return x > 0 && x < 1000000 ? (uint32_t)(((uint64_t)x * 254 + 5000) / 10000) : 0;
}

static void read_rows(png_structp png, png_infop info, struct arena *a, struct image *out)
{
    size_t row = png_get_rowbytes(png, info);
    png_bytep *rows = arena_array(a, out->height, sizeof *rows);
    char *bytes;

    out->components = png_get_channels(png, info);
    if (row != (size_t)out->width * out->components)
        png_error(png, "row size");
    bytes = arena_array(a, out->height, row);
    for (size_t y = 0; y < out->height; y++)
        rows[y] = (png_bytep)bytes + y * row;
    png_read_image(png, rows);
    png_read_end(png, NULL);
    out->bytes = (struct str){bytes, row * out->height};
}

static uint32_t big_endian(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

/* libpng makes room for what a chunk says it holds before it looks whether that is there. */
static bool chunks_fit(struct str file)
{
    size_t at = 8;

    while (file.len >= at + 12) {
        size_t n = big_endian(file.ptr + at);

        if (n > file.len - at - 12)
            return false;
        at += 12 + n;
    }
    return true;
}

bool image_png(struct str file, struct arena *a, struct image *out)
{
    struct source s = {.file = file};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, fail, stay_silent);
    png_infop info = png ? png_create_info_struct(png) : NULL;

    if (!info)
        out_of_memory();
    if (file.len >= 24) { /* told even when the rest is damaged */
        out->width = big_endian(file.ptr + 16);
        out->height = big_endian(file.ptr + 20);
    }
    if (!chunks_fit(file) || setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return false;
    }
    png_set_user_limits(png, 100000, 100000);
    png_set_chunk_malloc_max(png, IMAGE_MAX_BYTES);
    png_set_read_fn(png, &s, read_bytes);
    png_read_info(png, info);
    if ((uint64_t)out->width * out->height > IMAGE_MAX_PIXELS)
        png_error(png, "too big");
    out->dpi = resolution(png, info);
    set_transforms(png, info);
    read_rows(png, info, a, out);
    png_destroy_read_struct(&png, &info, NULL);
    return true;
}
