/* Zip archives for tests of what reads them. */
#include <assert.h>
#include <zip.h>

#include "base/arena.h"

struct entry {
    const char *name;
    struct str text;
};

/* A zip archive of these entries; the last one has no name. */
static struct str pack(const struct entry *entries, struct arena *a)
{
    zip_error_t error;
    zip_source_t *to;
    zip_stat_t st;
    zip_t *z;
    char *bytes;
    int failed = 0;

    zip_error_init(&error);
    to = zip_source_buffer_create(NULL, 0, 0, &error);
    z = zip_open_from_source(to, ZIP_TRUNCATE, &error);
    assert(z);
    zip_source_keep(to);
    for (; entries->name; entries++) {
        zip_source_t *from = zip_source_buffer(z, entries->text.ptr, entries->text.len, 0);
        zip_int64_t at = zip_file_add(z, entries->name, from, ZIP_FL_ENC_UTF_8);

        failed |= at < 0 || zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0);
    }
    failed |= zip_close(z) || zip_source_stat(to, &st) || zip_source_open(to);
    assert(!failed);
    bytes = arena_alloc(a, st.size + 1);
    if (zip_source_read(to, bytes, st.size) != (zip_int64_t)st.size)
        assert(0);
    zip_source_close(to);
    zip_source_free(to);
    return (struct str){bytes, st.size};
}
