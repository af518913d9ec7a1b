#include "layout/internal.h"

/* Which notes there are. */

static size_t count_notes(const struct doc_node *doc)
{
    size_t n = 0;

    for (const struct doc_node *c = doc->first; c; c = c->next)
        n += c->kind == DOC_FOOTNOTE;
    return n;
}

static bool is_numbered(const struct notes *notes, size_t i, int number)
{
    int given = notes->note[i].node->start;

    return number == (given ? given : (int)i + 1);
}

/* The note whose number in the source is the mark's text: mostly the one of that place. */
static struct note *lookup(const struct notes *notes, const struct doc_node *mark)
{
    int number = 0;

    for (size_t i = 0; i < mark->text.len && number < 100000; i++)
        number = number * 10 + (mark->text.ptr[i] - '0');
    if (number > 0 && (size_t)number <= notes->n && is_numbered(notes, (size_t)number - 1, number))
        return &notes->note[number - 1];
    for (size_t i = 0; i < notes->n; i++)
        if (is_numbered(notes, i, number))
            return &notes->note[i];
    return NULL;
}

const struct note *notes_lookup(const struct maker *m, const struct doc_node *mark)
{
    return m->notes ? lookup(m->notes, mark) : NULL;
}

static void number_marks(struct notes *notes, const struct doc_node *n)
{
    struct note *note = n->kind == DOC_FOOTNOTE_MARK ? lookup(notes, n) : NULL;

    if (note && note->number == 0) {
        notes->order[notes->nmarked++] = (size_t)(note - notes->note);
        note->number = (int)(notes->before + notes->nmarked);
    }
    for (const struct doc_node *c = n->first; c; c = c->next)
        if (c->kind != DOC_FOOTNOTE)
            number_marks(notes, c);
}

void notes_find(struct maker *m, const struct doc_node *doc, size_t before)
{
    size_t n = count_notes(doc);
    struct notes *notes;

    if (n >= UINT16_MAX) {
        fail(m);
        diag(m->d, DIAG_TOO_MANY_NOTES, doc->pos);
    }
    if (n == 0 || n >= UINT16_MAX)
        return;
    notes = m->notes = arena_alloc(m->scratch, sizeof *notes);
    notes->before = before;
    notes->tree = m->tree;
    notes->note = arena_array(m->scratch, n, sizeof *notes->note);
    notes->order = arena_array(m->scratch, n, sizeof *notes->order);
    for (const struct doc_node *c = doc->first; c; c = c->next)
        if (c->kind == DOC_FOOTNOTE)
            notes->note[notes->n++].node = c;
    number_marks(notes, doc);
    for (size_t i = 0; i < notes->nmarked; i++) /* marks in notes add to the order */
        number_marks(notes, notes->note[notes->order[i]].node);
}

static void put_key(const struct maker *m, const struct doc_node *n, struct buf *b)
{
    const struct note *note = n->kind == DOC_FOOTNOTE_MARK ? notes_lookup(m, n) : NULL;

    if (note)
        buf_fmt(b, "%d:%zu ", note->number, (size_t)(note - m->notes->note));
    for (const struct doc_node *c = n->first; c; c = c->next)
        put_key(m, c, b);
}

struct str notes_key(const struct maker *m, const struct doc_node *const *nodes, size_t n)
{
    struct buf b = {0};
    struct str key;

    if (!m->notes)
        return STR("");
    for (size_t i = 0; i < n; i++)
        put_key(m, nodes[i], &b);
    key = arena_str(m->scratch, buf_view(&b));
    buf_free(&b);
    return key;
}

static void add_mark(struct maker *m, struct marks *marks, uint16_t at)
{
    arena_grow(m->a, &marks->at, &marks->cap, marks->n, sizeof *marks->at);
    marks->at[marks->n++] = at;
}

void marks_add(struct maker *m, struct marks *to, const struct marks *from)
{
    for (size_t i = 0; i < from->n; i++)
        add_mark(m, to, from->at[i]);
}

void notes_in_lines(struct maker *m, const struct lines *lines, size_t from, size_t to,
                    struct marks *marks)
{
    for (size_t i = from; m->notes && i < to; i++)
        for (size_t k = lines->line[i].from; k < lines->line[i].to; k++)
            if (lines->items[k].note)
                add_mark(m, marks, (uint16_t)(lines->items[k].note - 1));
}

/* The foot. */

static mpt rule_height(const struct foot *f)
{
    return f->height == 0 ? note_rule_box(f->m)->height : 0;
}

static mpt room_of(const struct piece *p)
{
    return p->before + p->box->height;
}

mpt foot_need(const struct foot *f, const struct marks *marks)
{
    const struct notes *notes = f->m->notes;
    const struct note *last = NULL;
    int64_t sum = 0;

    for (size_t i = 0; i < marks->n; i++) {
        const struct note *note = &notes->note[marks->at[i]];

        if (note->begun)
            continue;
        sum += last ? last->height - last->least : 0;
        sum += note->least;
        last = note;
    }
    if (!last)
        return 0;
    for (size_t i = f->next; i < f->n; i++)
        sum += room_of(f->queue[i]);
    sum += rule_height(f);
    return sum < INT32_MAX / 4 ? (mpt)sum : INT32_MAX / 4;
}

void foot_begin(struct foot *f, const struct marks *marks)
{
    for (size_t i = 0; i < marks->n; i++) {
        struct note *note = &f->m->notes->note[marks->at[i]];

        for (size_t k = 0; !note->begun && k < note->n; k++) {
            arena_grow(f->m->scratch, &f->queue, &f->cap, f->n, sizeof *f->queue);
            f->queue[f->n++] = &note->piece[k];
        }
        note->begun = true;
    }
}

/* The pieces that stay together from the first that waits; *height: what they take. */
static size_t next_chain(const struct foot *f, int64_t *height)
{
    size_t k = f->next;

    *height = rule_height(f);
    do
        *height += room_of(f->queue[k]);
    while (f->queue[k++]->keep && k < f->n);
    return k;
}

static void place(struct foot *f, const struct layout_box *box, uint32_t tree, mpt x, mpt before)
{
    arena_grow(f->m->scratch, &f->placed, &f->placed_cap, f->nplaced, sizeof *f->placed);
    f->placed[f->nplaced++] =
        (struct layout_placed){.box = box, .x = x, .y = f->height + before, .tree = tree};
    f->height += before + box->height;
}

void foot_fill(struct foot *f, mpt room, bool force)
{
    while (f->next < f->n) {
        int64_t high;
        size_t end = next_chain(f, &high);

        if (high > room && !force)
            return;
        force = false;
        room -= (mpt)high;
        if (f->height == 0)
            place(f, note_rule_box(f->m), 0, 0, 0);
        for (; f->next < end; f->next++) {
            const struct piece *p = f->queue[f->next];

            place(f, p->box, p->tree, p->x, p->before);
            foot_begin(f, &p->marks);
        }
    }
}

void foot_clear(struct foot *f)
{
    f->nplaced = 0;
    f->height = 0;
}
