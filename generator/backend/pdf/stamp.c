#include "backend/pdf/template.h"

#include <stdlib.h>
#include <string.h>

/* What a template remembers at most; then it starts anew. Documents keep the stamps they use, so
 * their bytes do not depend on what is remembered. */
#define STAMPS_MAX      4096
#define STAMP_BYTES_MAX ((size_t)64 << 20)

void pdf_stamp_key(const struct layout_pages *pages, const struct layout_page *page,
                   struct buf *key)
{
    enum { ARTIFACT, SAME_TREE, NEW_TREE };
    uint32_t tree = 0;

    key->len = 0;
    for (size_t i = 0; i < page->n; i++) {
        const struct layout_placed *p = &page->boxes[i];

        if (!p->box->shared)
            continue;
        if (key->len == 0)
            buf_put(key, &pages->height, sizeof pages->height);
        buf_put(key, &p->box->serial, sizeof p->box->serial);
        buf_put(key, &p->x, sizeof p->x);
        buf_put(key, &p->y, sizeof p->y);
        buf_char(key, p->artifact ? ARTIFACT : p->tree == tree ? SAME_TREE : NEW_TREE);
        tree = p->tree;
    }
}

/* Has the template every glyph of the box? */
static bool is_covered(const struct pdf_template *t, const struct layout_box *box)
{
    for (size_t i = 0; i < box->nops; i++) {
        const struct layout_op *op = &box->ops[i];

        for (size_t k = 0; op->kind == LAYOUT_GLYPHS && k < op->n; k++)
            if (!pdf_codes_find(&t->codes, &op->run->glyphs[op->first + k],
                                pdf_glyph_text(op->run, op->first + k)))
                return false;
    }
    return true;
}

/* One piece of memory with the marks, the flags, the key and the bytes in it: there are thousands
 * of stamps. */
static struct pdf_stamp *new_stamp(struct str key, struct str bytes, struct str marks,
                                   const bool *own, size_t n)
{
    struct pdf_stamp *s = malloc(sizeof *s + marks.len + key.len + bytes.len + n * sizeof *own);
    char *p;

    if (!s)
        out_of_memory();
    p = (char *)(s + 1);
    *s = (struct pdf_stamp){.owners = 1,
                            .own = (bool *)(p + marks.len),
                            .marks = (struct pdf_mark *)p,
                            .nmarks = marks.len / sizeof(struct pdf_mark)};
    if (marks.len)
        memcpy(p, marks.ptr, marks.len);
    p += marks.len;
    memcpy(p, own, n * sizeof *own);
    p += n * sizeof *own;
    s->key = (struct str){memcpy(p, key.ptr, key.len), key.len};
    p += key.len;
    s->bytes = (struct str){memcpy(p, bytes.ptr, bytes.len), bytes.len};
    return s;
}

static struct pdf_stamp *draw_stamp(struct pdf_template *t, const struct layout_pages *pages,
                                    const struct layout_page *page, struct str key)
{
    struct arena *a = t->pdf->scratch;
    bool *own = arena_array(a, page->n, sizeof *own);
    struct buf *out = &t->pdf->content;
    struct str bytes = STR("");
    struct pdf_content c;
    struct pdf_stamp *s;
    size_t n = 0;

    pdf_content_start(&c, out, pages, &t->codes, NULL, &t->pdf->marks, 0);
    for (size_t i = 0; i < page->n; i++) {
        const struct layout_placed *p = &page->boxes[i];

        if (!p->box->shared)
            continue;
        own[n] = !is_covered(t, p->box);
        pdf_content_tree(&c, p->tree);
        if (!own[n])
            pdf_content_box(&c, p, n);
        n++;
    }
    pdf_content_end(&c);
    if (out->len)
        bytes = pdf_deflate(t->pdf->deflater, buf_view(out), PDF_LEVEL_STAMP, a);
    s = new_stamp(key, bytes, buf_view(&t->pdf->marks), own, n);
    arena_reset(a);
    return s;
}

struct pdf_stamp *pdf_stamp_get(struct pdf_template *t, const struct layout_pages *pages,
                                const struct layout_page *page, struct str key)
{
    struct pdf_stamp *s = map_get(&t->stamps, key);

    if (!s) {
        if (t->nkept == STAMPS_MAX || t->kept_bytes > STAMP_BYTES_MAX)
            pdf_stamps_forget(t);
        s = draw_stamp(t, pages, page, key);
        *map_slot(&t->stamps, key) = s;
        arena_grow(t->stamp_arena, &t->kept, &t->kept_cap, t->nkept, sizeof *t->kept);
        t->kept[t->nkept++] = s;
        t->kept_bytes += s->key.len + s->bytes.len;
    }
    s->owners++;
    return s;
}

void pdf_stamp_drop(struct pdf_stamp *s)
{
    if (--s->owners == 0)
        free(s);
}

void pdf_stamps_forget(struct pdf_template *t)
{
    for (size_t i = 0; i < t->nkept; i++)
        pdf_stamp_drop(t->kept[i]);
    arena_reset(t->stamp_arena);
    t->stamps = map_new(t->stamp_arena);
    t->kept = NULL;
    t->nkept = t->kept_cap = t->kept_bytes = 0;
}
