/* Parts of a document that were laid out by themselves, as one. */
#include "layout/internal.h"

/* The part's elements get other numbers in the whole tree. A box that stands in several places is an
 * artifact in all but one of them. */
static void renumber(const struct layout_pages *part, uint32_t by)
{
    for (size_t i = 0; i < part->n; i++)
        for (size_t k = 0; k < part->pages[i].n; k++) {
            struct layout_placed *at = &part->pages[i].boxes[k];

            if (at->tree)
                at->tree += by;
            for (size_t j = 0; !at->tree && !at->artifact && !at->box->shared && j < at->box->nops;
                 j++)
                at->box->ops[j].element += at->box->ops[j].element ? by : 0;
        }
    for (size_t i = 0; i < part->tree.n; i++)
        part->tree.elements[i].parent += part->tree.elements[i].parent ? by : 0;
}

static void add_part(struct layout_pages *all, const struct layout_pages *part)
{
    renumber(part, (uint32_t)all->tree.n);
    for (size_t i = 0; i < part->nheadings; i++) {
        all->headings[all->nheadings] = part->headings[i];
        all->headings[all->nheadings++].page += all->n;
    }
    for (size_t i = 0; i < part->n; i++)
        all->pages[all->n++] = part->pages[i];
    for (size_t i = 0; i < part->tree.n; i++)
        all->tree.elements[all->tree.n++] = part->tree.elements[i];
}

struct layout_pages *layout_join(struct layout_pages *const *parts, size_t n, struct arena *a)
{
    struct layout_pages *all = arena_alloc(a, sizeof *all);
    size_t pages = 0, headings = 0, elements = 0;

    for (size_t i = 0; i < n; i++) {
        pages += parts[i]->n;
        headings += parts[i]->nheadings;
        elements += parts[i]->tree.n;
    }
    all->width = parts[0]->width;
    all->height = parts[0]->height;
    all->pages = arena_array(a, pages, sizeof *all->pages);
    all->headings = arena_array(a, headings, sizeof *all->headings);
    all->tree.elements = arena_array(a, elements, sizeof *all->tree.elements);
    for (size_t i = 0; i < n; i++)
        add_part(all, parts[i]);
    return all;
}
