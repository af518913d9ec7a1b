/* Inside backend/pdf/: a document as it grows, page by page. */
#ifndef BACKEND_PDF_DOCUMENT_H
#define BACKEND_PDF_DOCUMENT_H

#include "backend/pdf/links.h"
#include "backend/pdf/outline.h"
#include "backend/pdf/template.h"

/* A template that the document uses, and the numbers of its objects in the file. */
struct pdf_used_template {
    struct pdf_template *template;
    size_t place; /* among the document's templates */
    uint32_t fonts[FONT_MAX_FACES], resources;
    struct haru_object object; /* the resources */
    struct pdf_used_template *next;
};

struct pdf_used_stamp {
    struct pdf_stamp *stamp;
    uint32_t number;
    struct haru_object object;
    struct pdf_used_stamp *next;
};

struct pdf_page {
    mpt width, height;
    struct pdf_used_template *template; /* NULL: a blank page */
    struct pdf_used_stamp *stamp;       /* NULL: none, or nothing to draw */
    struct str own;                     /* deflated; empty: none */
    struct str over;                    /* what is multiplied with all, deflated; empty: none */
    struct pdf_link *links;
};

struct pdf_label {
    size_t page;
    enum layout_label label;
    size_t number;
};

/* A picture that the document shows. */
struct pdf_used_image {
    const struct image *image;
    uint32_t number; /* of its object */
    struct haru_object object;
    struct pdf_used_image *next;
};

struct pdf_doc {
    struct pdf *pdf;
    struct arena *arena;
    struct pdf_info info;
    struct pdf_codes codes; /* of the document's own fonts */
    struct pdf_used_template *templates, **templates_end;
    struct pdf_used_stamp *stamps, **stamps_end;
    struct pdf_used_image *images, **images_end;
    struct map stamp_map; /* by the template's place and the stamp's key */
    struct pdf_page *pages;
    struct pdf_page_marks *marks; /* of each page */
    size_t npages, pages_cap, marks_cap, ntemplates;
    bool multiplies; /* a page's `over` does */
    struct pdf_structure structure;
    struct pdf_label *starts; /* where the pages' labels begin anew */
    size_t nstarts, starts_cap;
    struct pdf_outline outline;
};

#endif
