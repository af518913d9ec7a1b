#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include "image/image.h"

#define SCANS_MAX 500 /* of a progressive file: each costs a pass over the picture */

struct failure {
    struct jpeg_error_mgr base;
    jmp_buf back;
};

static void fail(j_common_ptr j)
{
    longjmp(((struct failure *)j->err)->back, 1);
}

/* Damage that the library would paint over is damage here. */
static void note(j_common_ptr j, int level)
{
    if (level < 0)
        fail(j);
}

static void count_scans(j_common_ptr j)
{
    if (((j_decompress_ptr)j)->input_scan_number > SCANS_MAX)
        fail(j);
}

static unsigned number_at(const unsigned char *p, size_t bytes, bool little)
{
    unsigned v = 0;

    for (size_t i = 0; i < bytes; i++)
        v |= (unsigned)p[little ? i : bytes - 1 - i] << 8 * i;
    return v;
}

/* EXIF's tag 0x0112, in the first directory of the marker APP1. */
static enum image_turn orientation(const struct jpeg_decompress_struct *j)
{
    for (jpeg_saved_marker_ptr m = j->marker_list; m; m = m->next) {
        const unsigned char *p = m->data + 6;
        size_t n = m->data_length, at, count;
        bool little;

        if (m->marker != JPEG_APP0 + 1 || n < 20 || memcmp(m->data, "Exif\0", 6) != 0)
            continue;
        n -= 6;
        little = p[0] == 'I';
        at = number_at(p + 4, 4, little);
        if (at > n - 2)
            return IMAGE_UPRIGHT;
        count = number_at(p + at, 2, little);
        for (size_t i = 0; i < count && at + 2 + 12 * (i + 1) <= n; i++) {
            const unsigned char *entry = p + at + 2 + 12 * i;
            unsigned v = number_at(entry + 8, 2, little);

            if (number_at(entry, 2, little) == 0x0112)
                return v >= 1 && v <= 8 ? (enum image_turn)v : IMAGE_UPRIGHT;
        }
    }
    return IMAGE_UPRIGHT;
}

static uint32_t resolution(const struct jpeg_decompress_struct *j)
{
    if (j->density_unit == 1)
        return j->X_density;
    return j->density_unit == 2 ? j->X_density * 254u / 100 : 0;
}

/* Ink on paper to light; Adobe's files hold the ink inverted. */
static void ink_to_light(const unsigned char *from, char *to, size_t pixels, bool inverted)
{
    for (size_t i = 0; i < pixels; i++, from += 4)
        for (size_t k = 0; k < 3; k++) {
            unsigned ink = inverted ? from[k] : 255u - from[k];
            unsigned black = inverted ? from[3] : 255u - from[3];

            *to++ = (char)(ink * black / 255);
        }
}

static void decode(j_decompress_ptr j, struct arena *a, struct image *out)
{
    bool ink = j->num_components == 4;
    size_t wide = (size_t)j->image_width * (ink ? 4 : j->num_components);
    unsigned char *row = arena_alloc(a, wide);
    char *bytes = ink ? arena_array(a, j->image_height, (size_t)j->image_width * 3) : NULL;

    if (ink)
        j->out_color_space = JCS_CMYK;
    jpeg_start_decompress(j);
    for (size_t y = 0; y < j->output_height; y++) {
        jpeg_read_scanlines(j, &row, 1);
        if (ink)
            ink_to_light(row, bytes + y * j->image_width * 3, j->image_width, j->saw_Adobe_marker);
    }
    jpeg_finish_decompress(j);
    if (ink)
        out->bytes = (struct str){bytes, (size_t)j->image_width * j->image_height * 3};
    out->jpeg = !ink;
    out->components = ink ? 3 : (uint8_t)j->num_components;
}

bool image_jpeg(struct str file, struct arena *a, struct image *out)
{
    struct jpeg_decompress_struct j = {0};
    struct jpeg_progress_mgr progress = {.progress_monitor = count_scans};
    struct failure failure;

    j.err = jpeg_std_error(&failure.base);
    failure.base.error_exit = fail;
    failure.base.emit_message = note;
    if (setjmp(failure.back)) {
        jpeg_destroy_decompress(&j);
        return false;
    }
    jpeg_create_decompress(&j);
    j.progress = &progress;
    jpeg_save_markers(&j, JPEG_APP0 + 1, 0xFFFF);
    jpeg_mem_src(&j, (const unsigned char *)file.ptr, file.len);
    jpeg_read_header(&j, TRUE);
    out->width = j.image_width;
    out->height = j.image_height;
    if ((uint64_t)out->width * out->height > IMAGE_MAX_PIXELS ||
        (j.num_components != 1 && j.num_components != 3 && j.num_components != 4))
        fail((j_common_ptr)&j);
    out->turn = orientation(&j);
    out->dpi = resolution(&j);
    out->bytes = image_jpeg_plain(file, a);
    decode(&j, a, out);
    jpeg_destroy_decompress(&j);
    return true;
}
