/* Content streams: boxes of a page to PDF operators.
 *
 *     pdf_content_start(&c, &buf, pages, &template->codes, &doc->codes);
 *     pdf_content_box(&c, &page->boxes[i], i);
 *     pdf_content_end(&c);                         c.marks: what is tagged
 *
 * All that is drawn is marked: as an artifact, or with a number (MCID) for each stretch of one
 * element. A stream sets all it relies on, so it may follow any other one. Font resources are named
 * F and the face's number in a template, D and the number in a document. */
#ifndef BACKEND_PDF_CONTENT_H
#define BACKEND_PDF_CONTENT_H

#include "backend/pdf/codes.h"
#include "layout/pages.h"

/* Marked content: number n of a page stands at n in its marks. */
struct pdf_mark {
    uint32_t box;     /* among those the caller drew */
    uint32_t element; /* of the box's tree */
};

struct pdf_content {
    struct buf *out;
    const struct layout_pages *pages;
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
    enum { PDF_UNMARKED, PDF_ARTIFACT, PDF_TAGGED } mark;
    uint32_t tree, element; /* what is marked, when it is tagged */
    uint32_t first_mark;    /* MCID of the first */
    struct buf *marks;      /* of struct pdf_mark */
};

/* marks: emptied; they are numbered from `first_mark` on. */
void pdf_content_start(struct pdf_content *c, struct buf *out, const struct layout_pages *pages,
                       const struct pdf_codes *shared, struct pdf_codes *own, struct buf *marks,
                       size_t first_mark);
void pdf_content_box(struct pdf_content *c, const struct layout_placed *p, size_t number);
/* What comes next belongs to this tree: call it for boxes that are left out, too. */
void pdf_content_tree(struct pdf_content *c, uint32_t tree);
#define PDF_MULTIPLY       "Multiply" /* the name of the graphics state */
#define PDF_MULTIPLY_STATE "/ExtGState<</" PDF_MULTIPLY "<</Type/ExtGState/BM/Multiply>>>>"
void pdf_content_multiply(struct pdf_content *c); /* before the first box */
void pdf_content_end(struct pdf_content *c);

/* An element's structure type (PDF 1.7, 14.8.4). */
struct str pdf_role(const struct layout_element *e);

#endif
