#include "layout/internal.h"

#include <limits.h>

#define WORD_LEAST 250 /* of a word space, 1/1000 em (J2) */
#define WORD_MOST  500 /* (J3) */
#define GAP_LEAST  125 /* of the gap between Han and Western (S2) */
#define GAP_MOST   333
#define NO_LIMIT   (INT_MAX / 4)

bool one_unit(const struct item *a, const struct item *b)
{
    return a->cp && a->cp == b->cp && text_class(a->cp) == TEXT_DASH;
}

/* Room by class, in J2's order. */

enum shrink {
    SHRINK_END,
    SHRINK_SPACE,
    SHRINK_INTERPUNCT,
    SHRINK_BRACKET,
    SHRINK_COMMA,
    SHRINK_GAP,
    SHRINK_NONE
};

static enum shrink shrink_of(const struct item *it, bool at_end)
{
    static const enum shrink of_mark[] = {
        [MARK_NONE] = SHRINK_NONE,     [MARK_OPEN] = SHRINK_BRACKET,
        [MARK_CLOSE] = SHRINK_BRACKET, [MARK_COMMA] = SHRINK_COMMA,
        [MARK_STOP] = SHRINK_NONE,     [MARK_INTERPUNCT] = SHRINK_INTERPUNCT,
        [MARK_FIXED] = SHRINK_NONE};

    if (it->kind == ITEM_GLUE)
        return it->gap ? SHRINK_GAP : it->indents || !it->cp ? SHRINK_NONE : SHRINK_SPACE;
    if (at_end && it->mark > MARK_OPEN && it->mark < MARK_FIXED)
        return SHRINK_END;
    return of_mark[it->mark];
}

/* Has this mark given its half em already? */
static bool gave(const struct item *items, const struct line *ln, size_t i)
{
    return (i == ln->from && ln->lead) || (i + 1 == ln->to && ln->tail) ||
           (i > ln->from && items[i - 1].closer && items[i - 1].by_next) ||
           (i + 1 < ln->to && items[i].closer && !items[i].by_next);
}

static mpt shrink_room(const struct item *items, const struct line *ln, size_t i, mpt size)
{
    const struct item *it = &items[i];
    mpt room;

    if (it->mark)
        return gave(items, ln, i) ? 0 : size / 2;
    room = it->width - part_of(size, it->gap ? GAP_LEAST : WORD_LEAST);
    return room > 0 ? room : 0;
}

mpt line_room(const struct item *items, const struct line *ln, mpt size)
{
    mpt sum = 0;

    for (size_t i = ln->from; i < ln->to; i++)
        if (shrink_of(&items[i], i + 1 == ln->to) != SHRINK_NONE)
            sum += shrink_room(items, ln, i, size);
    return sum;
}

