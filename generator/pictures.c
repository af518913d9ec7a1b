/* The pictures that a document shows: files under its own folder, and no others. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "project.h"

static const char *folder_of(const char *path, struct arena *a)
{
    const char *slash = strrchr(path, '/');

    return slash ? arena_str(a, (struct str){path, (size_t)(slash - path) + 1}).ptr : ".";
}

/* Markdown writes a blank in a name as %20. */
static struct str unescape(struct str s, struct arena *a)
{
    char *out = arena_alloc(a, s.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        char digits[3] = {0};

        if (s.ptr[i] == '%' && i + 2 < s.len)
            memcpy(digits, s.ptr + i + 1, 2);
        if (strspn(digits, "0123456789abcdefABCDEF") == 2) {
            out[n++] = (char)strtoul(digits, NULL, 16);
            i += 2;
        } else {
            out[n++] = s.ptr[i];
        }
    }
    out[n] = '\0';
    return (struct str){out, n};
}

static bool read_one(struct pictures *p, struct doc_node *n, const char *folder, struct arena *a,
                     struct diag *d)
{
    struct str name = unescape(n->text, a);
    const char *path = file_join(a, folder, name.ptr);
    struct image *image;
    void **slot;

    if (!file_lies_below(folder, name, a))
        return diag(d, DIAG_IMAGE_PLACE, n->pos, name);
    slot = map_slot(&p->by_path, arena_str(a, str_from(path)));
    if (!*slot) {
        image = image_read(path, n->pos, a, d);
        if (!image)
            return false;
        image->number = ++p->n;
        *slot = image;
    }
    n->image = *slot;
    return true;
}

static bool read_below(struct pictures *p, struct doc_node *n, const char *folder, struct arena *a,
                       struct diag *d)
{
    bool ok = n->kind != DOC_IMAGE || read_one(p, n, folder, a, d);

    for (struct doc_node *c = n->first; c; c = c->next)
        ok = read_below(p, c, folder, a, d) && ok;
    return ok;
}

bool project_read_pictures(struct pictures *p, struct doc_node *root, const char *path,
                           struct arena *a, struct diag *d)
{
    return read_below(p, root, folder_of(path, a), a, d);
}
