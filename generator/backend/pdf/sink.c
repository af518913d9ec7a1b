#include "backend/pdf/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define BYTES_COPIED 512 /* less than this is copied into the text: fewer pieces */
#define IOV_COUNT    512 /* Linux takes 1024 */

static void add_piece(struct pdf_sink *s, struct pdf_piece p)
{
    buf_put(&s->pieces, &p, sizeof p);
    s->n++;
}

void pdf_sink_text(struct pdf_sink *s, const void *bytes, size_t n)
{
    buf_put(&s->text, bytes, n);
    s->bytes += n;
}

void pdf_sink_cut(struct pdf_sink *s)
{
    if (s->text.len > s->cut)
        add_piece(s, (struct pdf_piece){.at = s->cut, .len = s->text.len - s->cut});
    s->cut = s->text.len;
}

void pdf_sink_bytes(struct pdf_sink *s, struct str bytes)
{
    if (bytes.len < BYTES_COPIED) {
        pdf_sink_text(s, bytes.ptr, bytes.len);
        return;
    }
    pdf_sink_cut(s);
    add_piece(s, (struct pdf_piece){.ptr = bytes.ptr, .len = bytes.len});
    s->bytes += bytes.len;
}

struct str pdf_sink_piece(const struct pdf_sink *s, size_t i, bool *is_text)
{
    struct pdf_piece p;

    memcpy(&p, s->pieces.ptr + i * sizeof p, sizeof p);
    *is_text = !p.ptr;
    return (struct str){p.ptr ? p.ptr : s->text.ptr + p.at, p.len};
}

static bool write_iov(int fd, struct iovec *v, size_t n)
{
    while (n > 0) {
        ssize_t done = writev(fd, v, (int)n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        for (; n > 0 && (size_t)done >= v->iov_len; v++, n--)
            done -= (ssize_t)v->iov_len;
        if (n > 0) {
            v->iov_base = (char *)v->iov_base + done;
            v->iov_len -= (size_t)done;
        }
    }
    return true;
}

static bool write_pieces(const struct pdf_sink *s, int fd)
{
    struct iovec v[IOV_COUNT];
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++) {
        bool is_text;
        struct str p = pdf_sink_piece(s, i, &is_text);

        v[n++] = (struct iovec){(void *)(uintptr_t)p.ptr, p.len};
        if (n == IOV_COUNT || i + 1 == s->n) {
            if (!write_iov(fd, v, n))
                return false;
            n = 0;
        }
    }
    return true;
}

struct str pdf_sink_copy(struct pdf_sink *s, struct arena *a)
{
    char *bytes = arena_alloc(a, s->bytes + 1), *to = bytes;

    pdf_sink_cut(s);
    for (size_t i = 0; i < s->n; i++) {
        bool is_text;
        struct str p = pdf_sink_piece(s, i, &is_text);

        memcpy(to, p.ptr, p.len);
        to += p.len;
    }
    return (struct str){bytes, s->bytes};
}

bool pdf_sink_write(struct pdf_sink *s, const char *path, struct diag *d)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int error = 0;

    if (fd < 0)
        return diag(d, DIAG_WRITE, pos_file(path), diag_system(d, errno));
    pdf_sink_cut(s);
    if (!write_pieces(s, fd))
        error = errno;
    if (close(fd) != 0 && !error)
        error = errno;
    return !error || diag(d, DIAG_WRITE, pos_file(path), diag_system(d, error));
}

void pdf_sink_reset(struct pdf_sink *s)
{
    s->text.len = s->pieces.len = 0;
    s->n = s->cut = s->shared = s->bytes = 0;
}

void pdf_sink_free(struct pdf_sink *s)
{
    buf_free(&s->text);
    buf_free(&s->pieces);
    *s = (struct pdf_sink){0};
}
