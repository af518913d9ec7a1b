/* A map from strings to pointers, in an arena. Keys are copied.
 *
 *     struct map m = map_new(a);
 *     *map_slot(&m, key) = node;          adds the key when it is not there (its value is NULL)
 *     node = map_get(&m, key);            NULL when it is not there
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

struct map_entry {
    struct str key; /* ptr is NULL in an empty slot */
    uint64_t hash;
    void *value;
};

struct map {
    struct arena *arena;
    struct map_entry *slots;
    size_t n, cap; /* cap: 0 or a power of two */
};

struct map map_new(struct arena *a);
void *map_get(const struct map *m, struct str key);
void **map_slot(struct map *m, struct str key); /* until the next map_slot */

#endif
