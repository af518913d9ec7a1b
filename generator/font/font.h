/* The font table (fonts/fonts.yaml), its faces, and shaping: text to glyphs with a fallback chain
 * for each character. Only font/ knows HarfBuzz.
 *
 * A family has chains of faces: for Han text, for Western text, Western bold, italic and both, and for
 * Han to be emphasized. A character goes to its chain's first face that has it, then to the other
 * chains. Faces are opened (mapped, not
 * read) from the table only, and are immutable afterwards.
 *
 *     struct fonts *f = font_open("fonts/fonts.yaml", STR("kai"), d);    NULL after an error
 *     struct metrics m = font_metrics(f);
 */
#ifndef FONT_FONT_H
#define FONT_FONT_H

#include "base/yaml.h"
#include "text/metrics.h"

#define FONT_MAX_FACES 16

struct fonts;

/* Reads the table and opens `family`; a font file that is missing is an error with the package that
 * has it. */
struct fonts *font_open(const char *table, struct str family, struct diag *d);
void font_close(struct fonts *f);

/* From now on Han have no face for emphasis. Before any text is shaped. */
void font_drop_emphasis(struct fonts *f);

struct metrics font_metrics(struct fonts *f);

size_t font_nfaces(const struct fonts *f);

struct font_info {
    struct str name; /* TW-Kai-98_1: the PostScript name */
    struct str file, licence;
    int ascent, descent, cap_height; /* 1/1000 em; descent negative */
    int bbox[4];
    bool serif, bold;
    int slant; /* degrees, counter-clockwise from the vertical: 0, or negative for italics */
};
const struct font_info *font_info(const struct fonts *f, uint16_t face);

/* The face that has `cp` in a regular weight, or FONT_MAX_FACES. */
uint16_t font_face_of(struct fonts *f, uint32_t cp);

/* A glyph's own advance, without kerning: 1/1000 em. */
int font_advance(const struct fonts *f, uint16_t face, uint16_t gid);

/* One glyph that a subset must hold, and the character it was made for (0 when it stands for none
 * or several: then the glyph set is used). */
struct font_glyph {
    uint16_t gid;
    uint32_t cp;
};

struct font_subset {
    struct str bytes; /* a TrueType font program, in the caller's arena */
    uint16_t *gids;   /* gids[i]: glyph i of the request, in the subset */
};

/* A subset of `face` with these glyphs (no hinting, no layout tables). By its characters where each
 * glyph has one: with HarfBuzz 6 that is faster by far than by glyphs.
 * Errors: DIAG_FONT; false. */
bool font_subset(struct fonts *f, uint16_t face, const struct font_glyph *glyphs, size_t n,
                 struct arena *a, struct diag *d, struct font_subset *out);

#endif
