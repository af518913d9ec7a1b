#include "base/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)64 * 1024)

struct block {
    struct block *next;
    size_t used, size;
    _Alignas(16) char bytes[];
};

/* What is larger than a block has memory of its own, so that an array that grows takes its old
 * memory along. */
struct large {
    struct large *next, *prev;
    struct arena *arena;
    _Alignas(16) char bytes[];
};

struct arena {
    struct block *first, *current;
    struct large *large;
};

static struct block *block_new(size_t size)
{
    struct block *b = malloc(sizeof *b + size);

    if (!b)
        out_of_memory();
    *b = (struct block){.size = size};
    return b;
}

struct arena *arena_new(void)
{
    struct arena *a = malloc(sizeof *a);

    if (!a)
        out_of_memory();
    a->first = a->current = block_new(BLOCK_BYTES);
    a->large = NULL;
    return a;
}

static void free_large(struct arena *a)
{
    for (struct large *l = a->large, *next; l; l = next) {
        next = l->next;
        free(l);
    }
    a->large = NULL;
}

void arena_reset(struct arena *a)
{
    free_large(a);
    for (struct block *b = a->first; b; b = b->next)
        b->used = 0;
    a->current = a->first;
}

void arena_free(struct arena *a)
{
    struct block *next;

    if (!a)
        return;
    free_large(a);
    for (struct block *b = a->first; b; b = next) {
        next = b->next;
        free(b);
    }
    free(a);
}

static struct block *block_with_room(struct arena *a, size_t n)
{
    while (a->current->size - a->current->used < n) {
        struct block *next = a->current->next;

        if (!next) {
            struct block *b = block_new(BLOCK_BYTES);

            b->next = next;
            a->current->next = b;
            next = b;
        }
        a->current = next;
    }
    return a->current;
}

/* Puts `l`, which may have moved, into the list. */
static void *keep_large(struct large *l)
{
    if (l->prev)
        l->prev->next = l;
    else
        l->arena->large = l;
    if (l->next)
        l->next->prev = l;
    return l->bytes;
}

static void *alloc_large(struct arena *a, size_t n)
{
    struct large *l = calloc(1, sizeof *l + n);

    if (!l)
        out_of_memory();
    l->arena = a;
    l->next = a->large;
    return keep_large(l);
}

void *arena_alloc(struct arena *a, size_t n)
{
    struct block *b;
    void *p;

    if (n > SIZE_MAX / 4)
        out_of_memory();
    if (n > BLOCK_BYTES)
        return alloc_large(a, n);
    n = (n + 15) & ~(size_t)15;
    b = block_with_room(a, n);
    p = b->bytes + b->used;
    b->used += n;
    return memset(p, 0, n);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 4 / size)
        out_of_memory();
    return arena_alloc(a, count * size);
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.len + 1);

    if (s.len)
        memcpy(p, s.ptr, s.len);
    return (struct str){p, s.len};
}

struct str arena_fmt(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    char *p;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        out_of_memory();
    p = arena_alloc(a, (size_t)n + 1);
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return (struct str){p, (size_t)n};
}

/* More room for what is as large as that already; NULL when it is not this arena's. */
static void *grow_large(struct arena *a, void *old, size_t had, size_t wanted)
{
    struct large *l = (struct large *)(void *)((char *)old - offsetof(struct large, bytes));

    if (l->arena != a)
        return NULL;
    l = realloc(l, sizeof *l + wanted);
    if (!l)
        out_of_memory();
    memset(l->bytes + had, 0, wanted - had);
    return keep_large(l);
}

void arena_grow(struct arena *a, void *items, size_t *cap, size_t n, size_t size)
{
    size_t wider = *cap ? *cap * 2 : 8, had = *cap * size;
    void *old, *p = NULL;

    if (n < *cap)
        return;
    if (had > BLOCK_BYTES) /* it does not stay behind, so smaller steps will do */
        wider = *cap + *cap / 2;
    while (wider <= n)
        wider *= 2;
    if (size && wider > SIZE_MAX / 4 / size)
        out_of_memory();
    memcpy(&old, items, sizeof old);
    if (old && had > BLOCK_BYTES)
        p = grow_large(a, old, had, wider * size);
    if (!p) {
        p = arena_array(a, wider, size);
        if (old)
            memcpy(p, old, had);
    }
    memcpy(items, &p, sizeof p);
    *cap = wider;
}
