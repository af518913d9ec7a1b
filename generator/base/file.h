/* Files: read whole, written whole. Whatever is made is readable by its owner only (umask 077 is
 * set by main). Errors are diagnostics at the file; the calls then return false. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/diag.h"

/* Reads `path` whole, at most `max` bytes, into `a`. A NUL stands behind the bytes. */
bool file_read(const char *path, size_t max, struct arena *a, struct diag *d, struct str *out);

/* Creates or replaces `path`. No sync: the run syncs once. */
bool file_write(const char *path, struct str bytes, struct diag *d);

/* Is `name` a file's name below `folder`, whatever links stand in between? Not an absolute one, none
 * with .. or \\ in it, no address. A file that is not there lies where its name says. */
bool file_lies_below(const char *folder, struct str name, struct arena *a);

bool file_exists(const char *path);
bool file_is_dir(const char *path);
bool file_make_dirs(const char *path, struct diag *d); /* as mkdir -p */
bool file_remove_tree(const char *path, struct diag *d);

/* The names in a folder, sorted by bytes, without . and .. */
bool file_list(const char *dir, struct arena *a, struct diag *d, struct str **names, size_t *n);

/* dir/name */
const char *file_join(struct arena *a, const char *dir, const char *name);

#endif
