/* Content streams: boxes of a page to PDF operators.
 *
 *     pdf_content_start(&c, &buf, page_height, &template->codes, &doc->codes);
 *     pdf_content_box(&c, box, x, y);
 *     pdf_content_end(&c);
 *
 * A stream sets all it relies on, so it may follow any other one. Font resources are named F and
 * the face's number in a template, D and the number in a document. */
#ifndef BACKEND_PDF_CONTENT_H
#define BACKEND_PDF_CONTENT_H

#include "backend/pdf/codes.h"
#include "layout/pages.h"

struct pdf_content {
    struct buf *out;
    mpt page_height;
    const struct pdf_codes *shared;
    struct pdf_codes *own; /* NULL: the template has every glyph that will come */
    enum { PDF_PAGE, PDF_TEXT, PDF_STROKE, PDF_FILL } within;
    mpt text_x, text_y;     /* the line's start in a text object */
    int fill, stroke;       /* greys; these and what follows: INT_MIN, not set */
    int line_width, render; /* render: text rendering mode */
    int rise, space;        /* space: behind each glyph */
    int font;               /* face, + FONT_MAX_FACES for a document's own */
    mpt font_size;
    bool in_array; /* of a TJ */
};

void pdf_content_start(struct pdf_content *c, struct buf *out, mpt page_height,
                       const struct pdf_codes *shared, struct pdf_codes *own);
void pdf_content_box(struct pdf_content *c, const struct layout_box *box, mpt x, mpt y);
void pdf_content_end(struct pdf_content *c);

#endif
