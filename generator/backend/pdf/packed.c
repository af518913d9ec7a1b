#include "backend/pdf/packed.h"

#include <stdlib.h>
#include <string.h>

#include "backend/pdf/strings.h"

#define OBJECTS_MAX 1000 /* in a stream: a reader unpacks all of it for one of them */
#define KNOWN_COUNT 64
#define KNOWN_MAX   (64 << 10) /* bytes of a key */

/* Fewer than OBJECTS_MAX objects, in one stream. */
struct pdf_known {
    struct buf key, bytes, dict;
    size_t n;
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
        buf_free(&p->known[i].key);
        buf_free(&p->known[i].bytes);
        buf_free(&p->known[i].dict);
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
    s->bytes = pdf_deflate(p->deflater, buf_view(&p->head), PDF_LEVEL_PACKED, p->arena);
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

/* Keys differ in their lengths first of all. */
static struct pdf_known *slot_of(struct pdf_packed *p, struct str key)
{
    uint64_t hash = key.len;

    for (size_t i = 0; i < key.len; i += 1 + key.len / 32)
        hash = hash * 31 + (unsigned char)key.ptr[i];
    return &p->known[hash % KNOWN_COUNT];
}

bool pdf_packed_recall(struct pdf_packed *p, struct str key, struct arena *a)
{
    const struct pdf_known *known = slot_of(p, key);

    if (key.len == 0 || !str_eq(buf_view(&known->key), key))
        return false;
    p->streams = arena_alloc(a, sizeof *p->streams);
    p->streams[0] = (struct pdf_packed_stream){.dict = arena_str(a, buf_view(&known->dict)),
                                               .bytes = arena_str(a, buf_view(&known->bytes)),
                                               .n = known->n};
    p->nstreams = 1;
    return true;
}

static void set(struct buf *b, struct str s)
{
    b->len = 0;
    buf_str(b, s);
}

void pdf_packed_end(struct pdf_packed *p, struct str key)
{
    struct pdf_known *known = slot_of(p, key);

    close_stream(p);
    if (key.len == 0 || key.len > KNOWN_MAX || p->nstreams != 1)
        return;
    set(&known->key, key);
    set(&known->dict, p->streams[0].dict);
    set(&known->bytes, p->streams[0].bytes);
    known->n = p->streams[0].n;
}
