/* A Type 0 font of a PDF file: a subset of a face, and what goes with it, ready for any number of
 * documents. */
#ifndef BACKEND_PDF_FONTS_H
#define BACKEND_PDF_FONTS_H

#include "backend/pdf/codes.h"
#include "backend/pdf/deflate.h"
#include "backend/pdf/haru.h"

struct pdf_font {
    uint16_t face;
    const struct font_info *info;
    char name[72];                              /* ABCDEF+TW-Kai-98_1 */
    size_t program_bytes;                       /* of the font program before deflating */
    struct str program, to_unicode, cid_to_gid; /* streams; cid_to_gid is empty for the identity */
    struct str widths;                          /* the W array, "" when all are 1000 */
};

/* Makes the font of these codes; all is in `a`. Errors: DIAG_FONT; false. */
bool pdf_font_make(struct fonts *fonts, uint16_t face, const struct pdf_face_codes *codes,
                   struct pdf_deflater *z, int level, struct arena *a, struct diag *d,
                   struct pdf_font *out);

/* Adds the font's objects and returns its number. last: the last font of the shared template. */
uint32_t pdf_font_add(const struct pdf_font *f, struct haru *h, bool last, struct arena *a);

#endif
