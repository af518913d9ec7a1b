#include "font/faces.h"

#include <harfbuzz/hb-subset.h>

/* What a PDF's embedded font has no use for: the PDF has its own codes, names and layout. */
static const char *const dropped[] = {"cmap", "name", "OS/2", "post", "GSUB", "GPOS", "GDEF",
                                      "BASE", "JSTF", "kern", "vhea", "vmtx", "VORG", "gasp",
                                      "hdmx", "VDMX", "LTSH", "PCLT", "DSIG", "FFTM", "meta"};

static bool made_for(const struct face *face, const struct font_glyph *g)
{
    hb_codepoint_t gid;

    return g->cp && hb_font_get_nominal_glyph(face->font, g->cp, &gid) && gid == g->gid;
}

/* By characters where that gives the same glyphs: HarfBuzz 6 then does not walk the whole cmap. */
static void add_glyphs(hb_subset_input_t *in, const struct face *face,
                       const struct font_glyph *glyphs, size_t n)
{
    hb_set_t *unicodes = hb_subset_input_unicode_set(in);
    bool by_character = true;

    for (size_t i = 0; i < n && by_character; i++)
        by_character = glyphs[i].gid == 0 || made_for(face, &glyphs[i]);
    for (size_t i = 0; i < n; i++)
        if (!by_character)
            hb_set_add(hb_subset_input_glyph_set(in), glyphs[i].gid);
        else if (glyphs[i].gid)
            hb_set_add(unicodes, glyphs[i].cp);
}

static hb_subset_input_t *new_input(void)
{
    hb_subset_input_t *in = hb_subset_input_create_or_fail();
    hb_set_t *drop;

    if (!in)
        out_of_memory();
    drop = hb_subset_input_set(in, HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
        hb_set_add(drop, hb_tag_from_string(dropped[i], 4));
    hb_set_clear(hb_subset_input_set(in, HB_SUBSET_SETS_LAYOUT_FEATURE_TAG));
    hb_subset_input_set_flags(in, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    return in;
}

static bool take(hb_face_t *subset, const hb_map_t *gids, const struct font_glyph *glyphs, size_t n,
                 struct arena *a, struct font_subset *out)
{
    hb_blob_t *blob = hb_face_reference_blob(subset);
    unsigned len;
    const char *bytes = hb_blob_get_data(blob, &len);
    bool ok = len > 0;

    out->bytes = arena_str(a, (struct str){bytes, len});
    out->gids = arena_array(a, n, sizeof *out->gids);
    for (size_t i = 0; i < n; i++) {
        hb_codepoint_t gid = hb_map_get(gids, glyphs[i].gid);

        ok &= gid != HB_MAP_VALUE_INVALID;
        out->gids[i] = (uint16_t)gid;
    }
    hb_blob_destroy(blob);
    return ok;
}

bool font_subset(struct fonts *f, uint16_t face, const struct font_glyph *glyphs, size_t n,
                 struct arena *a, struct diag *d, struct font_subset *out)
{
    const struct face *from = &f->faces[face];
    hb_subset_input_t *in = new_input();
    hb_subset_plan_t *plan;
    hb_face_t *subset;
    bool ok = false;

    add_glyphs(in, from, glyphs, n);
    plan = hb_subset_plan_create_or_fail(from->hb, in);
    subset = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
    if (subset)
        ok = take(subset, hb_subset_plan_old_to_new_glyph_mapping(plan), glyphs, n, a, out);
    hb_face_destroy(subset);
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(in);
    return ok || diag(d, DIAG_FONT, pos_none(), from->info.file, str_from(from->package));
}
