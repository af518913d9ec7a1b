#include "backend/pdf/template.h"

#include <assert.h>

struct pdf *pdf_new(struct fonts *fonts, struct diag *d)
{
    struct haru *haru = haru_new();
    struct arena *a;
    struct pdf *pdf;

    if (!haru) {
        diag(d, DIAG_PDF, pos_none(), STR("new"));
        return NULL;
    }
    a = arena_new();
    pdf = arena_alloc(a, sizeof *pdf);
    pdf->fonts = fonts;
    pdf->arena = a;
    pdf->scratch = arena_new();
    pdf->images = map_new(a);
    pdf->part = arena_new();
    pdf->haru = haru;
    pdf->deflater = pdf_deflater_new();
    pdf->digest = pdf_digest_new(a);
    pdf_packed_init(&pdf->packed, pdf->deflater);
    pdf_profile_make(&pdf->profile, pdf->deflater, a);
    return pdf;
}

void pdf_free(struct pdf *pdf)
{
    if (!pdf)
        return;
    haru_free(pdf->haru);
    pdf_packed_free(&pdf->packed);
    pdf_deflater_free(pdf->deflater);
    pdf_sink_free(&pdf->sink);
    buf_free(&pdf->content);
    buf_free(&pdf->key);
    buf_free(&pdf->marks);
    arena_free(pdf->scratch);
    arena_free(pdf->part);
    arena_free(pdf->arena);
}

static void add_glyphs(struct pdf_template *t, const struct glyph_run *run, size_t first, size_t n)
{
    for (size_t i = first; i < first + n; i++)
        if (run->glyphs[i].gid)
            pdf_codes_add(&t->codes, &run->glyphs[i], pdf_glyph_text(run, i));
}

struct pdf_template *pdf_template_new(struct pdf *pdf, struct str text)
{
    struct arena *a = arena_new(), *scratch = arena_new();
    struct pdf_template *t = arena_alloc(a, sizeof *t);
    struct metrics m = font_metrics(pdf->fonts);
    struct glyph_run run = m.shape(m.context, TEXT_REGULAR, text, scratch);

    t->pdf = pdf;
    t->arena = a;
    t->stamp_arena = arena_new();
    t->stamps = map_new(t->stamp_arena);
    t->prefix = pdf_prefix_new(a);
    pdf_codes_init(&t->codes, pdf->fonts, false, a);
    add_glyphs(t, &run, 0, run.n);
    arena_free(scratch);
    return t;
}

static void see_box(struct pdf_template *t, const struct layout_box *box)
{
    for (size_t i = 0; i < box->nops; i++)
        if (box->ops[i].kind == LAYOUT_GLYPHS)
            add_glyphs(t, box->ops[i].run, box->ops[i].first, box->ops[i].n);
}

void pdf_template_see(struct pdf_template *t, const struct layout_pages *pages)
{
    assert(!t->finished);
    for (size_t i = 0; i < pages->n; i++)
        for (size_t k = 0; k < pages->pages[i].n; k++)
            if (pages->pages[i].boxes[k].box->shared)
                see_box(t, pages->pages[i].boxes[k].box);
}

bool pdf_template_finish(struct pdf_template *t, struct diag *d)
{
    struct pdf *pdf = t->pdf;

    assert(!t->finished);
    t->finished = true;
    if (t->codes.full)
        return diag(d, DIAG_PDF_TOO_BIG, pos_none());
    pdf_codes_sort(&t->codes);
    for (uint16_t face = 0; face < FONT_MAX_FACES; face++) {
        const struct pdf_face_codes *codes = &t->codes.faces[face];

        if (codes->n == 0)
            continue;
        if (!pdf_font_make(pdf->fonts, face, codes, pdf->deflater, PDF_LEVEL_TEMPLATE, t->arena, d,
                           &t->fonts[t->nfonts]))
            return false;
        t->nfonts++;
    }
    return true;
}

void pdf_template_free(struct pdf_template *t)
{
    if (!t)
        return;
    pdf_stamps_forget(t);
    arena_free(t->stamp_arena);
    arena_free(t->arena);
}
