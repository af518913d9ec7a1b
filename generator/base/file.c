#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct diag *d, enum diag_id id, const char *path)
{
    return diag(d, id, pos_file(path), diag_system(d, errno));
}

static bool read_all(int fd, char *to, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t n = read(fd, to + at, size - at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        if (n == 0) {
            errno = EIO;
            return false;
        }
        at += (size_t)n;
    }
    return true;
}

bool file_read(const char *path, size_t max, struct arena *a, struct diag *d, struct str *out)
{
    struct stat st;
    char *bytes;
    bool ok = false;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return fail(d, DIAG_READ, path);
    if (fstat(fd, &st) != 0) {
        fail(d, DIAG_READ, path);
    } else if (S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        fail(d, DIAG_READ, path);
    } else if ((size_t)st.st_size > max) {
        diag(d, DIAG_TOO_BIG, pos_file(path), arena_fmt(a, "%zu", max));
    } else {
        bytes = arena_alloc(a, (size_t)st.st_size + 1);
        ok = read_all(fd, bytes, (size_t)st.st_size);
        if (!ok)
            fail(d, DIAG_READ, path);
        *out = (struct str){bytes, (size_t)st.st_size};
    }
    close(fd);
    return ok;
}

bool file_write(const char *path, struct str bytes, struct diag *d)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (fd < 0)
        return fail(d, DIAG_WRITE, path);
    for (size_t at = 0; at < bytes.len;) {
        ssize_t n = write(fd, bytes.ptr + at, bytes.len - at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail(d, DIAG_WRITE, path);
            close(fd);
            return false;
        }
        at += (size_t)n;
    }
    if (close(fd) != 0)
        return fail(d, DIAG_WRITE, path);
    return true;
}

bool file_exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

bool file_is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool file_make_dirs(const char *path, struct diag *d)
{
    struct str whole = str_from(path);
    char *part = malloc(whole.len + 1);
    bool ok = true;

    if (!part)
        out_of_memory();
    memcpy(part, path, whole.len + 1);
    for (size_t i = 1; ok && i <= whole.len; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        part[i] = '\0';
        if (mkdir(part, 0777) != 0 && !(errno == EEXIST && file_is_dir(part)))
            ok = fail(d, DIAG_WRITE, part);
        part[i] = path[i];
    }
    free(part);
    return ok;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

bool file_remove_tree(const char *path, struct diag *d)
{
    if (!file_exists(path))
        return true;
    if (nftw(path, remove_entry, 32, FTW_DEPTH | FTW_PHYS) != 0)
        return fail(d, DIAG_WRITE, path);
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

bool file_list(const char *dir, struct arena *a, struct diag *d, struct str **names, size_t *n)
{
    DIR *h = opendir(dir);
    struct dirent *e;
    size_t cap = 0;

    *names = NULL;
    *n = 0;
    if (!h)
        return fail(d, DIAG_READ, dir);
    while ((e = readdir(h))) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        arena_grow(a, names, &cap, *n, sizeof **names);
        (*names)[(*n)++] = arena_str(a, str_from(e->d_name));
    }
    closedir(h);
    if (*n)
        qsort(*names, *n, sizeof **names, by_bytes);
    return true;
}

const char *file_join(struct arena *a, const char *dir, const char *name)
{
    size_t n = strlen(dir);

    return arena_fmt(a, "%s%s%s", dir, n && dir[n - 1] == '/' ? "" : "/", name).ptr;
}

/* What a link leads to must lie below `folder`, whatever links stand in between. A file that is not
 * there is told of when it is read. */
static bool is_within(const char *folder, const char *path)
{
    char real_folder[PATH_MAX], real_path[PATH_MAX];
    size_t n;

    if (!realpath(folder, real_folder))
        return false;
    if (!realpath(path, real_path))
        return true;
    n = strlen(real_folder);
    return strncmp(real_path, real_folder, n) == 0 && (real_path[n] == '/' || n == 1);
}

static bool climbs(struct str name)
{
    return str_starts(name, STR("/")) || str_starts(name, STR("../")) || str_ends(name, STR("/..")) ||
           str_eq(name, STR("..")) ||
           str_find(name, STR("/../")) < name.len || str_find(name, STR("://")) < name.len ||
           str_find(name, STR("\\")) < name.len || memchr(name.ptr, '\0', name.len);
}

bool file_lies_below(const char *folder, struct str name, struct arena *a)
{
    return name.len && !climbs(name) &&
           is_within(folder, file_join(a, folder, arena_str(a, name).ptr));
}
