/* Inside font/: the faces of a family, and which of them has a character.
 *
 *     slot = font_lookup(f, TEXT_REGULAR, true, 'A');      its face, glyph and natural advance
 */
#ifndef FONT_FACES_H
#define FONT_FACES_H

#include <harfbuzz/hb.h>

#include "base/map.h"
#include "font/font.h"

struct face {
    hb_face_t *hb;
    hb_font_t *font; /* scaled to 1000 units an em */
    struct font_info info;
    const char *package;
    bool western;
};

struct font_chain {
    uint16_t faces[FONT_MAX_FACES];
    size_t n;
};

/* What has a character: `face` is FONT_MAX_FACES when none has. */
struct font_slot {
    uint16_t face, gid;
    int16_t advance;
    bool known;
};

#define FONT_BLOCK  256
#define FONT_BLOCKS (0x110000 / FONT_BLOCK)

struct fonts {
    struct arena *arena;
    struct face faces[FONT_MAX_FACES];
    size_t n;
    struct font_chain han, emphasis, western[TEXT_STYLE_COUNT]; /* emphasis: Han; may be empty */
    /* by style and by which chain comes first, in blocks of code points */
    struct font_slot *slots[TEXT_STYLE_COUNT][2][FONT_BLOCKS];
    hb_buffer_t *buffer;
    struct arena *run_arena; /* Western runs shaped so far */
    struct map runs;
};

/* Opens a face of the table; its info's name, file and licence are set. */
bool font_open_face(struct face *f, struct diag *d);
void font_close_face(struct face *f);

const struct font_slot *font_lookup(struct fonts *f, enum text_style style, bool western_first,
                                    uint32_t cp);

struct glyph_run font_shape(void *context, enum text_style style, struct str text,
                            struct arena *a);

#endif
