/* Character codes: two bytes for each (face, glyph, text the glyph stands for), numbered from 1 in
 * each face's font. A glyph that stands for two texts has two codes, so that each is copied right.
 *
 *     c = pdf_codes_add(codes, face, gid, text);      given out at first use
 *     pdf_codes_sort(codes);                          a template's: in an order of their own */
#ifndef BACKEND_PDF_CODES_H
#define BACKEND_PDF_CODES_H

#include "base/map.h"
#include "font/font.h"

#define PDF_CODE_MAX 0xFFFF

struct pdf_code {
    uint16_t face, gid, code;
    int16_t width; /* the glyph's own, 1/1000 em */
    bool own;      /* in the document's own font, not the template's */
    struct str text;
};

struct pdf_face_codes {
    struct pdf_code **codes; /* code i + 1 at i */
    size_t n, cap;
};

struct pdf_codes {
    struct arena *arena;
    const struct fonts *fonts;
    bool own;
    bool full; /* a face has no codes left; what came later has code 0, .notdef */
    struct map map;
    struct pdf_face_codes faces[FONT_MAX_FACES];
};

void pdf_codes_init(struct pdf_codes *c, const struct fonts *fonts, bool own, struct arena *a);
const struct pdf_code *pdf_codes_find(const struct pdf_codes *c, const struct glyph *g,
                                      struct str text);
const struct pdf_code *pdf_codes_add(struct pdf_codes *c, const struct glyph *g, struct str text);
/* Numbers the codes anew, by glyph and text. */
void pdf_codes_sort(struct pdf_codes *c);

/* The glyphs that stand for a text together, as a letter and the mark over it. */
struct pdf_cluster {
    size_t first, n;
    struct str text;
};

/* The cluster that glyph i belongs to. */
struct pdf_cluster pdf_cluster_of(const struct glyph_run *run, size_t i);

/* The text of glyph i alone. Within a cluster of as many characters as glyphs each has one; else
 * the first has the whole text. */
struct str pdf_glyph_text(const struct glyph_run *run, size_t i);

#endif
