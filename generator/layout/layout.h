/* From a filled document to pages.
 *
 *     struct layout *l = layout_new(&metrics, &style, arena_of_the_run);
 *     pages = layout_pages(l, doc, footer, arena_of_the_document, d);    NULL after an error
 *
 * What is shared in the document (doc_node.shared) is laid out once, in the run's arena, and
 * remembered in the node. */
#ifndef LAYOUT_LAYOUT_H
#define LAYOUT_LAYOUT_H

#include "layout/pages.h"
#include "text/breaks.h"

struct layout_style {
    mpt paper_width, paper_height;
    mpt margin_top, margin_right, margin_bottom, margin_left;
    mpt size;         /* of the body's text */
    mpt table_size;   /* in tables */
    mpt head_size;    /* of a page's head; 0: the usual */
    uint16_t leading; /* line height, percent of the size */
    bool justify; /* running paragraphs; the text's area is then a whole number of ems wide (J1) */
    bool nest;    /* numbered paragraphs stand below the text of the level above */
    bool indent;  /* first line of a paragraph by 2 em (I1) */
    enum text_kinsoku kinsoku;
    bool compress;   /* marks give room: a bracket beside another mark (P5), and in J2's order */
    bool trim_start; /* an opening bracket at a line's start takes half an em (P6) */
    bool trim_end;   /* so does a mark at a line's end */
};

#define LAYOUT_BLANK_MM     8  /* least height of a field for a pen */
#define LAYOUT_SIGNATURE_MM 12 /* least height of a signature */
#define LAYOUT_SHRINK       75 /* percent: text is never set smaller than this to fit its field */

struct layout;

/* `run` outlives the layout: shared boxes live there. */
struct layout *layout_new(const struct metrics *m, const struct layout_style *style,
                          struct arena *run);

/* footer: small text at the left of every page's foot (form, version, record); 第 n 頁，共 m 頁 stands
 * in the middle.
 * Errors, each at its node's place: a character no font has (with its code point), a row or a word
 * that fits nowhere, a field that does not fit its lines; then NULL. */
struct layout_pages *layout_pages(struct layout *l, const struct doc_node *doc, struct str footer,
                                  struct arena *a, struct diag *d);

/* The same in two steps, for a document made of parts: its pages without feet, numbered from 1, each
 * with room for a head and a foot; and once they are joined and their numbers and heads are right,
 * those. notes: how many footnotes the parts before have. Errors as above; NULL, false. */
struct layout_pages *layout_body(struct layout *l, const struct doc_node *doc, size_t notes,
                                 struct arena *a, struct diag *d);
/* The parts one behind the other; they are used up. */
struct layout_pages *layout_join(struct layout_pages *const *parts, size_t n, struct arena *a);
bool layout_feet(struct layout *l, struct layout_pages *pages, struct str footer,
                 const struct doc_node *doc, struct arena *a, struct diag *d);

/* The least margin above the text, in mm, that a head of one line needs. */
int layout_head_room(const struct layout_style *style);

/* Every glyph run's text and place, a line each: for tests. */
void layout_dump(const struct layout_pages *p, struct buf *b);

/* How many shared boxes there are: for tests. */
size_t layout_shared_boxes(const struct layout *l);

#endif
