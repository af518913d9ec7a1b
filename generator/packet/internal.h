/* Shared within packet/. */
#ifndef PACKET_INTERNAL_H
#define PACKET_INTERNAL_H

#include <sys/types.h>
#include <time.h>

#include "base/map.h"
#include "packet/packet.h"

#define PACKET_NAME_MAX                                                                            \
    255 /* bytes of a name on Linux; a Windows name has as many UTF-16 units                       \
         */

/* `name` with `suffix` before its extension, at most PACKET_NAME_MAX bytes. */
struct str packet_name_with(struct arena *a, struct str name, struct str suffix);

/* Everything below a folder but the folders that hold something, sorted by path. */
struct packet_entry {
    struct str path; /* relative, with / */
    mode_t mode;
    uint64_t bytes;
    struct timespec changed;
};
struct packet_tree {
    struct packet_entry *entries;
    size_t n;
};
bool packet_walk(const char *root, struct arena *a, struct diag *d, struct packet_tree *tree);

/* Whether a manifest's path stays within its folder. */
bool packet_path_is_safe(struct str path);

bool packet_sha256_file(const char *path, struct diag *d, char hex[65]);

/* The manifest's files (struct packet_file) by their paths. */
struct map packet_manifest_files(const struct packet_manifest *m, struct arena *a);
/* The manifest of `dir`, or NULL when it has none of ours; reports nothing. */
struct packet_manifest *packet_find_manifest(const char *dir, struct arena *a);

/* Links or copies into `to` what people put into, or changed in, `from`, a folder with the
 * manifest `old` (NULL: none, all of it is theirs). */
bool packet_carry_over(const char *from, const char *to, const struct packet_manifest *old,
                       struct arena *a, struct diag *d, size_t *kept);

/* Copies a file or a symbolic link, for file systems without hard links. */
bool packet_copy_entry(const char *here, const char *there, mode_t mode, struct diag *d);

/* Puts `fresh` in the place of `out`; *old is where the earlier output is now, or NULL.
 * `exchange`: try to do it in one step. */
bool packet_swap(const char *out, const char *fresh, bool exchange, struct arena *a, struct diag *d,
                 const char **old);

/* Reports `id` at `path` with the text of errno; false. */
bool packet_fail(struct diag *d, enum diag_id id, const char *path);

#endif
