#include "backend/pdf/deflate.h"

#include <libdeflate.h>
#include <stdlib.h>

struct pdf_deflater {
    struct libdeflate_compressor *levels[13];
    char *room;
    size_t room_bytes;
};

struct pdf_deflater *pdf_deflater_new(void)
{
    struct pdf_deflater *z = calloc(1, sizeof *z);

    if (!z)
        out_of_memory();
    return z;
}

void pdf_deflater_free(struct pdf_deflater *z)
{
    if (!z)
        return;
    for (size_t i = 0; i < sizeof z->levels / sizeof *z->levels; i++)
        libdeflate_free_compressor(z->levels[i]);
    free(z->room);
    free(z);
}

struct str pdf_deflate(struct pdf_deflater *z, struct str bytes, int level, struct arena *a)
{
    struct libdeflate_compressor **c = &z->levels[level];
    size_t most, n;

    if (!*c)
        *c = libdeflate_alloc_compressor(level);
    if (!*c)
        out_of_memory();
    most = libdeflate_zlib_compress_bound(*c, bytes.len);
    if (most > z->room_bytes) {
        free(z->room);
        z->room = malloc(most);
        z->room_bytes = most;
        if (!z->room)
            out_of_memory();
    }
    n = libdeflate_zlib_compress(*c, bytes.ptr, bytes.len, z->room, z->room_bytes);
    return arena_str(a, (struct str){z->room, n});
}
