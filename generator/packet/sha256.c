#include "packet/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void finish(struct sha256_ctx *sha, char hex[65])
{
    uint8_t digest[SHA256_DIGEST_SIZE];

    sha256_digest(sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

void packet_sha256(struct str bytes, char hex[65])
{
    struct sha256_ctx sha;

    sha256_init(&sha);
    sha256_update(&sha, bytes.len, (const uint8_t *)bytes.ptr);
    finish(&sha, hex);
}

bool packet_sha256_file(const char *path, struct diag *d, char hex[65])
{
    struct sha256_ctx sha;
    uint8_t part[16384];
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return packet_fail(d, DIAG_READ, path);
    sha256_init(&sha);
    while ((n = read(fd, part, sizeof part)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            sha256_update(&sha, (size_t)n, part);
    if (n < 0)
        packet_fail(d, DIAG_READ, path);
    close(fd);
    finish(&sha, hex);
    return n == 0;
}

bool packet_measure(const char *path, char sha256[65], uint64_t *bytes, struct diag *d)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return packet_fail(d, DIAG_READ, path);
    *bytes = (uint64_t)st.st_size;
    return packet_sha256_file(path, d, sha256);
}
