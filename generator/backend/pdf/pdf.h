/* PDF, through libharu's objects and fonts of our own (docs/design.md says how).
 *
 * A template holds what all documents of one form share: the subset fonts of its characters,
 * deflated, and the deflated content of every page's shared boxes. A document embeds the template's
 * fonts as they are, and small ones for its own characters only.
 *
 *     struct pdf *pdf = pdf_new(fonts, d);
 *     struct pdf_template *t = pdf_template_new(pdf);
 *     pdf_template_see(t, pages);            each kind of document once, before the first is
 * written pdf_template_finish(t, d); struct pdf_doc *doc = pdf_doc_new(pdf, &info);
 *     pdf_doc_add(doc, t, pages, d);         once, or often for a merged file
 *     pdf_doc_write(doc, path, &result, d);
 *     pdf_doc_free(doc);
 */
#ifndef BACKEND_PDF_PDF_H
#define BACKEND_PDF_PDF_H

#include "font/font.h"
#include "layout/pages.h"

struct pdf;
struct pdf_template;
struct pdf_doc;

struct pdf *pdf_new(struct fonts *fonts, struct diag *d);
void pdf_free(struct pdf *pdf);

/* `text`: characters that the template holds in any case (digits, labels, the form's own words). */
struct pdf_template *pdf_template_new(struct pdf *pdf, struct str text);
/* Adds the glyphs of every shared box of these pages. */
void pdf_template_see(struct pdf_template *t, const struct layout_pages *pages);
/* Makes the fonts. No more pdf_template_see afterwards. */
bool pdf_template_finish(struct pdf_template *t, struct diag *d);
void pdf_template_free(struct pdf_template *t);

struct pdf_info {
    struct str title, subject, author; /* empty: left out */
    struct str date;                   /* ISO date of creation, or empty */
    bool page_labels;                  /* pages are numbered from 1 in each part added */
    bool claims_nothing;               /* the metadata do not say PDF/A */
};

struct pdf_result {
    char sha256[65];
    size_t bytes, pages;
};

struct pdf_doc *pdf_doc_new(struct pdf *pdf, const struct pdf_info *info);
/* Adds pages. The template must live until the document is freed; the pages need not. */
bool pdf_doc_add(struct pdf_doc *doc, struct pdf_template *t, const struct layout_pages *pages,
                 struct diag *d);
/* An empty page of the last page's size: in a merged file each person starts on a front side.
 * False when there is no page yet. */
bool pdf_doc_add_blank(struct pdf_doc *doc);
size_t pdf_doc_pages(const struct pdf_doc *doc);
/* An outline entry to a place `y` below the top of page `page` (0-based), below the last entry of the level above (0-based).
 * False when there is no such page yet. */
bool pdf_doc_outline(struct pdf_doc *doc, struct str title, int level, size_t page, mpt y);
/* Writes the file (created, or replaced). Errors: DIAG_WRITE, DIAG_PDF, DIAG_FONT; false. */
bool pdf_doc_write(struct pdf_doc *doc, const char *path, struct pdf_result *result,
                   struct diag *d);
/* The file's bytes instead, in `a`. */
bool pdf_doc_bytes(struct pdf_doc *doc, struct arena *a, struct str *bytes, struct diag *d);
void pdf_doc_free(struct pdf_doc *doc);

#endif
