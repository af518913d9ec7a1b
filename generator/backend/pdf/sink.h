/* What a PDF file is made of, before it is written: small text, copied, and big ready-made bytes,
 * only pointed to.
 *
 *     struct pdf_sink s = {0};
 *     pdf_sink_text(&s, "1 0 obj", 7);
 *     pdf_sink_bytes(&s, font);           must live until the sink is written or reset
 *     pdf_sink_write(&s, path, d); */
#ifndef BACKEND_PDF_SINK_H
#define BACKEND_PDF_SINK_H

#include "base/diag.h"

struct pdf_piece {
    const char *ptr; /* NULL: a part of the sink's text, from byte `at` */
    size_t at, len;
};

struct pdf_sink {
    struct buf text;
    struct buf pieces; /* of struct pdf_piece */
    size_t n;          /* pieces */
    size_t cut;        /* the text up to here is in pieces */
    size_t shared;     /* so many pieces at the start are a template's, 0: none */
    size_t bytes;      /* of the whole file */
};

void pdf_sink_text(struct pdf_sink *s, const void *bytes, size_t n);
void pdf_sink_bytes(struct pdf_sink *s, struct str bytes);
/* Makes a piece of the text since the last one. */
void pdf_sink_cut(struct pdf_sink *s);
struct str pdf_sink_piece(const struct pdf_sink *s, size_t i, bool *is_text);

/* All of it, in `a`. */
struct str pdf_sink_copy(struct pdf_sink *s, struct arena *a);

/* Creates or replaces the file. Errors: DIAG_WRITE; false. */
bool pdf_sink_write(struct pdf_sink *s, const char *path, struct diag *d);

void pdf_sink_reset(struct pdf_sink *s); /* keeps its memory */
void pdf_sink_free(struct pdf_sink *s);

#endif
