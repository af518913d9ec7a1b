/* Any bytes as a PDF that is taken in to be marked: it is refused, or each page has its mark's size. */
#include <assert.h>

#include "backend/paper/paper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int ours = 0; ours < 2; ours++) { /* ours are not checked: more comes through */
        struct arena *a = arena_new();
        struct diag *d = diag_new(DIAG_EN);
        struct paper *p = paper_read((struct str){(const char *)data, size}, "fuzz", ours, a, d);

        assert(p || diag_errors(d));
        assert(!p || (paper_pages(p) > 0 && paper_nsizes(p) > 0 && paper_nsizes(p) <= PAPER_SIZES));
        for (size_t i = 0; p && i < paper_nsizes(p); i++)
            assert(paper_size(p, i).width > 100000 && paper_size(p, i).height > 100000);
        paper_close(p);
        diag_free(d);
        arena_free(a);
    }
    return 0;
}
