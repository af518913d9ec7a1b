#include "backend/pdf/fonts.h"

#include <stdio.h>
#include <string.h>

#include "backend/pdf/strings.h"
#include "base/utf8.h"

#define BFCHARS_MAX 100 /* in one block: the limit of PostScript's stack */

/* The first character of the text, for the subset by characters. */
static uint32_t first_character(struct str text)
{
    size_t at = 0;

    return text.len ? utf8_next(text, &at) : 0;
}

static void put_bfchar(struct buf *b, const struct pdf_code *code)
{
    buf_char(b, '<');
    pdf_put_hex16(b, code->code);
    buf_str(b, STR("><"));
    pdf_put_utf16(b, code->text);
    buf_str(b, STR(">\n"));
}

/* A code whose glyph only completes the one before it has no text and no entry. */
static void put_to_unicode(struct buf *b, const struct pdf_face_codes *codes)
{
    size_t left = 0, in_block = 0;

    buf_str(b, STR("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                   "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                   "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
                   "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n"));
    for (size_t i = 0; i < codes->n; i++)
        left += codes->codes[i]->text.len > 0;
    for (size_t i = 0; i < codes->n; i++) {
        if (codes->codes[i]->text.len == 0)
            continue;
        if (in_block == 0)
            buf_fmt(b, "%zu beginbfchar\n", left < BFCHARS_MAX ? left : BFCHARS_MAX);
        put_bfchar(b, codes->codes[i]);
        left--;
        if (++in_block == BFCHARS_MAX || left == 0) {
            buf_str(b, STR("endbfchar\n"));
            in_block = 0;
        }
    }
    buf_str(b, STR("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"));
}

/* Widths other than DW's 1000, in runs of neighbouring codes. */
static void put_widths(struct buf *b, const struct pdf_face_codes *codes)
{
    bool open = false;

    for (size_t i = 0; i < codes->n; i++) {
        int width = codes->codes[i]->width;

        if (width == 1000) {
            if (open)
                buf_char(b, ']');
            open = false;
            continue;
        }
        if (!open)
            pdf_put_milli(b, (int64_t)(i + 1) * 1000);
        buf_char(b, open ? ' ' : '[');
        pdf_put_milli(b, (int64_t)width * 1000);
        open = true;
    }
    if (open)
        buf_char(b, ']');
}

/* CIDs are the codes; empty when each is its glyph's number in the subset. */
static void put_cid_to_gid(struct buf *b, const uint16_t *gids, size_t n)
{
    bool identity = true;

    for (size_t i = 0; i < n; i++)
        identity &= gids[i] == i + 1;
    if (identity)
        return;
    buf_put(b, "\0", 2); /* code 0 is .notdef */
    for (size_t i = 0; i < n; i++) {
        buf_char(b, (char)(gids[i] >> 8));
        buf_char(b, (char)gids[i]);
    }
}

/* The subset's tag comes from what is in it: the same input gives the same bytes. */
static void set_name(struct pdf_font *f, const struct pdf_face_codes *codes, struct buf *scratch)
{
    uint64_t hash;

    scratch->len = 0;
    for (size_t i = 0; i < codes->n; i++) {
        pdf_put_hex16(scratch, codes->codes[i]->gid);
        buf_str(scratch, codes->codes[i]->text);
    }
    hash = str_hash(buf_view(scratch));
    for (int i = 0; i < 6; i++, hash /= 26)
        f->name[i] = (char)('A' + hash % 26);
    snprintf(f->name + 6, sizeof f->name - 6, "+%.*s", STR_ARG(f->info->name));
}

static bool make_program(struct fonts *fonts, struct pdf_font *f,
                         const struct pdf_face_codes *codes, struct pdf_deflater *z, int level,
                         struct arena *a, struct diag *d, struct font_subset *subset)
{
    struct arena *scratch = arena_new();
    struct font_glyph *glyphs = arena_array(scratch, codes->n, sizeof *glyphs);
    struct font_subset made;
    bool ok;

    for (size_t i = 0; i < codes->n; i++)
        glyphs[i] =
            (struct font_glyph){codes->codes[i]->gid, first_character(codes->codes[i]->text)};
    ok = font_subset(fonts, f->face, glyphs, codes->n, scratch, d, &made);
    if (ok) {
        f->program_bytes = made.bytes.len;
        f->program = pdf_deflate(z, made.bytes, level, a);
        subset->gids = arena_array(a, codes->n, sizeof *subset->gids);
        memcpy(subset->gids, made.gids, codes->n * sizeof *subset->gids);
    }
    arena_free(scratch);
    return ok;
}

