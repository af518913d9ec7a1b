#include "packet/internal.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

static bool check_file(const char *dir, const struct packet_file *f, struct arena *a,
                       struct diag *d)
{
    const char *path = file_join(a, dir, f->path.ptr);
    struct stat st;
    char sha[65];

    if (lstat(path, &st) != 0)
        return diag(d, DIAG_FILE_MISSING, pos_file(path));
    if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size != f->bytes)
        return diag(d, DIAG_FILE_CHANGED, pos_file(path));
    if (!packet_sha256_file(path, d, sha))
        return false;
    return strcmp(sha, f->sha256) == 0 || diag(d, DIAG_FILE_CHANGED, pos_file(path));
}

bool packet_verify(const char *dir, struct arena *a, struct diag *d, size_t *nfiles)
{
    struct packet_manifest *m = packet_read_manifest(dir, a, d);
    struct packet_tree tree;
    struct map files;
    bool ok = true;

    *nfiles = 0;
    if (!m || !packet_walk(dir, a, d, &tree))
        return false;
    files = packet_manifest_files(m, a);
    for (size_t i = 0; i < m->nfiles; i++) {
        if (!check_file(dir, &m->files[i], a, d))
            ok = false;
        ++*nfiles;
    }
    for (size_t i = 0; i < tree.n; i++) {
        const struct packet_entry *e = &tree.entries[i];

        if (!S_ISDIR(e->mode) && !str_eq(e->path, STR(PACKET_MANIFEST)) &&
            !map_get(&files, e->path))
            diag(d, DIAG_FILE_UNLISTED, pos_file(file_join(a, dir, e->path.ptr)));
    }
    return ok;
}
