/* A document's outline (its bookmarks). Entries with others below them start closed. */
#ifndef BACKEND_PDF_OUTLINE_H
#define BACKEND_PDF_OUTLINE_H

#include "backend/pdf/haru.h"
#include "text/metrics.h"

struct pdf_outline_entry {
    struct str title;
    int level;
    size_t page;
    mpt y; /* from the page's foot, as in PDF */
    struct pdf_outline_entry *parent, *first, *last, *before, *behind;
    struct pdf_outline_entry *next; /* added after this one, at any level */
    size_t kids;
    uint32_t number;
    struct haru_object object;
};

struct pdf_outline {
    struct pdf_outline_entry root, *newest; /* newest: NULL in an empty outline */
};

/* Adds an entry below the last one of a lower level. */
void pdf_outline_add(struct pdf_outline *o, struct str title, int level, size_t page,
                     mpt y, struct arena *a);

/* Adds the outline's objects and returns its root's number. pages: the pages' numbers. */
uint32_t pdf_outline_write(struct pdf_outline *o, struct haru *h, const uint32_t *pages,
                           struct arena *a);

#endif
