#include "layout/internal.h"

uint32_t element_add(struct maker *m, enum layout_role role)
{
    struct tree *t = m->tree;

    arena_grow(t->a, &t->made.elements, &t->cap, t->made.n, sizeof *t->made.elements);
    t->made.elements[t->made.n++] = (struct layout_element){.role = role, .parent = m->element};
    return (uint32_t)t->made.n;
}

struct layout_element *element_at(const struct maker *m, uint32_t number)
{
    return &m->tree->made.elements[number - 1];
}

struct maker element_within(const struct maker *m, enum layout_role role)
{
    struct maker own = *m;

    own.element = element_add(&own, role);
    return own;
}
