/* The pictures that documents show: files under the document's own folder, or, where a cell names them,
 * under the data's, and no others. */
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

/* The picture in `folder`, read at its first use. NULL after an error. */
static const struct image *read_named(struct pictures *p, const char *folder, struct str name,
                                      struct pos pos, struct arena *a, struct diag *d)
{
    const char *path = file_join(a, folder, arena_str(a, name).ptr);
    struct image *image;
    void **slot;

    if (!file_lies_below(folder, name, a)) {
        diag(d, DIAG_IMAGE_PLACE, pos, name);
        return NULL;
    }
    if (file_is_dir(path)) {
        diag(d, DIAG_IMAGE_KIND, pos, name);
        return NULL;
    }
    slot = map_slot(&p->by_path, arena_str(a, str_from(path)));
    if (!*slot && (image = image_read(path, pos, a, d))) {
        image->number = ++p->n;
        *slot = image;
    }
    return *slot;
}

static bool is_picture(const struct doc_node *n)
{
    return n->kind == DOC_VALUE && n->spec && n->spec->type == VALUE_IMAGE && !n->blank;
}

static bool read_below(struct pictures *p, struct doc_node *n, const char *folder, struct arena *a,
                       struct diag *d)
{
    bool ok = true;

    if (n->kind == DOC_IMAGE)
        ok = (n->image = read_named(p, folder, unescape(n->text, a), n->pos, a, d)) != NULL;
    else if (is_picture(n))
        ok = (n->image = read_named(p, folder, n->canon, n->pos, a, d)) != NULL;
    for (struct doc_node *c = n->first; c; c = c->next)
        ok = read_below(p, c, folder, a, d) && ok;
    return ok;
}

bool project_read_pictures(struct pictures *p, struct doc_node *root, const char *path,
                           struct arena *a, struct diag *d)
{
    return read_below(p, root, folder_of(path, a), a, d);
}

bool project_take_picture(void *pictures, struct str name, struct pos pos, struct diag *d)
{
    struct pictures *p = pictures;

    p->named = true;
    return read_named(p, p->folder, name, pos, p->arena, d) != NULL;
}

bool project_show_pictures(const struct pictures *p, struct doc_node *n, struct arena *a,
                           struct diag *d)
{
    bool ok = true;

    if (is_picture(n) && !n->image) {
        const char *path = file_join(a, p->folder, arena_str(a, n->canon).ptr);

        n->image = map_get(&p->by_path, str_from(path));
        ok = n->image || diag(d, DIAG_IMAGE_UNREAD, n->pos, n->canon);
    }
    for (struct doc_node *c = n->first; c; c = c->next)
        ok = project_show_pictures(p, c, a, d) && ok;
    return ok;
}
