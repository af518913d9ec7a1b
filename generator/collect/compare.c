/* A returned workbook's account of its fields, against the form of today. */
#include "base/map.h"
#include "collect/collect.h"

/* The fields and texts of one row of a sheet. */
struct line {
    struct collect_cell *fields;
    const struct str *names; /* of the fields; one that stands again in the form has a number */
    const struct collect_cell *texts;
    size_t nfields, ntexts;
};

struct lines {
    struct line *line;
    size_t n, cap;
};

struct comparer {
    struct collect_file *file;
    struct map today;                /* sheet, field, key to a line of today */
    const struct collect_cell *data; /* the first text of a row that prints other data now … */
    struct str now;                  /* … and what */
    size_t changed;                  /* such rows */
    struct arena *a;
    struct diag *d;
};

static struct str row_name(const struct collect_cell *c, struct arena *a)
{
    return arena_fmt(a, "%u %.*s", c->row, STR_ARG(c->sheet));
}

static struct str field_name(const struct collect_cell *c, struct arena *a)
{
    return arena_fmt(a, "%zu %.*s %zu %.*s %.*s", c->sheet.len, STR_ARG(c->sheet), c->field.len,
                     STR_ARG(c->field), STR_ARG(c->key));
}

static bool same_row(const struct collect_cell *a, const struct collect_cell *b)
{
    return a->row == b->row && str_eq(a->sheet, b->sheet);
}

static size_t run_of(const struct collect_cell *cells, size_t from, size_t n)
{
    size_t end = from;

    while (end < n && same_row(&cells[end], &cells[from]))
        end++;
    return end - from;
}

static const struct str *names_of(const struct collect_file *f, struct arena *a)
{
    struct str *names = arena_array(a, f->nfields, sizeof *names);
    struct map times = map_new(a);

    for (size_t i = 0; i < f->nfields; i++) {
        void **slot;
        uintptr_t before;

        names[i] = field_name(&f->fields[i], a);
        slot = map_slot(&times, names[i]);
        before = (uintptr_t)*slot;
        *slot = (void *)(before + 1);
        if (before)
            names[i] = arena_fmt(a, "%.*s\n%zu", STR_ARG(names[i]), (size_t)before);
    }
    return names;
}

static struct lines lines_of(const struct collect_file *f, struct arena *a)
{
    struct map first = map_new(a); /* text of a row, from 1 */
    const struct str *names = names_of(f, a);
    struct lines lines = {0};

    for (size_t i = 0; i < f->ntexts; i += run_of(f->texts, i, f->ntexts))
        *map_slot(&first, row_name(&f->texts[i], a)) = (void *)(uintptr_t)(i + 1);
    for (size_t i = 0, n; i < f->nfields; i += n) {
        size_t at = (size_t)(uintptr_t)map_get(&first, row_name(&f->fields[i], a));
        struct line l = {.fields = &f->fields[i], .names = &names[i]};

        n = l.nfields = run_of(f->fields, i, f->nfields);
        if (at) {
            l.texts = &f->texts[at - 1];
            l.ntexts = run_of(f->texts, at - 1, f->ntexts);
        }
        arena_grow(a, &lines.line, &lines.cap, lines.n, sizeof *lines.line);
        lines.line[lines.n++] = l;
    }
    return lines;
}

static const struct collect_cell *at_column(const struct collect_cell *cells, size_t n, uint32_t col)
{
    for (size_t i = 0; i < n; i++)
        if (cells[i].col == col)
            return &cells[i];
    return NULL;
}

/* Each field stands where it stands today; or where today's data print a value. */
static bool fields_agree(const struct line *then, const struct line *now)
{
    for (size_t i = 0; i < then->nfields; i++) {
        const struct collect_cell *f = &then->fields[i];
        const struct collect_cell *g = at_column(now->fields, now->nfields, f->col);
        const struct collect_cell *t = at_column(now->texts, now->ntexts, f->col);

        if (g ? !str_eq(f->field, g->field) || !str_eq(f->key, g->key) : !t || !t->own)
            return false;
    }
    for (size_t i = 0; i < now->nfields; i++) {
        uint32_t col = now->fields[i].col;

        if (!at_column(then->fields, then->nfields, col) && !at_column(then->texts, then->ntexts, col))
            return false;
    }
    return true;
}

/* The texts of the form itself are the same; so is the text that the row is known by. */
static bool texts_agree(struct comparer *c, const struct line *then, const struct line *now)
{
    struct str key = now->fields->key;
    bool changed = false;

    for (size_t i = 0; i < now->ntexts; i++) {
        const struct collect_cell *t = &now->texts[i];
        const struct collect_cell *was = at_column(then->texts, then->ntexts, t->col);

        if (t->open || t->calculated || (was && collect_same_ink(was->text, t->text)))
            continue;
        if (!t->own || (key.len && str_eq(t->text, key)))
            return false;
        if (was && key.len && !changed) {
            changed = true;
            if (c->changed++ == 0) {
                c->data = was;
                c->now = t->text;
            }
        }
    }
    return true;
}

/* A row of a list that has none of this key today, or fields that today's data print. */
static void drop_line(struct comparer *c, struct line *l)
{
    const struct sheet *where = NULL;
    bool filled = false;

    for (size_t i = 0; i < l->nfields; i++) {
        const struct sheet_cell *cell = collect_value(c->file, &l->fields[i], &where);

        l->fields[i].gone = true;
        filled |= collect_is_filled(cell);
    }
    if (filled && l->fields->key.len)
        diag(c->d, DIAG_RETURN_ROW, pos_cell(c->file->path, where->name, l->fields->row, 0),
             l->fields->key);
}

/* False when the line is none of today's form. */
static bool compare_line(struct comparer *c, struct line *then)
{
    const struct line *now = NULL;

    for (size_t i = 0; !now && i < then->nfields; i++)
        now = map_get(&c->today, then->names[i]);
    if (!now)
        drop_line(c, then);
    return !now || (fields_agree(then, now) && texts_agree(c, then, now));
}

static void tell_data(struct comparer *c)
{
    const struct sheet *where = NULL;

    if (!c->changed)
        return;
    collect_value(c->file, c->data, &where);
    diag(c->d, DIAG_RETURN_DATA,
         pos_cell(c->file->path, where ? where->name : NULL, c->data->row, c->data->col), c->data->text,
         c->now, arena_fmt(c->a, "%zu", c->changed));
}

bool collect_compare(struct collect_file *file, const struct collect_file *today, struct arena *a,
                     struct diag *d)
{
    struct comparer c = {.file = file, .today = map_new(a), .a = a, .d = d};
    struct lines then = lines_of(file, a), now = lines_of(today, a);

    for (size_t i = 0; i < now.n; i++)
        for (size_t k = 0; k < now.line[i].nfields; k++)
            *map_slot(&c.today, now.line[i].names[k]) = &now.line[i];
    for (size_t i = 0; i < then.n; i++)
        if (!compare_line(&c, &then.line[i]))
            return diag(d, DIAG_RETURN_MAP, pos_file(file->path));
    tell_data(&c);
    return true;
}
