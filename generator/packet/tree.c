#include "packet/internal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

struct walk {
    const char *root;
    struct arena *arena;
    struct diag *d;
    struct packet_tree *tree;
    size_t cap;
};

bool packet_fail(struct diag *d, enum diag_id id, const char *path)
{
    return diag(d, id, pos_file(path), diag_system(d, errno));
}

static void add(struct walk *w, struct str path, const struct stat *st)
{
    struct packet_tree *t = w->tree;

    arena_grow(w->arena, &t->entries, &w->cap, t->n, sizeof *t->entries);
    t->entries[t->n++] =
        (struct packet_entry){path, st->st_mode, (uint64_t)st->st_size, st->st_mtim};
}

/* `below`: a folder within the root, with a / at its end, or empty. */
static bool walk_folder(struct walk *w, struct str below, size_t *found)
{
    const char *dir = file_join(w->arena, w->root, below.ptr);
    struct str *names;

    if (!file_list(dir, w->arena, w->d, &names, found))
        return false;
    for (size_t i = 0; i < *found; i++) {
        struct str path = arena_fmt(w->arena, "%s%s", below.ptr, names[i].ptr);
        const char *full = file_join(w->arena, w->root, path.ptr);
        size_t inside = 0;
        struct stat st;

        if (lstat(full, &st) != 0)
            return packet_fail(w->d, DIAG_READ, full);
        if (S_ISDIR(st.st_mode) && !walk_folder(w, arena_fmt(w->arena, "%s/", path.ptr), &inside))
            return false;
        if (inside == 0)
            add(w, path, &st);
    }
    return true;
}

bool packet_walk(const char *root, struct arena *a, struct diag *d, struct packet_tree *tree)
{
    struct walk w = {.root = root, .arena = a, .d = d, .tree = tree};
    size_t found;

    *tree = (struct packet_tree){0};
    return walk_folder(&w, STR(""), &found);
}
