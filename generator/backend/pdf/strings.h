/* Numbers and strings in PDF syntax. */
#ifndef BACKEND_PDF_STRINGS_H
#define BACKEND_PDF_STRINGS_H

#include "text/metrics.h"

/* A decimal number of thousandths, as 12.5: no float, no locale. */
void pdf_put_milli(struct buf *b, int64_t thousandths);
void pdf_put_uint(struct buf *b, uint64_t n);
void pdf_put_hex16(struct buf *b, unsigned value);

/* The text in UTF-16BE, as hexadecimal digits. */
void pdf_put_utf16(struct buf *b, struct str utf8);

/* A text string: <FEFF…>. */
void pdf_put_text(struct buf *b, struct str utf8);

#endif
