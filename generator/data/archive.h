/* A zip archive in memory, read entry by entry as a stream. Nothing is ever written to a file, and
 * no entry's name is used for anything but finding it here.
 *
 *     if (archive_open(bytes, &z) == ARCHIVE_OK && archive_begin(z, "content.xml") == ARCHIVE_OK)
 *         while ((n = archive_next(z, chunk, sizeof chunk)) > 0) …
 *     archive_close(z);
 *
 * What an archive may unpack to is limited by what really comes out, never by what its headers say.
 */
#ifndef DATA_ARCHIVE_H
#define DATA_ARCHIVE_H

#include "base/arena.h"

#define ARCHIVE_MAX_ENTRIES  10000
#define ARCHIVE_MAX_UNPACKED ((uint64_t)2 << 30) /* of all entries that were read, bytes */
#define ARCHIVE_MAX_RATIO    200                 /* of an entry, and of all that was read to the
                                                  * archive; a sheet of like rows comes to 60 */
#define ARCHIVE_RATIO_FROM   ((uint64_t)16 << 20) /* below these bytes any ratio will do */

enum archive_result {
    ARCHIVE_OK,
    ARCHIVE_ABSENT,   /* no such entry */
    ARCHIVE_DAMAGED,  /* also: packed in a way that nobody uses */
    ARCHIVE_PASSWORD, /* the entry is encrypted */
    ARCHIVE_ENTRIES,  /* over ARCHIVE_MAX_ENTRIES */
    ARCHIVE_UNPACKED, /* over ARCHIVE_MAX_UNPACKED */
    ARCHIVE_RATIO     /* over ARCHIVE_MAX_RATIO */
};

struct archive;

/* `bytes` must outlive the archive. *out is NULL unless the result is ARCHIVE_OK. */
enum archive_result archive_open(struct str bytes, struct archive **out);
void archive_close(struct archive *z);

bool archive_has(const struct archive *z, const char *name); /* ASCII letters in any case */

/* Opens an entry, in place of the one that was open. */
enum archive_result archive_begin(struct archive *z, const char *name);

/* The next bytes of the open entry, at most `n`: 0 at its end, -1 when something is wrong, which
 * archive_state tells. */
long archive_next(struct archive *z, void *to, size_t n);
enum archive_result archive_state(const struct archive *z);

/* A small entry as a whole; cut off behind `max` bytes; empty when it cannot be read. */
struct str archive_text(struct archive *z, const char *name, size_t max, struct arena *a);

#endif
