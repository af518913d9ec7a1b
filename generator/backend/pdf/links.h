/* Links: areas of a page that lead to a place in the same document or to a web address.
 *
 *     pdf_links_note(&anchors, page, i, a);            every page of a part, then for each
 *     links = pdf_links_read(&anchors, page, height, a);
 *     pdf_links_add(links, haru);                      when the file is written: their numbers,
 *     pdf_links_put(&page_dict, links);                the page's list of them,
 *     pdf_links_finish(links, page_numbers, a);        and what they say, once all pages have numbers
 *
 * PDF/A allows them as they are made here: printed (flag 4), without a border. */
#ifndef BACKEND_PDF_LINKS_H
#define BACKEND_PDF_LINKS_H

#include "backend/pdf/haru.h"
#include "base/map.h"
#include "layout/pages.h"

struct pdf_link {
    mpt left, bottom, right, top; /* in the PDF's coordinates */
    struct str address;           /* of the web; empty: to a place */
    size_t page;                  /* 0-based, of the whole document */
    mpt y;
    uint32_t tree, element;       /* of its page's boxes; element 0: of none */
    size_t parent;                /* its place among the structure's objects, from 1; 0: none */
    uint32_t number;
    struct haru_object object;
    struct pdf_link *next;
};

/* Adds the page's anchors to the map. page: its number in the whole document. */
void pdf_links_note(struct map *anchors, const struct layout_page *from, size_t page,
                    struct arena *a);
/* The page's links, NULL when it has none. One whose anchor is not there is left out. */
struct pdf_link *pdf_links_read(const struct map *anchors, const struct layout_page *from,
                                mpt height, struct arena *a);

void pdf_links_add(struct pdf_link *links, struct haru *h);
void pdf_links_put(struct buf *b, const struct pdf_link *links);
/* parents: the key in the tree of parents of the structure's first object. */
void pdf_links_finish(struct pdf_link *links, const uint32_t *pages, size_t parents,
                      struct arena *a);

#endif
