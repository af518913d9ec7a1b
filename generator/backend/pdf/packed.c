#include "backend/pdf/packed.h"

#include <stdlib.h>
#include <string.h>

#include "backend/pdf/strings.h"

#define OBJECTS_MAX 1000 /* in a stream: a reader unpacks all of it for one of them */
#define KNOWN_COUNT 64
#define KNOWN_MAX   (64 << 10) /* bytes of a stream that is remembered */

struct pdf_known {
    struct buf text, bytes;
};

void pdf_packed_init(struct pdf_packed *p, struct pdf_deflater *z)
{
    *p = (struct pdf_packed){.deflater = z};
    p->known = calloc(KNOWN_COUNT, sizeof *p->known);
    if (!p->known)
        out_of_memory();
}

void pdf_packed_free(struct pdf_packed *p)
{
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        buf_free(&p->known[i].text);
        buf_free(&p->known[i].bytes);
    }
    free(p->known);
    buf_free(&p->body);
    buf_free(&p->head);
}

void pdf_packed_start(struct pdf_packed *p, uint32_t first, struct arena *a)
{
    p->arena = a;
    p->number = first;
    p->n = p->nstreams = p->cap = 0;
    p->streams = NULL;
    p->body.len = p->head.len = 0;
}

static struct str deflated(struct pdf_packed *p, struct str text)
{
    struct pdf_known *known = &p->known[str_hash(text) % KNOWN_COUNT];
    struct str bytes;

    if (known->text.len && str_eq(buf_view(&known->text), text))
        return arena_str(p->arena, buf_view(&known->bytes));
    bytes = pdf_deflate(p->deflater, text, PDF_LEVEL_PACKED, p->arena);
    if (text.len > KNOWN_MAX)
        return bytes;
    known->text.len = known->bytes.len = 0;
    buf_str(&known->text, text);
    buf_str(&known->bytes, bytes);
    return bytes;
}

static void close_stream(struct pdf_packed *p)
{
    struct pdf_packed_stream *s;
    size_t first = p->head.len;

    if (p->n == 0)
        return;
    buf_str(&p->head, buf_view(&p->body));
    arena_grow(p->arena, &p->streams, &p->cap, p->nstreams, sizeof *p->streams);
    s = &p->streams[p->nstreams++];
    s->n = p->n;
    s->bytes = deflated(p, buf_view(&p->head));
    s->dict = arena_fmt(p->arena, "/Type/ObjStm/N %zu/First %zu/Filter/FlateDecode/Length %zu",
                        p->n, first, s->bytes.len);
    p->n = p->body.len = p->head.len = 0;
}

struct buf *pdf_packed_next(struct pdf_packed *p)
{
    if (p->n == OBJECTS_MAX)
        close_stream(p);
    if (p->n)
        buf_char(&p->body, ' ');
    pdf_put_uint(&p->head, p->number++);
    buf_char(&p->head, ' ');
    pdf_put_uint(&p->head, p->body.len);
    buf_char(&p->head, ' ');
    p->n++;
    return &p->body;
}

void pdf_packed_end(struct pdf_packed *p)
{
    close_stream(p);
}
