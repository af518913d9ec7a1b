#include "base/map.h"

struct map map_new(struct arena *a)
{
    return (struct map){.arena = a};
}

/* The slot that holds the key, or the empty one where it belongs. */
static struct map_entry *find(const struct map *m, struct str key, uint64_t hash)
{
    size_t i = hash & (m->cap - 1);

    while (m->slots[i].key.ptr &&
           !(m->slots[i].hash == hash && str_eq(m->slots[i].key, key)))
        i = (i + 1) & (m->cap - 1);
    return &m->slots[i];
}

void *map_get(const struct map *m, struct str key)
{
    return m->cap ? find(m, key, str_hash(key))->value : NULL;
}

static void widen(struct map *m)
{
    struct map old = *m;

    m->cap = old.cap ? old.cap * 2 : 16;
    m->slots = arena_array(m->arena, m->cap, sizeof *m->slots);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i].key.ptr)
            *find(m, old.slots[i].key, old.slots[i].hash) = old.slots[i];
}

void **map_slot(struct map *m, struct str key)
{
    uint64_t hash = str_hash(key);
    struct map_entry *e;

    if (m->n * 2 >= m->cap)
        widen(m);
    e = find(m, key, hash);
    if (!e->key.ptr) {
        *e = (struct map_entry){.key = arena_str(m->arena, key), .hash = hash};
        m->n++;
    }
    return &e->value;
}
