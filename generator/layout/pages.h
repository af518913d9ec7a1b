/* Laid-out pages: boxes of drawing operations, placed. What layout/ gives and the backends draw.
 *
 * Coordinates are mpt; y grows downwards from a page's top, as in reading. A box's operations are
 * relative to its top left corner. A shared box is the same object for every record that has the same
 * block, so a backend may draw it once and remember it. */
#ifndef LAYOUT_PAGES_H
#define LAYOUT_PAGES_H

#include "doc/doc.h"
#include "text/metrics.h"

enum layout_op_kind { LAYOUT_GLYPHS, LAYOUT_LINE, LAYOUT_FILL };

struct layout_op {
    enum layout_op_kind kind;
    mpt x, y;   /* glyphs: the baseline's start; line: one end; fill: top left */
    mpt x2, y2; /* line: the other end; fill: bottom right */
    mpt size;   /* glyphs: em; line: width */
    uint16_t grey; /* 0 black to 1000 white */
    /* glyphs: n glyphs of `run` from `first`, each moved on by its advance plus gaps[i] (mpt; NULL:
     * no gaps), the gap standing behind glyph i */
    const struct glyph_run *run;
    size_t first, n;
    const mpt *gaps;
};

struct layout_box {
    mpt width, height;
    struct layout_op *ops;
    size_t nops;
    bool shared;
    uint32_t serial; /* of a shared box: unique within the run, given in order of making */
    void *backend;   /* a backend's memory of a shared box; layout sets it to NULL */
};

struct layout_placed {
    const struct layout_box *box;
    mpt x, y;
};

struct layout_page {
    struct layout_placed *boxes;
    size_t n;
};

struct layout_heading { /* for a PDF's outline */
    struct str text;
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
};

#endif
