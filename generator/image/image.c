#include "image/image.h"

#include "base/file.h"

static bool is_turned(const struct image *i)
{
    return i->turn >= IMAGE_TRANSPOSED;
}

uint32_t image_width(const struct image *i)
{
    return is_turned(i) ? i->height : i->width;
}

uint32_t image_height(const struct image *i)
{
    return is_turned(i) ? i->width : i->height;
}

struct image *image_read(const char *path, struct pos pos, struct arena *a, struct diag *d)
{
    struct image *i = arena_alloc(a, sizeof *i);
    struct str file, name = str_from(path);
    bool png, ok;

    if (!file_exists(path)) {
        diag(d, DIAG_IMAGE_MISSING, pos, name);
        return NULL;
    }
    if (!file_read(path, IMAGE_MAX_BYTES, a, d, &file))
        return NULL;
    png = str_starts(file, STR("\x89PNG\r\n\x1a\n"));
    if (!png && !str_starts(file, STR("\xFF\xD8\xFF"))) {
        diag(d, DIAG_IMAGE_KIND, pos, name);
        return NULL;
    }
    i->turn = IMAGE_UPRIGHT;
    ok = png ? image_png(file, a, i) : image_jpeg(file, a, i);
    if (!ok && (uint64_t)i->width * i->height > IMAGE_MAX_PIXELS)
        diag(d, DIAG_IMAGE_SIZE, pos, name, arena_fmt(a, "%u × %u", i->width, i->height));
    else if (!ok)
        diag(d, DIAG_IMAGE_DAMAGED, pos, name);
    return ok ? i : NULL;
}
