/* What makes a file PDF/A-2u besides its structure: metadata that say so, and what its colours
 * mean. */
#ifndef BACKEND_PDF_METADATA_H
#define BACKEND_PDF_METADATA_H

#include "backend/pdf/pdf.h"

/* `text` without characters that XML cannot hold. */
struct str pdf_clean_text(struct str text, struct arena *a);

/* The entries of the document information dictionary, and the same as XMP: PDF/A wants them to
 * agree. The texts must be clean. */
void pdf_put_info(struct buf *b, const struct pdf_info *i);
void pdf_put_xmp(struct buf *b, const struct pdf_info *i);

#endif
