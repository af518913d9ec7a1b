/* SHA-256 of a file that is still in its sink. Documents of one template begin with the same bytes,
 * most of the file: the digest's state behind them is kept and taken up again.
 *
 *     pdf_digest_start(g, sink, prefix);
 *     pdf_digest_add(g, sink);              what has come into the sink since
 *     pdf_digest_peek(g, bytes);            of everything so far */
#ifndef BACKEND_PDF_DIGEST_H
#define BACKEND_PDF_DIGEST_H

#include "backend/pdf/sink.h"

#define PDF_DIGEST_BYTES 32

struct pdf_digest;
struct pdf_prefix;

struct pdf_digest *pdf_digest_new(struct arena *a);
struct pdf_prefix *pdf_prefix_new(struct arena *a); /* empty: filled by the first document */

/* prefix: that of the template whose pieces the sink starts with. */
void pdf_digest_start(struct pdf_digest *g, struct pdf_prefix *prefix);
void pdf_digest_add(struct pdf_digest *g, struct pdf_sink *s);
void pdf_digest_peek(const struct pdf_digest *g, unsigned char out[PDF_DIGEST_BYTES]);
void pdf_digest_hex(const struct pdf_digest *g, char out[2 * PDF_DIGEST_BYTES + 1]);

#endif
