#include "layout/internal.h"

#include <string.h>

struct memo {
    struct memo *next;
    struct memo_key key;
    struct piece *piece;
    size_t n;
    struct layout_tree tree;
    mpt after;
    bool failed; /* its errors are reported: whoever uses it fails */
};

static bool same_key(const struct memo_key *a, const struct memo_key *b)
{
    return a->layout == b->layout && a->x == b->x && a->width == b->width && a->size == b->size &&
           a->number == b->number && a->extra == b->extra && str_eq(a->marks, b->marks);
}

struct maker shared_maker(const struct maker *m, struct tree *tree, bool *failed)
{
    struct maker own = *m;

    *failed = false;
    *tree = (struct tree){.a = m->l->run};
    own.a = m->l->run;
    own.shared = true;
    own.failed = failed;
    own.tree = tree;
    own.element = 0;
    return own;
}

/* Puts a shared block's tree into the document's. */
static uint32_t add_tree(struct maker *m, const struct layout_tree *tree)
{
    uint32_t number;

    if (tree->n == 0)
        return 0;
    number = element_add(m, LAYOUT_TREE);
    element_at(m, number)->tree = tree;
    return number;
}

bool memo_recall(struct maker *m, const struct doc_node *n, const struct memo_key *key,
                 struct flow *f)
{
    for (const struct memo *memo = *n->layout; memo; memo = memo->next) {
        uint32_t tree;

        if (!same_key(&memo->key, key))
            continue;
        tree = add_tree(m, &memo->tree);
        for (size_t i = 0; i < memo->n; i++) {
            struct piece p = memo->piece[i];

            p.tree = tree;
            flow_add(f, p);
        }
        f->after = memo->after > f->after ? memo->after : f->after;
        if (memo->failed)
            fail(m);
        return true;
    }
    return false;
}

void memo_keep(struct maker *m, const struct doc_node *n, const struct memo_key *key,
               const struct flow *f)
{
    struct memo *memo = arena_alloc(m->a, sizeof *memo);

    *memo = (struct memo){
        .next = *n->layout, .key = *key, .n = f->n, .after = f->after, .failed = *m->failed};
    memo->tree = m->tree->made;
    memo->key.marks = arena_str(m->a, key->marks);
    memo->piece = arena_array(m->a, f->n, sizeof *memo->piece);
    if (f->n)
        memcpy(memo->piece, f->piece, f->n * sizeof *memo->piece);
    *n->layout = memo;
}

void flow_add(struct flow *f, struct piece p)
{
    if (!p.exact && p.before < f->after)
        p.before = f->after;
    f->after = 0;
    arena_grow(f->a, &f->piece, &f->cap, f->n, sizeof *f->piece);
    f->piece[f->n++] = p;
}
