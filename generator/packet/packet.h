/* What leaves the tool: names of files and folders, the manifest, OUT's replacement
 * as a whole or not at all. */
#ifndef PACKET_PACKET_H
#define PACKET_PACKET_H

#include "base/diag.h"

#define PACKET_MANIFEST "manifest.json"

/* A file or folder name made safe on Linux and Windows: separators, <>:"|?*\, control characters
 * and marks of the writing direction become _, no dots or blanks at either end, no reserved name
 * (CON, NUL …), cut at a character's end, its extension kept, to at most `max_bytes` (> 0). Empty
 * becomes _. */
struct str packet_safe_name(struct str wanted, size_t max_bytes, struct arena *a);

/* Names given out within one folder: a clash (also by case, as on Windows) gets -2, -3 … before its
 * extension. Deterministic in the order of asking. */
struct packet_names;
struct packet_names *packet_names_new(struct arena *a);
struct str packet_name_unique(struct packet_names *n, struct str folder, struct str name);

struct packet_file {
    struct str path;   /* relative to OUT, with / */
    struct str form;   /* the form's name; "merged" for the merged file */
    struct str record; /* the record's key, or empty */
    char sha256[65];
    uint64_t bytes;
    uint32_t pages;
};

struct packet_manifest {
    struct str kit, version, date;
    struct packet_file *files;
    size_t nfiles;
};

/* OUT/manifest.json: {"generator", "kit", "version", "date", "files": [{path, sha256, bytes, pages,
 * form, record}]}, files in the order given. */
bool packet_write_manifest(const char *dir, const struct packet_manifest *m, struct diag *d);
/* NULL after an error (no manifest, or not one of ours). */
struct packet_manifest *packet_read_manifest(const char *dir, struct arena *a, struct diag *d);

/* A run's output: begins OUT.partial, ends by taking OUT's place.
 *
 * begin refuses an OUT that is a file or a link, that another process is writing, or that is not
 * empty and has no manifest of ours (unless `force`); it removes what a crashed run left and makes
 * the folder *partial. After an error there is none.
 *
 * commit writes the manifest if the caller has not, and carries over what is not ours in the old
 * OUT: files that its manifest does not list (scans that people put there), and listed ones that
 * were changed since (a form filled in on the computer). One whose name a new file has is kept as
 * NAME-原檔, with a warning. Then it syncs once (syncfs), swaps the folders (renameat2
 * RENAME_EXCHANGE, or two renames where the file system cannot), removes the old one, and fills
 * `change`. After an error OUT is as it was: abandon.
 *
 * abandon removes *partial. */
struct packet_change {
    size_t added, removed, changed, same; /* files of the manifests */
    size_t kept;                          /* carried over */
    struct str *removed_paths;            /* in the arena given to commit */
};
bool packet_begin(const char *out, bool force, struct arena *a, struct diag *d,
                  const char **partial);
bool packet_commit(const char *out, const char *partial, const struct packet_manifest *now,
                   struct arena *a, struct diag *d, struct packet_change *change);
/* Where that is: OUT.partial. */
const char *packet_partial(const char *out, struct arena *a);
void packet_abandon(const char *partial, struct diag *d);

/* Checks every file of DIR's manifest: missing, changed (SHA-256), and files that are not listed (a
 * warning). Reports all; false when any is missing or changed. *nfiles: how many were checked. */
bool packet_verify(const char *dir, struct arena *a, struct diag *d, size_t *nfiles);

/* SHA-256 and size of a file that was written. */
bool packet_measure(const char *path, char sha256[65], uint64_t *bytes, struct diag *d);

/* SHA-256 of bytes as 64 hex digits and a NUL. */
void packet_sha256(struct str bytes, char hex[65]);

#endif
