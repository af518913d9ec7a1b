/* A run's output: built beside OUT, then put in its place. */
#include "packet/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* In a folder that a run is building: its process. */
#define MARK     ".formpress-run"
#define MARK_FMT "formpress %ld\n"

/* OUT without slashes at its end; NULL for what no folder can be exchanged with. */
static const char *plain_path(const char *out, struct arena *a, struct diag *d)
{
    struct str path = str_from(out);
    const char *plain, *name;

    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    plain = arena_str(a, path).ptr;
    name = strrchr(plain, '/');
    name = name ? name + 1 : plain;
    if (*name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
        return plain;
    diag(d, DIAG_OUT_NAME, pos_none(), path);
    return NULL;
}

static const char *parent_of(const char *plain, struct arena *a)
{
    const char *slash = strrchr(plain, '/');

    if (!slash)
        return ".";
    return slash == plain ? "/" : arena_fmt(a, "%.*s", (int)(slash - plain), plain).ptr;
}

/* Whether OUT may be replaced. */
static bool check_out(const char *out, bool force, struct arena *a, struct diag *d)
{
    struct str *names;
    struct stat st;
    size_t n;

    if (lstat(out, &st) != 0)
        return errno == ENOENT || packet_fail(d, DIAG_WRITE, out);
    if (S_ISLNK(st.st_mode))
        return diag(d, DIAG_OUT_LINK, pos_file(out));
    if (!S_ISDIR(st.st_mode))
        return diag(d, DIAG_OUT_FILE, pos_file(out));
    if (force)
        return true;
    if (!file_list(out, a, d, &names, &n))
        return false;
    if (n && !packet_find_manifest(out, a))
        return diag(d, DIAG_NOT_OURS, pos_file(out));
    return true;
}

/* The process that builds `partial`, 0 when its mark names none, -1 without a mark. */
static long builder_of(const char *partial, struct arena *a)
{
    struct diag *unseen = diag_new(DIAG_EN);
    struct str text;
    long pid = -1;

    if (file_read(file_join(a, partial, MARK), 64, a, unseen, &text) &&
        sscanf(text.ptr, MARK_FMT, &pid) != 1)
        pid = 0;
    diag_free(unseen);
    return pid;
}

static bool is_running(long pid)
{
    return pid > 0 && pid != getpid() && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

/* Removes what a run that never ended left at `path`. */
static bool clear_left_over(const char *path, struct arena *a, struct diag *d)
{
    struct str *names;
    struct stat st;
    size_t n;
    long pid;

    if (lstat(path, &st) != 0)
        return errno == ENOENT || packet_fail(d, DIAG_WRITE, path);
    if (!S_ISDIR(st.st_mode))
        return diag(d, DIAG_IN_THE_WAY, pos_file(path));
    pid = builder_of(path, a);
    if (is_running(pid))
        return diag(d, DIAG_OUT_BUSY, pos_file(path), arena_fmt(a, "%ld", pid));
    if (!file_list(path, a, d, &names, &n))
        return false;
    if (n && pid < 0 && !packet_find_manifest(path, a))
        return diag(d, DIAG_IN_THE_WAY, pos_file(path));
    return file_remove_tree(path, d);
}

/* The name the earlier output has between two renames. */
static const char *aside_path(const char *fresh, struct arena *a)
{
    return arena_fmt(a, "%s-old", fresh).ptr;
}

/* Makes `partial` with its mark. */
static bool make_partial(const char *plain, const char *partial, bool force, struct arena *a,
                         struct diag *d)
{
    const char *aside = aside_path(partial, a);
    struct str mark = arena_fmt(a, MARK_FMT, (long)getpid());

    if (!file_exists(plain) && file_exists(aside) && rename(aside, plain) != 0)
        return packet_fail(d, DIAG_WRITE, plain);
    if (!check_out(plain, force, a, d) || !clear_left_over(partial, a, d) ||
        !clear_left_over(aside, a, d))
        return false;
    if (mkdir(partial, 0777) != 0)
        return packet_fail(d, DIAG_WRITE, partial);
    if (file_write(file_join(a, partial, MARK), mark, d))
        return true;
    packet_abandon(partial, d);
    return false;
}

const char *packet_partial(const char *out, struct arena *a)
{
    struct str path = str_from(out);

    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return arena_fmt(a, "%.*s.partial", STR_ARG(path)).ptr;
}

bool packet_begin(const char *out, bool force, struct arena *a, struct diag *d,
                  const char **partial)
{
    const char *plain = plain_path(out, a, d), *parent;
    bool ok;
    int fd;

    *partial = NULL;
    if (!plain)
        return false;
    *partial = packet_partial(plain, a);
    parent = parent_of(plain, a);
    if (!file_make_dirs(parent, d))
        return false;
    fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || flock(fd, LOCK_EX) != 0) { /* two runs that begin together come one by one */
        packet_fail(d, DIAG_WRITE, parent);
        ok = false;
    } else {
        ok = make_partial(plain, *partial, force, a, d);
    }
    if (fd >= 0)
        close(fd);
    return ok;
}

void packet_abandon(const char *partial, struct diag *d)
{
    if (partial)
        file_remove_tree(partial, d);
}

bool packet_swap(const char *out, const char *fresh, bool exchange, struct arena *a, struct diag *d,
                 const char **old)
{
    const char *aside = aside_path(fresh, a);

    *old = NULL;
    if (!file_exists(out))
        return rename(fresh, out) == 0 || packet_fail(d, DIAG_WRITE, out);
    if (exchange) {
        if (renameat2(AT_FDCWD, fresh, AT_FDCWD, out, RENAME_EXCHANGE) == 0) {
            *old = fresh;
            return true;
        }
        if (errno != ENOSYS && errno != EINVAL)
            return packet_fail(d, DIAG_WRITE, out);
    }
    if (rename(out, aside) != 0)
        return packet_fail(d, DIAG_WRITE, out);
    if (rename(fresh, out) != 0) {
        packet_fail(d, DIAG_WRITE, out);
        if (rename(aside, out) != 0)
            packet_fail(d, DIAG_WRITE, aside);
        return false;
    }
    *old = aside;
    return true;
}

/* Writes out all that the run has made: once, for the whole file system. */
static bool sync_files(const char *dir, struct diag *d)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && syncfs(fd) == 0;

    if (!ok)
        packet_fail(d, DIAG_WRITE, dir);
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Makes the swap last. It has happened, so a failure is a warning; some file systems cannot sync a
 * folder (EINVAL). */
static void sync_names(const char *dir, struct diag *d)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
        packet_fail(d, DIAG_NOT_SYNCED, dir);
    if (fd >= 0)
        close(fd);
}

