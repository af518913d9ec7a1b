/* Any bytes as a form: front matter and body cut apart, then a tree whose places lie in the text,
 * or at least one error. */
#include <assert.h>

#include "base/utf8.h"
#include "markdown/markdown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct doc_node *node, uint32_t lines)
{
    for (const struct doc_node *c = node->first; c; c = c->next) {
        assert(c->parent == node && c->kind < DOC_KIND_COUNT);
        assert(c->pos.row >= 1 && c->pos.row <= lines);
        assert(utf8_valid(c->text));
        assert(c->next || c == node->last);
        check(c, lines);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);
    struct markdown_file f;
    struct doc_node *root;
    uint32_t lines = 2;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n' || data[i] == '\r';
    if (markdown_split((struct str){(const char *)data, size}, "fuzz.md", &f, d)) {
        assert(f.front.len + f.body.len <= size && f.front_line <= f.body_line);
        root = markdown_read(f.body, "fuzz.md", f.body_line, true, a, d);
        assert(!root == (diag_errors(d) > 0));
        if (root)
            check(root, lines);
    } else {
        assert(diag_errors(d) > 0);
    }
    diag_free(d);
    arena_free(a);
    return 0;
}