bool pdf_font_make(struct fonts *fonts, uint16_t face, const struct pdf_face_codes *codes,
                   struct pdf_deflater *z, int level, struct arena *a, struct diag *d,
                   struct pdf_font *out)
{
    struct font_subset subset;
    struct buf b = {0};

    *out = (struct pdf_font){.face = face, .info = font_info(fonts, face)};
    if (!make_program(fonts, out, codes, z, level, a, d, &subset))
        return false;
    put_to_unicode(&b, codes);
    out->to_unicode = pdf_deflate(z, buf_view(&b), level, a);
    b.len = 0;
    put_cid_to_gid(&b, subset.gids, codes->n);
    out->cid_to_gid = b.len ? pdf_deflate(z, buf_view(&b), level, a) : STR("");
    b.len = 0;
    put_widths(&b, codes);
    out->widths = arena_str(a, buf_view(&b));
    set_name(out, codes, &b);
    buf_free(&b);
    return true;
}

static struct str stream_dict(struct arena *a, struct str bytes, const char *more, size_t number)
{
    return more ? arena_fmt(a, "/Filter/FlateDecode/Length %zu%s %zu", bytes.len, more, number)
                : arena_fmt(a, "/Filter/FlateDecode/Length %zu", bytes.len);
}

static struct str descriptor(const struct pdf_font *f, uint32_t program, struct arena *a)
{
    enum { SERIF = 2, SYMBOLIC = 4, ITALIC = 64 }; /* PDF 1.7, table 123 */
    const struct font_info *i = f->info;

    return arena_fmt(a,
                     "/Type/FontDescriptor/FontName/%s/Flags %d/FontBBox[%d %d %d %d]"
                     "/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d/StemV %d"
                     "/FontFile2 %u 0 R",
                     f->name, SYMBOLIC | (i->serif ? SERIF : 0) | (i->slant ? ITALIC : 0), i->bbox[0],
                     i->bbox[1], i->bbox[2], i->bbox[3], i->slant, i->ascent, i->descent, i->cap_height, i->bold ? 140 : 80, program);
}

static struct str cid_font(const struct pdf_font *f, uint32_t map, uint32_t desc, struct arena *a)
{
    struct str to_gid = map ? arena_fmt(a, " %u 0 R", map) : STR("/Identity");
    struct str widths = f->widths.len ? arena_fmt(a, "/W[%.*s]", STR_ARG(f->widths)) : STR("");

    return arena_fmt(a,
                     "/Type/Font/Subtype/CIDFontType2/BaseFont/%s"
                     "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
                     "/CIDToGIDMap%.*s/FontDescriptor %u 0 R/DW 1000%.*s",
                     f->name, STR_ARG(to_gid), desc, STR_ARG(widths));
}

uint32_t pdf_font_add(const struct pdf_font *f, struct haru *h, bool last, struct arena *a)
{
    enum { FONT, CID_FONT, DESCRIPTOR, TO_UNICODE, MAP, PROGRAM, COUNT };
    struct haru_object *o = arena_array(a, COUNT, sizeof *o);
    uint32_t n[COUNT] = {0};

    o[TO_UNICODE].bytes = f->to_unicode;
    if (f->cid_to_gid.len)
        o[MAP].bytes = f->cid_to_gid;
    o[PROGRAM].bytes = f->program;
    o[PROGRAM].shared_end = last;
    for (int i = 0; i < COUNT; i++)
        if (i != MAP || f->cid_to_gid.len)
            n[i] = haru_add(h, &o[i]);
    o[FONT].dict = arena_fmt(a,
                             "/Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H"
                             "/DescendantFonts[%u 0 R]/ToUnicode %u 0 R",
                             f->name, n[CID_FONT], n[TO_UNICODE]);
    o[CID_FONT].dict = cid_font(f, n[MAP], n[DESCRIPTOR], a);
    o[DESCRIPTOR].dict = descriptor(f, n[PROGRAM], a);
    o[TO_UNICODE].dict = stream_dict(a, f->to_unicode, NULL, 0);
    o[MAP].dict = stream_dict(a, f->cid_to_gid, NULL, 0);
    o[PROGRAM].dict = stream_dict(a, f->program, "/Length1", f->program_bytes);
    return n[FONT];
}
