/* The interface to fonts: text in, glyphs out. layout/ asks; font/ answers (tests answer
 * "Han 1 em, else half an em").
 *
 * All lengths of layout are mpt, thousandths of a point, in integers: the same on every machine. */
#ifndef TEXT_METRICS_H
#define TEXT_METRICS_H

#include "base/arena.h"

typedef int32_t mpt; /* 1/1000 point */

#define MPT_PER_MM 2835 /* 72 / 25.4 points */

/* TEXT_ITALIC is emphasis: Western letters slanted, Han in another face where the family has one. */
enum text_style { TEXT_REGULAR, TEXT_BOLD, TEXT_ITALIC, TEXT_BOLD_ITALIC, TEXT_STYLE_COUNT };

struct glyph {
    uint16_t face;   /* index into the font table */
    uint16_t gid;    /* in the face; 0: no face has the character */
    int16_t advance; /* 1/1000 em */
    int16_t dx, dy;  /* 1/1000 em, from HarfBuzz */
    bool stroke;     /* bold without a bold face: outlined by a thin stroke */
    uint32_t at;     /* the text this glyph stands for: bytes at … at + len of the run's text; */
    uint16_t len;    /* 0 for further glyphs of a cluster */
};

struct glyph_run {
    struct str text;
    struct glyph *glyphs; /* in visual order, which is the text's order: no right-to-left text */
    size_t n;
};

struct metrics {
    void *context;
    /* Shapes `text` (no line ends), with fallback over faces. Never fails: what no face has comes
     * back with gid 0. The run and its text belong to `a`. */
    struct glyph_run (*shape)(void *context, enum text_style style, struct str text,
                              struct arena *a);
    /* The middle of a glyph's ink from its left edge, 1/1000 em: where a mark that is set half as
     * wide must stay visible. NULL: marks stand in their frame as in a mainland font, opening ones
     * to the right. */
    int (*ink_middle)(void *context, const struct glyph *g);
    bool emphasis;       /* Han have a face of their own for it */
    int ascent, descent; /* of the body face, 1/1000 em; descent is positive */
};

#endif
