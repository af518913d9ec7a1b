/* What the colours of a file mean, for PDF/A: an ICC profile (version 2.1) of sRGB. Our own, as
 * those of the distributions are five times as large, in each file. */
#ifndef BACKEND_PDF_PROFILE_H
#define BACKEND_PDF_PROFILE_H

#include "backend/pdf/deflate.h"

struct pdf_profile {
    struct str dict, bytes; /* a stream, deflated */
};

void pdf_profile_make(struct pdf_profile *p, struct pdf_deflater *z, struct arena *a);

#endif
