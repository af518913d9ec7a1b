/* The floor: the fastest that files of this kind can be written. One finished document is held in
 * memory; for each person its shared bytes and a fresh copy of its own bytes are written into a file of
 * the person's folder, and all is synced once at the end.
 *
 * usage: floor DOCUMENT.pdf OUT N OWN_BYTES */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static char *read_whole(const char *path, size_t *n)
{
    struct stat st;
    int fd = open(path, O_RDONLY);
    char *bytes;

    if (fd < 0 || fstat(fd, &st) != 0)
        die(path);
    *n = (size_t)st.st_size;
    bytes = malloc(*n);
    if (!bytes || read(fd, bytes, *n) != st.st_size)
        die(path);
    close(fd);
    return bytes;
}

static void write_one(const char *out, long i, const char *bytes, size_t n, char *own, size_t own_n)
{
    char path[4096];
    struct iovec v[2] = {{(void *)(uintptr_t)bytes, n - own_n}, {own, own_n}};
    int fd;

    snprintf(path, sizeof path, "%s/T%ld", out, i);
    if (mkdir(path, 0700) != 0)
        die(path);
    snprintf(path, sizeof path, "%s/T%ld/01.pdf", out, i);
    memcpy(own, bytes + n - own_n, own_n);
    snprintf(own, 24, "%%%ld\n", i);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || writev(fd, v, 2) != (ssize_t)n || close(fd) != 0)
        die(path);
}

int main(int argc, char **argv)
{
    size_t n, own_n;
    long count;
    char *bytes, *own;
    double start;
    int dir;

    if (argc != 5)
        return 2;
    bytes = read_whole(argv[1], &n);
    count = atol(argv[3]);
    own_n = (size_t)atol(argv[4]);
    own = malloc(own_n);
    if (!own || own_n > n || own_n < 32)
        return 2;
    start = now();
    if (mkdir(argv[2], 0700) != 0)
        die(argv[2]);
    for (long i = 0; i < count; i++)
        write_one(argv[2], i, bytes, n, own, own_n);
    dir = open(argv[2], O_RDONLY | O_DIRECTORY);
    if (dir < 0 || syncfs(dir) != 0)
        die(argv[2]);
    printf("%.6f\n", now() - start);
    return 0;
}