/* Shares `amount` out, as equally as their room allows. Returns what found no room. */
static mpt share(const mpt *room, size_t n, mpt amount, mpt *given)
{
    size_t active = 0, k = 0;
    mpt least = NO_LIMIT, each;

    for (size_t i = 0; i < n; i++) {
        given[i] = 0;
        active += room[i] > 0;
    }
    for (;;) {
        least = NO_LIMIT;
        for (size_t i = 0; i < n; i++)
            if (room[i] > given[i] && room[i] - given[i] < least)
                least = room[i] - given[i];
        if (active == 0 || amount <= 0)
            return amount;
        each = (mpt)(amount / (int64_t)active);
        if ((int64_t)least * (int64_t)active >= amount)
            break;
        each = least;
        for (size_t i = 0; i < n; i++) {
            if (room[i] <= given[i])
                continue;
            given[i] += each;
            amount -= each;
            active -= room[i] == given[i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (room[i] <= given[i])
            continue;
        given[i] += (mpt)((int64_t)amount * (int64_t)(k + 1) / (int64_t)active -
                          (int64_t)amount * (int64_t)k / (int64_t)active);
        k++;
    }
    return 0;
}

/* Takes `by` from mark i, at both its sides so that its ink stays in the middle. */
static void narrow(struct spacing *s, size_t i, mpt by)
{
    const struct item *it = &s->items[s->line->from + i];
    mpt left = it->mark ? (mpt)((int64_t)by * it->cut / 500) : 0;

    s->before[i] -= left;
    s->behind[i] -= by - left;
}

static void place_marks(struct spacing *s)
{
    const struct line *ln = s->line;
    size_t n = ln->to - ln->from;

    if (ln->lead)
        narrow(s, 0, ln->lead);
    if (ln->tail)
        narrow(s, n - 1, ln->tail);
    for (size_t i = 0; i + 1 < n; i++)
        if (s->items[ln->from + i].closer)
            narrow(s, i + s->items[ln->from + i].by_next, s->size / 2);
}

/* J2, class after class. */
static void reduce(struct spacing *s, mpt by, mpt *room, mpt *given)
{
    const struct line *ln = s->line;
    size_t n = ln->to - ln->from;

    for (int step = 0; step < SHRINK_NONE && by > 0; step++) {
        for (size_t i = 0; i < n; i++) {
            const struct item *it = &s->items[ln->from + i];
            bool has = (int)shrink_of(it, i + 1 == n) == step;

            room[i] = has ? shrink_room(s->items, ln, ln->from + i, s->size) : 0;
        }
        by = share(room, n, by, given);
        for (size_t i = 0; i < n; i++)
            if (given[i])
                narrow(s, i, given[i]);
    }
}

/* The gaps of J3's third class: behind `a`, which is not the line's last. */
static bool is_other_gap(const struct item *a)
{
    const struct item *b = a + 1;
    enum text_class before = text_class(a->cp), after = text_class(b->cp);

    if (b->kind == ITEM_GLUE || one_unit(a, b) || b->raise)
        return false;
    if (a->kind == ITEM_GLUE)
        return a->indents;
    return a->cp && b->cp && !(before == TEXT_WESTERN && after == TEXT_WESTERN) &&
           before != TEXT_OTHER && after != TEXT_OTHER;
}

static bool is_spread_gap(const struct item *a)
{
    return a[1].kind != ITEM_GLUE && !one_unit(a, a + 1);
}

enum stretch { STRETCH_SPACE, STRETCH_GAP, STRETCH_OTHER, STRETCH_ANY_SPACE, STRETCH_SPREAD };

static mpt stretch_room(const struct item *it, enum stretch kind, mpt size)
{
    bool space = it->kind == ITEM_GLUE && !it->gap && !it->indents && it->width > 0;
    mpt room = 0;

    switch (kind) {
    case STRETCH_SPACE:
        room = space ? part_of(size, WORD_MOST) - it->width : 0;
        break;
    case STRETCH_GAP:
        room = it->gap ? part_of(size, GAP_MOST) - it->width : 0;
        break;
    case STRETCH_OTHER:
        return is_other_gap(it) ? NO_LIMIT : 0;
    case STRETCH_ANY_SPACE:
        return space || (it->gap && it->width > 0) ? NO_LIMIT : 0;
    case STRETCH_SPREAD:
        return is_spread_gap(it) ? NO_LIMIT : 0;
    }
    return room > 0 ? room : 0;
}

/* J3, class after class. A line of Western words only is flush by its spaces alone. */
static void expand(struct spacing *s, mpt by, mpt *room, mpt *given, enum stretch from,
                   enum stretch to)
{
    size_t n = s->line->to - s->line->from;

    for (int step = (int)from; step <= (int)to && by > 0; step++) {
        for (size_t i = 0; i < n; i++)
            room[i] = i + 1 < n
                          ? stretch_room(&s->items[s->line->from + i], (enum stretch)step, s->size)
                          : 0;
        by = share(room, n, by, given);
        for (size_t i = 0; i < n; i++)
            s->behind[i] += given[i];
    }
}

static bool has_closer(const struct item *items, const struct line *ln)
{
    for (size_t i = ln->from; i + 1 < ln->to; i++)
        if (items[i].closer)
            return true;
    return false;
}

struct spacing line_spacing(struct maker *m, const struct lines *lines, const struct line *ln,
                            const struct para *p, mpt rest)
{
    struct spacing s = {.items = lines->items, .line = ln, .size = p->size};
    bool spread = p->align == PARA_SPREAD, flush = p->align == PARA_JUSTIFY && !ln->last;
    bool moves = (rest > 0 && (spread || flush)) || (rest < 0 && ln->tight);
    size_t n = ln->to - ln->from;
    mpt *room, *given;

    if (n == 0 || !(moves || ln->lead || ln->tail || has_closer(lines->items, ln)))
        return s;
    s.before = arena_array(m->scratch, 4 * n, sizeof *s.before);
    s.behind = s.before + n;
    room = s.behind + n;
    given = room + n;
    place_marks(&s);
    if (moves && rest < 0)
        reduce(&s, -rest, room, given);
    else if (moves)
        expand(&s, rest, room, given, spread ? STRETCH_SPREAD : STRETCH_SPACE,
               spread ? STRETCH_SPREAD : STRETCH_ANY_SPACE);
    return s;
}
