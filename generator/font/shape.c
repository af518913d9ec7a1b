/* Text to glyphs. Han characters are looked up one by one; runs of Western text are shaped by
 * HarfBuzz, with kerning, and remembered. */
#include "font/faces.h"

#include <string.h>

#include "base/utf8.h"

#define RUN_BYTES_MAX  16384 /* a glyph's text has 16 bits for its length */
#define RUNS_KEPT      8192  /* shaped runs remembered at most … */
#define RUN_BYTES_KEPT 64    /* … and the longest of them */
#define MARK_GAP       40    /* between a letter and a mark of another face, 1/1000 em */

struct shaper {
    struct fonts *fonts;
    enum text_style style;
    struct str text;
    struct arena *arena;
    struct glyph *glyphs;
    size_t n, cap;
    size_t at;       /* next byte of the text */
    uint32_t before; /* the character before it; 0: none */
    /* the last glyph that is no mark, and the ink's upper and lower edge there, marks included */
    size_t base;
    int top, bottom;
};

/* A run's glyphs as HarfBuzz made them; `at` counts from the run's start. */
struct shaped {
    struct glyph *glyphs;
    size_t n;
};

static bool is_selector(uint32_t cp)
{
    return (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0xE0100 && cp <= 0xE01EF);
}

static bool is_mark(uint32_t cp)
{
    return cp >= 0x300 && cp <= 0x36F;
}

/* Beyond Latin-1: letters of Latin alphabets, IPA's among them (Tsou writes ʉ), and the glottal
 * stop ʼ. Not the tone marks of bopomofo from U+02C7 on, which are full-width. */
static bool is_latin_extended(uint32_t cp)
{
    return (cp >= 0x100 && cp <= 0x2AF) || cp == 0x2BC || (cp >= 0x1E00 && cp <= 0x1EFF);
}

static bool is_western_letter(uint32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') ||
           (cp >= 0xC0 && cp <= 0xFF && cp != 0xD7 && cp != 0xF7) || is_latin_extended(cp) ||
           is_mark(cp);
}

static bool is_western(uint32_t before, uint32_t cp, uint32_t after)
{
    switch (cp) {
    case 0xB7: /* · and ‘ ’ “ ” are full-width in Chinese, narrow within a Western word */
    case 0x2018:
    case 0x2019:
    case 0x201C:
    case 0x201D:
        return is_western_letter(before) && is_western_letter(after);
    default:
        return (cp >= 0x20 && cp <= 0xFF) || is_latin_extended(cp) || is_mark(cp);
    }
}

uint16_t font_face_of(struct fonts *f, uint32_t cp)
{
    return font_lookup(f, TEXT_REGULAR, is_western(0, cp, 0), cp)->face;
}

/* The character at byte `at`, 0 behind the end. */
static uint32_t peek(const struct shaper *s, size_t at)
{
    return at < s->text.len ? utf8_next(s->text, &at) : 0;
}

static const struct font_slot *look_up(const struct shaper *s, uint32_t before, uint32_t cp,
                                       size_t behind)
{
    return font_lookup(s->fonts, s->style, is_western(before, cp, peek(s, behind)), cp);
}

static struct glyph *add(struct shaper *s, struct glyph g)
{
    arena_grow(s->arena, &s->glyphs, &s->cap, s->n, sizeof *s->glyphs);
    s->glyphs[s->n] = g;
    return &s->glyphs[s->n++];
}

static bool is_stroked(const struct shaper *s, uint16_t face)
{
    return (s->style & TEXT_BOLD) && !s->fonts->faces[face].info.bold;
}

static bool extents_of(const struct shaper *s, const struct glyph *g, hb_glyph_extents_t *e)
{
    return hb_font_get_glyph_extents(s->fonts->faces[g->face].font, g->gid, e);
}

static void set_base(struct shaper *s, size_t i)
{
    s->base = i;
    s->top = s->bottom = INT32_MIN; /* measured when a mark comes */
}

/* Sets a mark over or under the letter before it, as HarfBuzz does within one face: the ink
 * centred, and clear of what is there already. */
