#include "data/archive.h"

#include <stdlib.h>
#include <zip.h>

#define LOOKUP (ZIP_FL_NOCASE | ZIP_FL_ENC_GUESS)

struct archive {
    zip_t *zip;
    zip_file_t *entry;
    uint64_t size;             /* of the archive */
    uint64_t packed, unpacked; /* of the open entry */
    uint64_t total;            /* unpacked, of all entries; one that is read twice counts twice */
    enum archive_result state;
};

static enum archive_result result_of(int code)
{
    if (code == ZIP_ER_MEMORY)
        out_of_memory();
    if (code == ZIP_ER_NOENT)
        return ARCHIVE_ABSENT;
    return code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD ? ARCHIVE_PASSWORD
                                                                 : ARCHIVE_DAMAGED;
}

static zip_t *open_bytes(struct str bytes, enum archive_result *result)
{
    zip_error_t error;
    zip_source_t *source;
    zip_t *zip;

    zip_error_init(&error);
    source = zip_source_buffer_create(bytes.ptr, bytes.len, 0, &error);
    zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!zip) {
        *result = result_of(zip_error_code_zip(&error));
        zip_source_free(source);
    }
    zip_error_fini(&error);
    return zip;
}

enum archive_result archive_open(struct str bytes, struct archive **out)
{
    enum archive_result result = ARCHIVE_OK;
    zip_t *zip = open_bytes(bytes, &result);

    *out = NULL;
    if (!zip)
        return result == ARCHIVE_ABSENT ? ARCHIVE_DAMAGED : result;
    if (zip_get_num_entries(zip, 0) > ARCHIVE_MAX_ENTRIES) {
        zip_discard(zip);
        return ARCHIVE_ENTRIES;
    }
    *out = calloc(1, sizeof **out);
    if (!*out)
        out_of_memory();
    (*out)->zip = zip;
    (*out)->size = bytes.len;
    return ARCHIVE_OK;
}

static void end_entry(struct archive *z)
{
    if (z->entry)
        zip_fclose(z->entry);
    z->entry = NULL;
}

void archive_close(struct archive *z)
{
    if (!z)
        return;
    end_entry(z);
    zip_discard(z->zip);
    free(z);
}

bool archive_has(const struct archive *z, const char *name)
{
    return zip_name_locate(z->zip, name, LOOKUP) >= 0;
}

enum archive_result archive_begin(struct archive *z, const char *name)
{
    zip_int64_t at = zip_name_locate(z->zip, name, LOOKUP);
    zip_stat_t st;

    end_entry(z);
    if (at < 0)
        return z->state = ARCHIVE_ABSENT;
    if (zip_stat_index(z->zip, (zip_uint64_t)at, 0, &st) || !(st.valid & ZIP_STAT_COMP_SIZE))
        return z->state = ARCHIVE_DAMAGED;
    z->packed = st.comp_size < z->size ? st.comp_size : z->size; /* a header says what it likes */
    z->unpacked = 0;
    z->entry = zip_fopen_index(z->zip, (zip_uint64_t)at, 0);
    z->state = z->entry ? ARCHIVE_OK : result_of(zip_error_code_zip(zip_get_error(z->zip)));
    return z->state;
}

static bool is_bomb(uint64_t unpacked, uint64_t packed)
{
    return unpacked > ARCHIVE_RATIO_FROM && unpacked / ARCHIVE_MAX_RATIO > packed;
}

/* Entries may lie on each other, so that none is a bomb, and all of them are one. */
static enum archive_result check_limits(const struct archive *z)
{
    if (z->total > ARCHIVE_MAX_UNPACKED)
        return ARCHIVE_UNPACKED;
    if (is_bomb(z->unpacked, z->packed) || is_bomb(z->total, z->size))
        return ARCHIVE_RATIO;
    return ARCHIVE_OK;
}

long archive_next(struct archive *z, void *to, size_t n)
{
    zip_int64_t got = z->entry ? zip_fread(z->entry, to, n) : -1;

    if (got < 0) {
        if (z->entry)
            z->state = result_of(zip_error_code_zip(zip_file_get_error(z->entry)));
        return -1;
    }
    z->unpacked += (uint64_t)got;
    z->total += (uint64_t)got;
    z->state = check_limits(z);
    return z->state == ARCHIVE_OK ? (long)got : -1;
}

enum archive_result archive_state(const struct archive *z)
{
    return z->state;
}

struct str archive_text(struct archive *z, const char *name, size_t max, struct arena *a)
{
    char *to;
    size_t n = 0;
    long got;

    if (archive_begin(z, name) != ARCHIVE_OK)
        return STR("");
    to = arena_alloc(a, max + 1);
    while (n < max && (got = archive_next(z, to + n, max - n)) > 0)
        n += (size_t)got;
    return z->state == ARCHIVE_OK ? (struct str){to, n} : STR("");
}
