/* Any bytes as a picture: its rows are all there, or it is refused. */
#include <assert.h>

#include "image/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct image *i, bool ok)
{
    assert(!ok || i->width > 0);
    assert(!ok || (i->components == 1 || i->components == 3));
    assert(!ok || i->jpeg || i->bytes.len == (size_t)i->width * i->height * i->components);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str file = {(const char *)data, size};
    struct image png = {0}, jpeg = {0};

    check(&png, image_png(file, a, &png));
    check(&jpeg, image_jpeg(file, a, &jpeg));
    assert(image_jpeg_plain(file, a).len <= size && image_jp2_plain(file, a).len <= size);
    arena_free(a);
    return 0;
}
