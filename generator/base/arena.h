/* Memory that is given back all at once: one arena for the run, one for a document.
 *
 *     struct arena *a = arena_new();
 *     struct row *rows = arena_array(a, n, sizeof *rows);   zeroed
 *     arena_reset(a);                                       everything is gone, the memory is kept
 *     arena_free(a);
 *
 * Allocation never fails: out of memory ends the run (exit 3). */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena;

struct arena *arena_new(void);
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

void *arena_alloc(struct arena *a, size_t n); /* zeroed, aligned for any type */
void *arena_array(struct arena *a, size_t count, size_t size);
struct str arena_str(struct arena *a, struct str s); /* a copy, with a NUL behind it */
struct str arena_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for item number `n` (0-based) in the array *items of *cap items; the array may move, and its
 * old memory is gone. It must be one that arena_array or arena_grow gave. */
void arena_grow(struct arena *a, void *items, size_t *cap, size_t n, size_t size);

#endif