static void place_mark(struct shaper *s, uint32_t cp, const struct font_slot *slot, size_t len)
{
    struct glyph *base = &s->glyphs[s->base];
    struct glyph mark = {.face = slot->face, .gid = slot->gid};
    hb_glyph_extents_t b, m;
    unsigned class = hb_unicode_combining_class(hb_unicode_funcs_get_default(), cp);

    mark.stroke = is_stroked(s, slot->face);
    mark.at = base->at + base->len;
    base->len = (uint16_t)(base->len + len);
    if (extents_of(s, base, &b) && extents_of(s, &mark, &m)) {
        if (s->top == INT32_MIN) {
            s->top = b.y_bearing;
            s->bottom = b.y_bearing + b.height; /* the height is negative */
        }
        mark.dx = (int16_t)(b.x_bearing + b.width / 2 - base->advance - m.x_bearing - m.width / 2);
        if (class == HB_UNICODE_COMBINING_CLASS_ABOVE) {
            mark.dy = (int16_t)(s->top + MARK_GAP - m.y_bearing - m.height);
            s->top += MARK_GAP - m.height;
        } else if (class == HB_UNICODE_COMBINING_CLASS_BELOW) {
            mark.dy = (int16_t)(s->bottom - MARK_GAP - m.y_bearing);
            s->bottom += m.height - MARK_GAP;
        }
    }
    add(s, mark);
}

/* The glyph of a character and the variation selector behind it, when a face of the chain has one. */
static bool find_variation(const struct shaper *s, const struct font_chain *chain, uint32_t cp,
                           uint32_t selector, struct glyph *g)
{
    for (size_t i = 0; i < chain->n; i++) {
        hb_font_t *font = s->fonts->faces[chain->faces[i]].font;
        hb_codepoint_t gid;

        if (hb_font_get_variation_glyph(font, cp, selector, &gid) && gid) {
            g->face = chain->faces[i];
            g->gid = (uint16_t)gid;
            g->advance = (int16_t)hb_font_get_glyph_h_advance(font, gid);
            return true;
        }
    }
    return false;
}

/* One character from the table, with the variation selector behind it. */
static void add_character(struct shaper *s, size_t start, uint32_t cp, const struct font_slot *slot)
{
    struct glyph g = {.gid = slot->gid, .advance = slot->advance, .at = (uint32_t)start};
    uint32_t next = peek(s, s->at);

    g.face = slot->face == FONT_MAX_FACES ? s->fonts->han.faces[0] : slot->face;
    if (is_selector(next)) {
        if (!(s->style & TEXT_ITALIC) || !find_variation(s, &s->fonts->emphasis, cp, next, &g))
            find_variation(s, &s->fonts->han, cp, next, &g);
        utf8_next(s->text, &s->at);
    }
    g.len = (uint16_t)(s->at - start);
    g.stroke = is_stroked(s, g.face);
    set_base(s, s->n);
    add(s, g);
}

/* May `cp`, whose slot is given, stand in a Western run of `face` behind *before? A mark may that
 * the face has, or that melts with the letter before it; *before is then that letter. */
static bool joins_run(const struct shaper *s, uint16_t face, uint32_t *before, uint32_t cp,
                      const struct font_slot *slot)
{
    hb_codepoint_t whole;

    if (is_mark(cp) && hb_unicode_compose(hb_unicode_funcs_get_default(), *before, cp, &whole) &&
        font_lookup(s->fonts, s->style, true, whole)->face == face) {
        *before = whole;
        return true;
    }
    if (!is_selector(cp) && slot->face != face)
        return false;
    *before = cp;
    return true;
}

static size_t run_end(const struct shaper *s, size_t start, uint32_t cp, uint16_t face)
{
    uint32_t before = cp;
    size_t end = s->at;

    while (end < s->text.len && end - start < RUN_BYTES_MAX) {
        size_t behind = end;
        uint32_t next = utf8_next(s->text, &behind);

        if (!joins_run(s, face, &before, next, look_up(s, before, next, behind)))
            break;
        end = behind;
    }
    return end;
}

static void shape_run(struct fonts *f, uint16_t face, struct str text, struct arena *a,
                      struct shaped *out)
{
    static const hb_feature_t features[] = {{HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1},
                                            {HB_TAG('c', 'l', 'i', 'g'), 0, 0, (unsigned)-1}};
    hb_buffer_t *b = f->buffer;
    const hb_glyph_info_t *info;
    const hb_glyph_position_t *at;
    unsigned n;

