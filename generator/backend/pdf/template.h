/* Inside backend/pdf/: the backend itself, a template, and its stamps. A stamp is what a page's
 * shared boxes look like, deflated; the same stamp serves every page that has the same shared boxes
 * in the same places. */
#ifndef BACKEND_PDF_TEMPLATE_H
#define BACKEND_PDF_TEMPLATE_H

#include "backend/pdf/content.h"
#include "backend/pdf/fonts.h"
#include "backend/pdf/metadata.h"
#include "backend/pdf/profile.h"
#include "backend/pdf/structure.h"
#include "backend/pdf/pdf.h"

struct pdf {
    struct fonts *fonts;
    struct arena *arena;
    struct haru *haru;
    struct pdf_deflater *deflater;
    struct pdf_digest *digest;
    struct pdf_sink sink;
    struct pdf_profile profile;
    struct pdf_packed packed;
    struct buf content, key, marks; /* scratch, as is the arena */
    struct arena *scratch, *part;   /* part: while pages are added */
    struct map images;              /* deflated, by number */
};

struct pdf_template {
    struct pdf *pdf;
    struct arena *arena;
    struct pdf_codes codes;
    struct pdf_font fonts[FONT_MAX_FACES];
    size_t nfonts;
    bool finished;
    struct pdf_prefix *prefix; /* for the digest of files that start with this template */
    struct arena *stamp_arena;
    struct map stamps; /* by their page's shared boxes; emptied when full */
    struct pdf_stamp **kept;
    size_t nkept, kept_cap, kept_bytes;
};

/* Belongs to the template and to each document that uses it, and goes with the last of them. */
struct pdf_stamp {
    size_t owners;
    struct str key;
    struct str bytes; /* deflated; empty when there is nothing to draw */
    const bool *own;  /* of each shared box: it has glyphs that the template lacks, so it is drawn
                       * with the page's own boxes */
    const struct pdf_mark *marks; /* box: among the page's shared ones */
    size_t nmarks;
};

/* Sets `key` to what a page's shared boxes are; empty when it has none. */
void pdf_stamp_key(const struct layout_pages *pages, const struct layout_page *page,
                   struct buf *key);

/* The page's stamp; the caller becomes an owner. */
struct pdf_stamp *pdf_stamp_get(struct pdf_template *t, const struct layout_pages *pages,
                                const struct layout_page *page, struct str key);
void pdf_stamp_drop(struct pdf_stamp *s);
void pdf_stamps_forget(struct pdf_template *t);

#endif
