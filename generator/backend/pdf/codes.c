#include "backend/pdf/codes.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define KEY_TEXT_MAX 128

/* A key's bytes: face, glyph, text. */
struct key {
    char bytes[4 + KEY_TEXT_MAX];
};

static struct str make_key(struct key *k, const struct glyph *g, struct str text)
{
    memcpy(k->bytes, &g->face, 2);
    memcpy(k->bytes + 2, &g->gid, 2);
    if (text.len > KEY_TEXT_MAX) { /* a letter under very many marks: its text's hash */
        uint64_t hash = str_hash(text);

        memcpy(k->bytes + 4, text.ptr, KEY_TEXT_MAX - sizeof hash);
        memcpy(k->bytes + 4 + KEY_TEXT_MAX - sizeof hash, &hash, sizeof hash);
        return (struct str){k->bytes, sizeof k->bytes};
    }
    memcpy(k->bytes + 4, text.ptr, text.len);
    return (struct str){k->bytes, 4 + text.len};
}

void pdf_codes_init(struct pdf_codes *c, const struct fonts *fonts, bool own, struct arena *a)
{
    *c = (struct pdf_codes){.arena = a, .fonts = fonts, .own = own, .map = map_new(a)};
}

const struct pdf_code *pdf_codes_find(const struct pdf_codes *c, const struct glyph *g,
                                      struct str text)
{
    struct key k;

    return map_get(&c->map, make_key(&k, g, text));
}

const struct pdf_code *pdf_codes_add(struct pdf_codes *c, const struct glyph *g, struct str text)
{
    struct pdf_face_codes *face = &c->faces[g->face];
    struct key k;
    void **slot = map_slot(&c->map, make_key(&k, g, text));
    struct pdf_code *code = *slot;

    if (code)
        return code;
    *slot = code = arena_alloc(c->arena, sizeof *code);
    *code = (struct pdf_code){.face = g->face, .gid = g->gid, .own = c->own};
    code->width = (int16_t)font_advance(c->fonts, g->face, g->gid);
    code->text = arena_str(c->arena, text);
    if (face->n == PDF_CODE_MAX) {
        c->full = true;
        return code;
    }
    arena_grow(c->arena, &face->codes, &face->cap, face->n, sizeof *face->codes);
    face->codes[face->n++] = code;
    code->code = (uint16_t)face->n;
    return code;
}

static int by_glyph(const void *pa, const void *pb)
{
    const struct pdf_code *a = *(struct pdf_code *const *)pa, *b = *(struct pdf_code *const *)pb;

    return a->gid != b->gid ? (a->gid < b->gid ? -1 : 1) : str_cmp(a->text, b->text);
}

void pdf_codes_sort(struct pdf_codes *c)
{
    for (size_t i = 0; i < FONT_MAX_FACES; i++) {
        struct pdf_face_codes *face = &c->faces[i];

        if (face->n)
            qsort(face->codes, face->n, sizeof *face->codes, by_glyph);
        for (size_t k = 0; k < face->n; k++)
            face->codes[k]->code = (uint16_t)(k + 1);
    }
}

struct pdf_cluster pdf_cluster_of(const struct glyph_run *run, size_t i)
{
    struct pdf_cluster c = {.first = i, .n = 1};

    while (c.first > 0 && run->glyphs[c.first].len == 0)
        c.first--;
    while (c.first + c.n < run->n && run->glyphs[c.first + c.n].len == 0)
        c.n++;
    c.text = str_slice(run->text, run->glyphs[c.first].at,
                       run->glyphs[c.first].at + run->glyphs[c.first].len);
    return c;
}

/* Character number `i` of the text. */
static struct str nth_character(struct str text, size_t i)
{
    size_t from = 0, to = 0;

    do {
        from = to;
        utf8_next(text, &to);
    } while (i-- > 0);
    return str_slice(text, from, to);
}

struct str pdf_glyph_text(const struct glyph_run *run, size_t i)
{
    struct pdf_cluster c = pdf_cluster_of(run, i);

    if (c.n == 1)
        return c.text;
    if (utf8_count(c.text) == c.n)
        return nth_character(c.text, i - c.first);
    return i == c.first ? c.text : STR("");
}