    hb_buffer_reset(b);
    hb_buffer_set_flags(b, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES |
                               HB_BUFFER_FLAG_DO_NOT_INSERT_DOTTED_CIRCLE);
    hb_buffer_add_utf8(b, text.ptr, (int)text.len, 0, (int)text.len);
    hb_buffer_set_direction(b, HB_DIRECTION_LTR);
    hb_buffer_set_script(b, HB_SCRIPT_LATIN);
    hb_buffer_set_language(b, hb_language_from_string("en", 2)); /* never the locale's */
    hb_shape(f->faces[face].font, b, features, sizeof features / sizeof *features);
    if (!hb_buffer_allocation_successful(b))
        out_of_memory();
    info = hb_buffer_get_glyph_infos(b, &n);
    at = hb_buffer_get_glyph_positions(b, &n);
    out->n = n;
    out->glyphs = arena_array(a, n, sizeof *out->glyphs);
    for (size_t i = 0, end; i < n; i++) {
        struct glyph *g = &out->glyphs[i];

        for (end = i + 1; end < n && info[end].cluster == info[i].cluster;)
            end++;
        *g = (struct glyph){.face = face, .gid = (uint16_t)info[i].codepoint};
        g->advance = (int16_t)at[i].x_advance;
        g->dx = (int16_t)at[i].x_offset;
        g->dy = (int16_t)at[i].y_offset;
        g->at = info[i].cluster;
        if (i == 0 || info[i - 1].cluster != info[i].cluster)
            g->len = (uint16_t)((end < n ? info[end].cluster : text.len) - info[i].cluster);
    }
}

/* The run's glyphs, remembered from before when it is short. */
static const struct shaped *shaped_run(struct shaper *s, uint16_t face, struct str text)
{
    struct fonts *f = s->fonts;
    char key[RUN_BYTES_KEPT + 1];
    struct shaped *out;
    void **slot;

    if (text.len > RUN_BYTES_KEPT) {
        out = arena_alloc(s->arena, sizeof *out);
        shape_run(f, face, text, s->arena, out);
        return out;
    }
    if (f->runs.n >= RUNS_KEPT) {
        arena_reset(f->run_arena);
        f->runs = map_new(f->run_arena);
    }
    key[0] = (char)face;
    memcpy(key + 1, text.ptr, text.len);
    slot = map_slot(&f->runs, (struct str){key, text.len + 1});
    if (!*slot) {
        out = arena_alloc(f->run_arena, sizeof *out);
        shape_run(f, face, text, f->run_arena, out);
        *slot = out;
    }
    return *slot;
}

static void add_run(struct shaper *s, size_t start, uint32_t cp, uint16_t face)
{
    size_t end = run_end(s, start, cp, face);
    const struct shaped *run = shaped_run(s, face, str_slice(s->text, start, end));

    for (size_t i = 0; i < run->n; i++) {
        struct glyph *g = add(s, run->glyphs[i]);

        g->at += (uint32_t)start;
        g->stroke = is_stroked(s, face);
        if (g->len)
            set_base(s, s->n - 1);
    }
    s->at = end;
}

/* Can a mark of another face be set on the last glyph? */
static bool has_base(const struct shaper *s, size_t len)
{
    return s->n > 0 && s->glyphs[s->base].gid && s->glyphs[s->base].len + len < RUN_BYTES_MAX;
}

struct glyph_run font_shape(void *context, enum text_style style, struct str text,
                            struct arena *a)
{
    struct shaper s = {.fonts = context, .style = style, .arena = a};

    s.text = arena_str(a, text);
    s.cap = utf8_count(text);
    s.glyphs = arena_array(a, s.cap, sizeof *s.glyphs);
    while (s.at < s.text.len) {
        size_t start = s.at;
        uint32_t cp = utf8_next(s.text, &s.at);
        const struct font_slot *slot = look_up(&s, s.before, cp, s.at);

        if (slot->face != FONT_MAX_FACES && s.fonts->faces[slot->face].western)
            add_run(&s, start, cp, slot->face);
        else if (is_mark(cp) && slot->gid && has_base(&s, s.at - start))
            place_mark(&s, cp, slot, s.at - start);
        else
            add_character(&s, start, cp, slot);
        s.before = utf8_before(s.text, s.at);
    }
    return (struct glyph_run){.text = s.text, .glyphs = s.glyphs, .n = s.n};
}
