/* The files below a folder. */
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "collect/collect.h"

#define MOST_DEPTH 16

struct lister {
    const char **paths;
    size_t n, cap;
    struct stat except;
    struct arena *a;
    struct diag *d;
};

/* Lock files of Excel (~$…) and LibreOffice (.~lock…), what systems leave, and hidden files. */
static bool is_passed_over(struct str name)
{
    return str_starts(name, STR(".")) || str_starts(name, STR("~$")) ||
           str_eq(name, STR("desktop.ini")) || str_eq(name, STR("Thumbs.db"));
}

static bool is_excepted(const struct lister *l, const struct stat *s)
{
    return s->st_dev == l->except.st_dev && s->st_ino == l->except.st_ino;
}

static bool list_below(struct lister *l, const char *dir, unsigned depth)
{
    struct str *names;
    bool ok = true;
    size_t n;

    if (!file_list(dir, l->a, l->d, &names, &n))
        return false;
    for (size_t i = 0; i < n; i++) {
        const char *path = file_join(l->a, dir, names[i].ptr);
        struct stat s;

        if (is_passed_over(names[i]) || lstat(path, &s) != 0 || is_excepted(l, &s))
            continue;
        if (S_ISDIR(s.st_mode) && depth < MOST_DEPTH) {
            ok = list_below(l, path, depth + 1) && ok;
        } else if (S_ISREG(s.st_mode)) {
            arena_grow(l->a, &l->paths, &l->cap, l->n, sizeof *l->paths);
            l->paths[l->n++] = path;
        }
    }
    return ok;
}

bool collect_list(const char *dir, const char *except, struct arena *a, struct diag *d,
                  const char ***paths, size_t *n)
{
    struct lister l = {.a = a, .d = d};
    bool ok;

    if (!except || stat(except, &l.except) != 0)
        l.except = (struct stat){0};
    ok = list_below(&l, dir, 0);

    *paths = l.paths;
    *n = l.n;
    return ok;
}
