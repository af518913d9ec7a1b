#include "font/faces.h"

#include <harfbuzz/hb-ot.h>

static int head_value(const char *head, size_t at)
{
    const unsigned char *p = (const unsigned char *)head + at;

    return (int16_t)(p[0] << 8 | p[1]);
}

/* The box around all glyphs; false for a face without its head table. */
static bool read_bbox(struct face *f)
{
    hb_blob_t *head = hb_face_reference_table(f->hb, HB_TAG('h', 'e', 'a', 'd'));
    int upem = (int)hb_face_get_upem(f->hb);
    unsigned n;
    const char *bytes = hb_blob_get_data(head, &n);
    bool ok = n >= 44;

    for (size_t i = 0; ok && i < 4; i++)
        f->info.bbox[i] = head_value(bytes, 36 + 2 * i) * 1000 / upem;
    hb_blob_destroy(head);
    return ok;
}

static void read_metrics(struct face *f)
{
    hb_font_extents_t e = {0};
    hb_position_t cap = 0;

    hb_font_get_h_extents(f->font, &e);
    f->info.ascent = e.ascender;
    f->info.descent = e.descender;
    if (!hb_ot_metrics_get_position(f->font, HB_OT_METRICS_TAG_CAP_HEIGHT, &cap) || cap <= 0)
        cap = e.ascender;
    f->info.cap_height = cap;
    f->info.slant = (int)hb_style_get_value(f->font, HB_STYLE_TAG_SLANT_ANGLE);
}

bool font_open_face(struct face *f, struct diag *d)
{
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(f->info.file.ptr); /* mapped, not read */

    if (!blob)
        return diag(d, DIAG_FONT_MISSING, pos_none(), f->info.file, str_from(f->package));
    f->hb = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    f->font = hb_font_create(f->hb);
    hb_font_set_scale(f->font, 1000, 1000);
    /* glyph 0 is .notdef, so a font that can be used has two; the API's gids have 16 bits */
    if (hb_face_get_glyph_count(f->hb) < 2 || hb_face_get_glyph_count(f->hb) > 0xFFFF ||
        !read_bbox(f)) {
        font_close_face(f);
        return diag(d, DIAG_FONT, pos_none(), f->info.file, str_from(f->package));
    }
    read_metrics(f);
    hb_font_make_immutable(f->font);
    hb_face_make_immutable(f->hb);
    return true;
}

void font_close_face(struct face *f)
{
    hb_font_destroy(f->font);
    hb_face_destroy(f->hb);
    f->font = NULL;
    f->hb = NULL;
}

static bool search(struct fonts *f, const struct font_chain *chain, uint32_t cp,
                   struct font_slot *slot)
{
    for (size_t i = 0; i < chain->n; i++) {
        hb_font_t *font = f->faces[chain->faces[i]].font;
        hb_codepoint_t gid;

        if (hb_font_get_nominal_glyph(font, cp, &gid) && gid) {
            slot->face = chain->faces[i];
            slot->gid = (uint16_t)gid;
            slot->advance = (int16_t)hb_font_get_glyph_h_advance(font, gid);
            return true;
        }
    }
    return false;
}

/* Emphasized Han go to the family's face for them first; what only upright letters have is upright. */
static void search_chains(struct fonts *f, enum text_style style, bool western_first, uint32_t cp,
                          struct font_slot *slot)
{
    const struct font_chain *western = &f->western[style];
    const struct font_chain none = {.n = 0}, *emphasis = style & TEXT_ITALIC ? &f->emphasis : &none;
    const struct font_chain *const chains[] = {western_first ? western : &none, emphasis, &f->han,
                                               western, &f->western[style & TEXT_BOLD]};

    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        if (search(f, chains[i], cp, slot))
            return;
}

const struct font_slot *font_lookup(struct fonts *f, enum text_style style, bool western_first,
                                    uint32_t cp)
{
    static const struct font_slot none = {.face = FONT_MAX_FACES, .advance = 1000, .known = true};
    struct font_slot **block, *slot;

    if (cp > 0x10FFFF)
        return &none;
    block = &f->slots[style][western_first][cp / FONT_BLOCK];
    if (!*block)
        *block = arena_array(f->arena, FONT_BLOCK, sizeof **block);
    slot = &(*block)[cp % FONT_BLOCK];
    if (slot->known)
        return slot;
    *slot = none;
    search_chains(f, style, western_first, cp, slot);
    return slot;
}

size_t font_nfaces(const struct fonts *f)
{
    return f->n;
}

const struct font_info *font_info(const struct fonts *f, uint16_t face)
{
    return &f->faces[face].info;
}

int font_advance(const struct fonts *f, uint16_t face, uint16_t gid)
{
    return hb_font_get_glyph_h_advance(f->faces[face].font, gid);
}

static int ink_middle(void *context, const struct glyph *g)
{
    const struct fonts *f = context;
    hb_glyph_extents_t e;

    if (!hb_font_get_glyph_extents(f->faces[g->face].font, g->gid, &e))
        return g->advance / 2;
    return g->dx + e.x_bearing + e.width / 2;
}

void font_drop_emphasis(struct fonts *f)
{
    f->emphasis.n = 0;
}

struct metrics font_metrics(struct fonts *f)
{
    const struct font_info *body = &f->faces[f->han.faces[0]].info;

    return (struct metrics){.context = f,
                            .shape = font_shape,
                            .ink_middle = ink_middle,
                            .emphasis = f->emphasis.n > 0,
                            .ascent = body->ascent,
                            .descent = -body->descent};
}
