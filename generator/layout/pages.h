/* Laid-out pages: boxes of drawing operations, placed. What layout/ gives and the backends draw.
 *
 * Coordinates are mpt; y grows downwards from a page's top, as in reading. A box's operations are
 * relative to its top left corner. A shared box is the same object for every record that has the
 * same block, so a backend may draw it once and remember it.
 *
 * What an operation is part of is an element: of the document's tree, or, in what was laid out for
 * every record, of the shared block's own tree, which stands in the document's as one element
 * (LAYOUT_TREE). Elements are in reading order, each behind its parent. Lines, dots and fills, and
 * all that has no element, are artifacts: running feet, repeated headers. */
#ifndef LAYOUT_PAGES_H
#define LAYOUT_PAGES_H

#include "doc/doc.h"
#include "text/metrics.h"

enum layout_role {
    LAYOUT_TREE, /* in the document's tree: a shared block's, as if its elements stood here */
    LAYOUT_HEADING,
    LAYOUT_PARAGRAPH,
    LAYOUT_LIST, /* of items: a label, if any, and a body */
    LAYOUT_ITEM,
    LAYOUT_LABEL,
    LAYOUT_BODY,
    LAYOUT_QUOTE,
    LAYOUT_CODE,
    LAYOUT_TABLE, /* of rows of cells, every place of the grid in one cell */
    LAYOUT_ROW,
    LAYOUT_HEADER_CELL,
    LAYOUT_CELL,
    LAYOUT_CONTENTS, /* of entries */
    LAYOUT_ENTRY,
    LAYOUT_NOTE,
    LAYOUT_REFERENCE, /* a footnote's mark */
    LAYOUT_LINK,
    LAYOUT_FIGURE,
    LAYOUT_CAPTION,
    LAYOUT_STRONG,
    LAYOUT_EMPHASIS,
    LAYOUT_STRUCK, /* through with a line */
    LAYOUT_ROLE_COUNT
};

struct layout_element {
    enum layout_role role;
    uint32_t parent;                /* 1-based, in the same tree; 0: the root */
    uint8_t level;                  /* heading, 1 to 6 */
    bool ordered;                   /* list */
    bool of_row;                    /* header cell: it heads its row, not its column */
    uint16_t cols, rows;            /* cell: how many it spans */
    struct str alt;                 /* figure: what it shows, in words */
    const struct layout_tree *tree; /* LAYOUT_TREE */
};

struct layout_tree {
    struct layout_element *elements; /* number 1 at 0 */
    size_t n;
};

enum layout_op_kind {
    LAYOUT_GLYPHS,
    LAYOUT_LINE,
    LAYOUT_FILL,
    LAYOUT_DOT,
    LAYOUT_IMAGE,
    LAYOUT_AREA,  /* a link: it leads to `target`, "#name" of an anchor or a web address */
    LAYOUT_ANCHOR /* a place called `target`, which is unique within the document */
};

struct layout_op {
    enum layout_op_kind kind;
    mpt x, y;         /* glyphs: the baseline's start; line: one end; dot: its middle; others: top left */
    mpt x2, y2;       /* line: the other end; fill, image, area: bottom right */
    int16_t cosine, sine; /* glyphs: the baseline's rise to the right, 1/10000; 0, 0: level */
    mpt size;         /* glyphs: em; line: width; dot: diameter */
    uint16_t grey;    /* 0 black to 1000 white */
    uint32_t element; /* 1-based, of the tree that the box is placed with; 0: an artifact */
    /* glyphs: n glyphs of `run` from `first`, each moved on by its advance plus gaps[i] (mpt; NULL:
     * no gaps), the gap standing behind glyph i */
    union {
        const struct glyph_run *run;
        const struct image *image;
        const struct str *target; /* lives as long as the op; n is 0 */
    };
    size_t first, n;
    const mpt *gaps;
};

struct layout_box {
    mpt width, height;
    struct layout_op *ops;
    size_t nops;
    bool links; /* links or anchors are among them */
    bool shared;
    uint32_t serial; /* of a shared box: unique within the run, given in order of making */
    void *backend;   /* a backend's memory of a shared box; layout sets it to NULL */
};

struct layout_placed {
    const struct layout_box *box;
    mpt x, y;
    uint32_t tree; /* the LAYOUT_TREE of its operations' elements; 0: the document's own tree */
    bool artifact; /* all of it: a header that is repeated */
    bool over;     /* multiplied with all that is drawn: a watermark */
};

enum layout_label { LAYOUT_DECIMAL, LAYOUT_ROMAN, LAYOUT_UNNUMBERED };

struct layout_page {
    struct layout_placed *boxes;
    size_t n;
    enum layout_label label; /* how its number is written … */
    size_t number, total;    /* … as 第 number 頁，共 total 頁 */
    struct str head;         /* a line above the text; empty: none */
    bool plain;              /* neither head nor foot */
};

struct layout_heading { /* for a PDF's outline */
    struct str text;
    struct str id; /* what links to it lead to; or empty */
    int level;
    size_t page; /* 0-based */
    mpt y;
};

struct layout_pages {
    mpt width, height; /* of the paper */
    struct layout_page *pages;
    size_t n;
    struct layout_heading *headings;
    size_t nheadings;
    struct layout_tree tree; /* the document's */
};

#endif
