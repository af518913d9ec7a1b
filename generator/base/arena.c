#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)64 * 1024)

struct block {
    struct block *next;
    size_t used, size;
    _Alignas(16) char bytes[];
};

struct arena {
    struct block *first, *current;
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
    return a;
}

void arena_reset(struct arena *a)
{
    for (struct block *b = a->first; b; b = b->next)
        b->used = 0;
    a->current = a->first;
}

void arena_free(struct arena *a)
{
    struct block *next;

    if (!a)
        return;
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

        if (!next || next->size < n) {
            struct block *b = block_new(n > BLOCK_BYTES ? n : BLOCK_BYTES);

            b->next = next;
            a->current->next = b;
            next = b;
        }
        a->current = next;
    }
    return a->current;
}

void *arena_alloc(struct arena *a, size_t n)
{
    struct block *b;
    void *p;

    if (n > SIZE_MAX / 4)
        out_of_memory();
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

void arena_grow(struct arena *a, void *items, size_t *cap, size_t n, size_t size)
{
    size_t wider = *cap ? *cap * 2 : 8;
    void *old, *p;

    if (n < *cap)
        return;
    while (wider <= n)
        wider *= 2;
    memcpy(&old, items, sizeof old);
    p = arena_array(a, wider, size);
    if (old)
        memcpy(p, old, *cap * size);
    memcpy(items, &p, sizeof p);
    *cap = wider;
}
