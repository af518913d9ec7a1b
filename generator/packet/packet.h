/* What leaves the tool: names of files and folders, the manifest, OUT's all-or-nothing replacement. */
#ifndef PACKET_PACKET_H
#define PACKET_PACKET_H

#include "base/diag.h"

/* A file or folder name made safe on Linux and Windows: separators, control characters and <>:"|?*\
 * become _, no leading dots or trailing dots and blanks, no reserved name (CON, NUL …), cut at a
 * character's end to at most `max_bytes`. Empty becomes _. */
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

/* OUT/manifest.json: {"generator", "kit", "version", "date", "files": [{path, sha256, bytes, pages, form,
 * record}]}, files in the order given. */
bool packet_write_manifest(const char *dir, const struct packet_manifest *m, struct diag *d);
/* NULL after an error (no manifest, or not one of ours). */
struct packet_manifest *packet_read_manifest(const char *dir, struct arena *a, struct diag *d);

/* A run's output: begins OUT.partial, ends by taking OUT's place.
 * begin: refuses (DIAG_NOT_OURS) an OUT that exists, is not empty and has no manifest of ours, unless `force`;
 *        removes an old OUT.partial; makes the folder; *partial is its path.
 * commit: syncs once (syncfs), carries over files of the old OUT that its manifest does not list (what
 *        people put there themselves, such as scans), then swaps the folders (renameat2 RENAME_EXCHANGE, or two
 *        renames where the file system cannot) and removes the old one. Fills `change`.
 * abandon: removes OUT.partial. OUT is as it was. */
struct packet_change {
    size_t added, removed, changed, same; /* files of the manifests */
    size_t kept;                          /* files of others, carried over */
    struct str *removed_paths;            /* in the arena given to commit */
};
bool packet_begin(const char *out, bool force, struct arena *a, struct diag *d,
                  const char **partial);
bool packet_commit(const char *out, const char *partial, const struct packet_manifest *now,
                   struct arena *a, struct diag *d, struct packet_change *change);
void packet_abandon(const char *partial, struct diag *d);

/* Checks every file of DIR's manifest: missing, changed (SHA-256), and files that are not listed (a warning).
 * Reports all; false when any is missing or changed. *nfiles: how many were checked. */
bool packet_verify(const char *dir, struct arena *a, struct diag *d, size_t *nfiles);

/* SHA-256 of bytes as 64 hex digits and a NUL. */
void packet_sha256(struct str bytes, char hex[65]);

#endif
