/* Slides: each is laid out by itself, smaller where it would run over its page. */
#include "run.h"

#define STEP     5  /* percent: so much smaller each time … */
#define SMALLEST 65 /* … and never below this */
#define NSIZES   ((100 - SMALLEST) / STEP + 1)

struct slides {
    const struct metrics *metrics;
    const struct layout_style *style;
    struct layout *layouts[NSIZES]; /* by size, once it has been asked for */
    const struct doc_node *body;
    struct arena *arena;
    struct diag *diag;
    size_t notes; /* footnotes of the slides before */
};

static mpt scaled(mpt size, size_t step)
{
    return (mpt)((int64_t)size * (100 - STEP * (int)step) / 100);
}

static struct layout *layout_at(struct slides *s, size_t step)
{
    struct layout_style style = *s->style;

    style.size = scaled(style.size, step);
    style.table_size = scaled(style.table_size, step);
    if (!s->layouts[step])
        s->layouts[step] = layout_new(s->metrics, &style, s->arena);
    return s->layouts[step];
}

static size_t count_marks(const struct doc_node *n)
{
    size_t marks = n->kind == DOC_FOOTNOTE_MARK;

    for (const struct doc_node *c = n->first; c; c = c->next)
        marks += count_marks(c);
    return marks;
}

static void add_copy(struct slides *s, struct doc_node *slide, const struct doc_node *from)
{
    struct doc_node *n = arena_alloc(s->arena, sizeof *n);

    *n = *from;
    n->next = NULL;
    doc_append(slide, n);
}

static bool is_end(const struct doc_node *n)
{
    return n->kind == DOC_PAGE_BREAK || n->kind == DOC_FOOTNOTE;
}

/* The slide that begins at *at, with the document's footnotes at hand; *at moves on to the next. */
static struct doc_node *take_slide(struct slides *s, const struct doc_node **at)
{
    struct doc_node *slide = doc_new(s->arena, DOC_DOCUMENT, (*at)->pos);
    const struct doc_node *n = *at;

    for (; n && !is_end(n); n = n->next)
        add_copy(s, slide, n);
    *at = n;
    for (n = s->body->first; n; n = n->next)
        if (n->kind == DOC_FOOTNOTE)
            add_copy(s, slide, n);
    return slide;
}

static void report(struct slides *s, const struct doc_node *slide)
{
    mpt least = scaled(s->style->size, NSIZES - 1);
    struct buf title = {0};

    doc_text(slide->first, &title);
    diag(s->diag, DIAG_SLIDE, slide->pos, str_trim(buf_view(&title)),
         arena_fmt(s->arena, "%d.%d", least / 1000, least % 1000 / 100));
    buf_free(&title);
}

/* Mistakes are told once, at the last size tried. */
static struct layout_pages *lay_out(struct slides *s, const struct doc_node *slide)
{
    for (size_t step = 0; step < NSIZES; step++) {
        bool last = step + 1 == NSIZES;
        struct diag *quiet = last ? NULL : diag_new(DIAG_EN);
        struct layout_pages *pages = layout_body(layout_at(s, step), slide, s->notes, s->arena,
                                                 last ? s->diag : quiet);

        if (quiet)
            diag_free(quiet);
        if (pages && pages->n == 1)
            return pages;
        if (pages && last)
            report(s, slide);
    }
    return NULL;
}

static struct layout_pages *join(struct layout_pages *const *parts, size_t n, struct arena *a)
{
    struct layout_pages *all = layout_join(parts, n, a);

    for (size_t i = 0; i < all->n; i++) {
        all->pages[i].number = i + 1;
        all->pages[i].total = all->n;
    }
    return all;
}

struct layout_pages *run_layout_slides(const struct metrics *m, const struct layout_style *style,
                                       const struct doc_node *body, size_t notes, struct arena *a,
                                       struct diag *d)
{
    struct slides s = {
        .metrics = m, .style = style, .body = body, .arena = a, .diag = d, .notes = notes};
    const struct doc_node *at = body->first;
    struct layout_pages **parts;
    size_t n = 1, made = 0;
    bool ok = true;

    for (const struct doc_node *c = body->first; c; c = c->next)
        n += is_end(c);
    parts = arena_array(a, n, sizeof *parts);
    while (at) {
        struct doc_node *slide;

        if (is_end(at)) {
            at = at->next;
            continue;
        }
        slide = take_slide(&s, &at);
        parts[made] = lay_out(&s, slide);
        ok = parts[made++] && ok;
        for (const struct doc_node *c = slide->first; c && c->kind != DOC_FOOTNOTE; c = c->next)
            s.notes += count_marks(c);
    }
    if (made == 0)
        return layout_body(layout_at(&s, 0), body, notes, a, d);
    return ok ? join(parts, made, a) : NULL;
}
