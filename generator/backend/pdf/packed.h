/* Small objects packed into object streams (PDF 1.7, 7.5.7), deflated together.
 *
 *     pdf_packed_start(p, first, arena);
 *     buf_str(pdf_packed_next(p), STR("<<…>>"));      object after object
 *     pdf_packed_end(p, key);                         p->streams
 *
 * Most documents of a form have the same ones: they are remembered by a key, all that they were
 * made from, which changes nothing but the time. */
#ifndef BACKEND_PDF_PACKED_H
#define BACKEND_PDF_PACKED_H

#include "backend/pdf/deflate.h"

struct pdf_packed_stream {
    struct str dict; /* without << and >> */
    struct str bytes;
    size_t n; /* objects */
};

struct pdf_packed {
    struct pdf_deflater *deflater;
    struct arena *arena; /* until the document is written */
    struct buf body, head;
    size_t n;        /* in the stream that is open */
    uint32_t number; /* of the next object */
    struct pdf_packed_stream *streams;
    size_t nstreams, cap;
    struct pdf_known *known; /* made before */
};

void pdf_packed_init(struct pdf_packed *p, struct pdf_deflater *z);
void pdf_packed_free(struct pdf_packed *p);

/* first: the first object's number. */
void pdf_packed_start(struct pdf_packed *p, uint32_t first, struct arena *a);
/* Where the next object's text goes, until the next call. */
struct buf *pdf_packed_next(struct pdf_packed *p);
/* key: empty, or what to remember them by. */
void pdf_packed_end(struct pdf_packed *p, struct str key);
/* In place of all the calls above: false when nothing is remembered by this key. */
bool pdf_packed_recall(struct pdf_packed *p, struct str key, struct arena *a);

#endif
