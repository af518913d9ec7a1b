/* Any bytes as YAML: a tree whose places lie in the text, or at least one error. */
#include <assert.h>

#include "base/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct yaml *node, uint32_t lines, unsigned depth)
{
    assert(depth <= 64);
    for (; node; node = node->next) {
        assert(node->pos.row >= 1 && node->pos.row <= lines);
        assert(node->key_pos.row >= 1 && node->key_pos.row <= lines);
        assert(node->text.ptr);
        check(node->first, lines, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);
    struct yaml *root = yaml_read((struct str){(const char *)data, size}, "fuzz.yaml", 0, a, d);
    uint32_t lines = 2; /* the stream's end may stand below the last line */

    for (size_t i = 0; i < size; i++) /* YAML's line ends, U+0085, U+2028 and U+2029 among them */
        lines += data[i] == '\n' || data[i] == '\r' || data[i] == 0x85 || data[i] == 0xA8 ||
                 data[i] == 0xA9;
    assert(!root == (diag_errors(d) > 0));
    check(root, lines, 0);
    diag_free(d);
    arena_free(a);
    return 0;
}