static void compare(const struct packet_manifest *old, const struct packet_manifest *now,
                    struct arena *a, struct packet_change *change)
{
    struct map before = packet_manifest_files(old, a), after = packet_manifest_files(now, a);
    size_t cap = 0;

    for (size_t i = 0; i < now->nfiles; i++) {
        const struct packet_file *f = map_get(&before, now->files[i].path);

        if (!f)
            change->added++;
        else if (strcmp(f->sha256, now->files[i].sha256) == 0)
            change->same++;
        else
            change->changed++;
    }
    for (size_t i = 0; old && i < old->nfiles; i++) {
        if (map_get(&after, old->files[i].path))
            continue;
        arena_grow(a, &change->removed_paths, &cap, change->removed, sizeof *change->removed_paths);
        change->removed_paths[change->removed++] = old->files[i].path;
    }
}

/* The new output stands; an earlier one that cannot be removed is no reason to fail. */
static void remove_old(const char *old, struct diag *d)
{
    struct diag *unseen = diag_new(DIAG_EN);

    if (old && !file_remove_tree(old, unseen))
        diag(d, DIAG_OLD_LEFT, pos_file(old));
    diag_free(unseen);
}

bool packet_commit(const char *out, const char *partial, const struct packet_manifest *now,
                   struct arena *a, struct diag *d, struct packet_change *change)
{
    const char *plain = plain_path(out, a, d), *mark = file_join(a, partial, MARK), *old_path;
    struct packet_manifest *old;

    *change = (struct packet_change){0};
    if (!plain)
        return false;
    if (!file_exists(file_join(a, partial, PACKET_MANIFEST)) &&
        !packet_write_manifest(partial, now, d))
        return false;
    old = packet_find_manifest(plain, a);
    compare(old, now, a, change);
    if (file_exists(plain) && !packet_carry_over(plain, partial, old, a, d, &change->kept))
        return false;
    if (unlink(mark) != 0)
        return packet_fail(d, DIAG_WRITE, mark);
    if (!sync_files(partial, d) || !packet_swap(plain, partial, true, a, d, &old_path))
        return false;
    sync_names(parent_of(plain, a), d);
    remove_old(old_path, d);
    return true;
}
