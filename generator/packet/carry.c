/* What people put into an output, or changed in it, goes along into the next one: a link where the
 * file system can, so that the earlier output stays whole until it is replaced. */
#include "packet/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define KEPT STR("-原檔")

struct carry {
    const char *from, *to;
    struct arena *arena;
    struct diag *d;
};

static struct str join(struct arena *a, struct str folder, struct str name)
{
    return arena_fmt(a, "%.*s%s%.*s", STR_ARG(folder), folder.len ? "/" : "", STR_ARG(name));
}

/* The folder part of a path, and what comes behind it. */
static struct str split(struct str path, struct str *name)
{
    size_t at = path.len;

    while (at > 0 && path.ptr[at - 1] != '/')
        at--;
    *name = str_slice(path, at, path.len);
    return str_slice(path, 0, at > 0 ? at - 1 : 0);
}

/* Another name in `folder`, free in both outputs, for what cannot keep its own; a folder of that
 * name in the new output will do for a folder. */
static struct str other_name(const struct carry *c, struct str folder, struct str name,
                             bool for_folder)
{
    struct str suffix = KEPT;

    for (size_t k = 2;; k++) {
        struct str path = join(c->arena, folder, packet_name_with(c->arena, name, suffix));
        const char *there = file_join(c->arena, c->to, path.ptr);

        if (!file_exists(file_join(c->arena, c->from, path.ptr)) &&
            (!file_exists(there) || (for_folder && file_is_dir(there))))
            return path;
        suffix = arena_fmt(c->arena, "%s-%zu", KEPT.ptr, k);
    }
}

static bool is_folder(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Makes the folder `path` of the earlier output in the new one; *at is its path there. */
static bool make_folder(const struct carry *c, struct str path, struct str *at)
{
    struct str name, parent = split(path, &name);
    const char *there, *here;
    struct stat st;

    *at = path;
    if (path.len == 0)
        return true;
    if (!make_folder(c, parent, &parent))
        return false;
    *at = join(c->arena, parent, name);
    there = file_join(c->arena, c->to, at->ptr);
    if (file_exists(there) && !is_folder(there)) {
        *at = other_name(c, parent, name, true);
        there = file_join(c->arena, c->to, at->ptr);
    }
    if (is_folder(there))
        return true;
    here = file_join(c->arena, c->from, arena_str(c->arena, path).ptr);
    if (lstat(here, &st) != 0)
        return packet_fail(c->d, DIAG_READ, here);
    if (mkdir(there, 0777) != 0 || chmod(there, (st.st_mode & 07777) | S_IRWXU) != 0)
        return packet_fail(c->d, DIAG_WRITE, there);
    return true;
}

static bool copy_bytes(int from, int to)
{
    char part[65536];
    ssize_t n;

    while ((n = read(from, part, sizeof part)) > 0 || (n < 0 && errno == EINTR))
        for (ssize_t at = 0; at < n;) {
            ssize_t put = write(to, part + at, (size_t)(n - at));

            if (put < 0 && errno != EINTR)
                return false;
            at += put > 0 ? put : 0;
        }
    return n == 0;
}

/* For file systems without links. */
static bool copy_file(const char *here, const char *there, struct diag *d)
{
    struct stat st;
    int to = -1, from = open(here, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool ok = false;

    if (from < 0 || fstat(from, &st) != 0) {
        packet_fail(d, DIAG_READ, here);
        goto out;
    }
    to = open(there, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ok = to >= 0 && copy_bytes(from, to) && fchmod(to, st.st_mode & 07777) == 0 &&
         futimens(to, (const struct timespec[]){st.st_atim, st.st_mtim}) == 0;
    if (!ok)
        packet_fail(d, DIAG_WRITE, there);
out:
    if (to >= 0 && close(to) != 0 && ok)
        ok = packet_fail(d, DIAG_WRITE, there);
    if (from >= 0)
        close(from);
    return ok;
}

static bool copy_link(const char *here, const char *there, struct diag *d)
{
    char target[4096];
    ssize_t n = readlink(here, target, sizeof target - 1);

    if (n < 0)
        return packet_fail(d, DIAG_READ, here);
    target[n] = '\0';
    return symlink(target, there) == 0 || packet_fail(d, DIAG_WRITE, there);
}

bool packet_copy_entry(const char *here, const char *there, mode_t mode, struct diag *d)
{
    if (S_ISREG(mode))
        return copy_file(here, there, d);
    if (S_ISLNK(mode))
        return copy_link(here, there, d);
    return diag(d, DIAG_CANNOT_KEEP, pos_file(here));
}

static bool carry_entry(const struct carry *c, const struct packet_entry *e, bool ours)
{
    struct str name, folder = split(e->path, &name), path;
    const char *here = file_join(c->arena, c->from, e->path.ptr), *there;

    if (S_ISDIR(e->mode))
        return make_folder(c, e->path, &path);
    if (!make_folder(c, folder, &folder))
        return false;
    path = join(c->arena, folder, name);
    if (file_exists(file_join(c->arena, c->to, path.ptr)))
        path = other_name(c, folder, name, false);
    there = file_join(c->arena, c->to, path.ptr);
    if (linkat(AT_FDCWD, here, AT_FDCWD, there, 0) != 0 &&
        !packet_copy_entry(here, there, e->mode, c->d))
        return false;
    if (ours)
        diag(c->d, DIAG_CHANGED_KEPT, pos_file(here), path);
    else if (!str_eq(path, e->path))
        diag(c->d, DIAG_CLASH_KEPT, pos_file(here), path);
    return true;
}

/* Whether a file of ours was changed after its run. Files that are older than their manifest are
 * taken for unchanged, so that not everything is read again. */
static bool was_changed(const struct carry *c, const struct packet_entry *e,
                        const struct packet_file *f, struct timespec manifest, bool *changed)
{
    const char *here = file_join(c->arena, c->from, e->path.ptr);
    char sha[65];

    *changed = !S_ISREG(e->mode) || e->bytes != f->bytes;
    if (*changed || e->changed.tv_sec < manifest.tv_sec ||
        (e->changed.tv_sec == manifest.tv_sec && e->changed.tv_nsec < manifest.tv_nsec))
        return true;
    if (!packet_sha256_file(here, c->d, sha))
        return false;
    *changed = strcmp(sha, f->sha256) != 0;
    return true;
}

bool packet_carry_over(const char *from, const char *to, const struct packet_manifest *old,
                       struct arena *a, struct diag *d, size_t *kept)
{
    struct carry c = {from, to, a, d};
    struct map files = packet_manifest_files(old, a);
    struct packet_tree tree;
    struct stat st = {0};

    *kept = 0;
    if (old && lstat(file_join(a, from, PACKET_MANIFEST), &st) != 0)
        return packet_fail(d, DIAG_READ, from);
    if (!packet_walk(from, a, d, &tree))
        return false;
    for (size_t i = 0; i < tree.n; i++) {
        const struct packet_entry *e = &tree.entries[i];
        const struct packet_file *f = map_get(&files, e->path);
        bool theirs = true;

        if (old && str_eq(e->path, STR(PACKET_MANIFEST)))
            continue;
        if (f && !was_changed(&c, e, f, st.st_mtim, &theirs))
            return false;
        if (!theirs)
            continue;
        if (!carry_entry(&c, e, f != NULL))
            return false;
        *kept += !S_ISDIR(e->mode);
    }
    return true;
}
