/* A document's structure: its elements with the content of its pages that belongs to them.
 *
 *     part = pdf_structure_begin(s, pages);                   for each pdf_doc_add
 *     pdf_structure_mark(s, part, placed->tree, element, page, mcid);   in reading order
 *     pdf_structure_end(s, part);
 *     pdf_structure_write(s, pages, npages, first, sink)      its objects' text
 *
 * Elements are numbered from 1 over the whole document. */
#ifndef BACKEND_PDF_STRUCTURE_H
#define BACKEND_PDF_STRUCTURE_H

#include "backend/pdf/links.h"
#include "backend/pdf/packed.h"
#include "layout/pages.h"

struct pdf_node {
    struct layout_element element; /* role LAYOUT_TREE: the root of a part of the document */
    uint32_t parent;               /* 0: none */
    uint32_t first, last;          /* kids, 1-based; 0: none */
};

struct pdf_kid {
    uint32_t node; /* 0: marked content, or a link … */
    uint32_t page, mcid;
    const struct pdf_link *link; /* NULL: it is none */
    uint32_t next;
};

struct pdf_structure {
    struct arena *arena;
    bool words; /* an element has a text, as a figure's */
    bool spans; /* an element has a role that PDF 1.7 does not know */
    struct pdf_node *nodes;
    size_t n, nodes_cap;
    struct pdf_kid *kids;
    size_t nkids, kids_cap;
    size_t nparts;
    uint32_t *links; /* the elements of those that have one, in order */
    size_t nlinks, links_cap;
};

/* The pages that are being added. */
struct pdf_part {
    uint32_t root;
    const uint32_t *numbers; /* by element of the pages' tree; of a LAYOUT_TREE: what its elements'
                              * own numbers come on top of */
    uint32_t *child,
        *sibling; /* by node from the root: the first child without a place, the next */
};

/* The marked content of a page, by its MCIDs. */
struct pdf_page_marks {
    uint32_t *nodes;
    size_t n;
};

/* scratch: for the part, until pdf_structure_end. */
struct pdf_part pdf_structure_begin(struct pdf_structure *s, const struct layout_pages *pages,
                                    struct arena *scratch);
/* The element's number. page: 0-based, in the document. */
uint32_t pdf_structure_mark(struct pdf_structure *s, const struct pdf_part *part, uint32_t tree,
                            uint32_t element, size_t page, size_t mcid);
/* A link of that page belongs to its element, if it has one. */
void pdf_structure_link(struct pdf_structure *s, const struct pdf_part *part, struct pdf_link *link,
                        size_t page);
void pdf_structure_end(struct pdf_structure *s, const struct pdf_part *part);

/* Sets `key` to all that the objects are made from; empties it when they have words of their own.
 */
void pdf_structure_key(const struct pdf_structure *s, const uint32_t *pages, size_t npages,
                       uint32_t first, struct buf *key);

/* Adds the structure's objects; the first, number `first` in the file, is its root.
 * pages: the pages' numbers; marks: a page's, by its place; its key in the tree of parents too. */
void pdf_structure_write(const struct pdf_structure *s, const uint32_t *pages,
                         const struct pdf_page_marks *marks, size_t npages, uint32_t first,
                         struct pdf_packed *to);

#endif
