#include "backend/pdf/digest.h"

#include <nettle/sha2.h>
#include <stdio.h>

struct pdf_prefix {
    struct arena *arena;
    struct pdf_piece *pieces; /* text has its own copy here */
    bool *is_text;
    size_t n;
    struct sha256_ctx state; /* behind the last piece */
};

struct pdf_digest {
    struct sha256_ctx state;
    size_t next; /* piece */
    struct pdf_prefix *prefix;
};

struct pdf_digest *pdf_digest_new(struct arena *a)
{
    return arena_alloc(a, sizeof(struct pdf_digest));
}

struct pdf_prefix *pdf_prefix_new(struct arena *a)
{
    struct pdf_prefix *p = arena_alloc(a, sizeof *p);

    p->arena = a;
    return p;
}

void pdf_digest_start(struct pdf_digest *g, struct pdf_prefix *prefix)
{
    sha256_init(&g->state);
    g->next = 0;
    g->prefix = prefix;
}

/* The same bytes? Ready-made ones are when they are the same object. */
static bool starts_with(const struct pdf_sink *s, const struct pdf_prefix *p)
{
    if (p->n == 0 || p->n != s->shared)
        return false;
    for (size_t i = 0; i < p->n; i++) {
        struct str known = {p->pieces[i].ptr, p->pieces[i].len};
        bool is_text;
        struct str piece = pdf_sink_piece(s, i, &is_text);

        if (is_text != p->is_text[i] || piece.len != known.len ||
            (is_text ? !str_eq(piece, known) : piece.ptr != known.ptr))
            return false;
    }
    return true;
}

static void remember(struct pdf_prefix *p, const struct pdf_digest *g, const struct pdf_sink *s)
{
    p->n = s->shared;
    p->pieces = arena_array(p->arena, p->n, sizeof *p->pieces);
    p->is_text = arena_array(p->arena, p->n, sizeof *p->is_text);
    for (size_t i = 0; i < p->n; i++) {
        struct str piece = pdf_sink_piece(s, i, &p->is_text[i]);

        if (p->is_text[i])
            piece = arena_str(p->arena, piece);
        p->pieces[i] = (struct pdf_piece){.ptr = piece.ptr, .len = piece.len};
    }
    p->state = g->state;
}

void pdf_digest_add(struct pdf_digest *g, struct pdf_sink *s)
{
    pdf_sink_cut(s);
    if (g->next == 0 && g->prefix && starts_with(s, g->prefix)) {
        g->state = g->prefix->state;
        g->next = g->prefix->n;
    }
    for (; g->next < s->n; g->next++) {
        bool is_text;
        struct str piece = pdf_sink_piece(s, g->next, &is_text);

        if (g->next == s->shared && g->prefix && g->prefix->n == 0)
            remember(g->prefix, g, s);
        sha256_update(&g->state, piece.len, (const uint8_t *)piece.ptr);
    }
}

void pdf_digest_peek(const struct pdf_digest *g, unsigned char out[PDF_DIGEST_BYTES])
{
    struct sha256_ctx state = g->state; /* sha256_digest starts its own anew */

    sha256_digest(&state, PDF_DIGEST_BYTES, out);
}

void pdf_digest_hex(const struct pdf_digest *g, char out[2 * PDF_DIGEST_BYTES + 1])
{
    unsigned char bytes[PDF_DIGEST_BYTES];

    pdf_digest_peek(g, bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}
