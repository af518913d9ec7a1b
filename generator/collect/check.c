/* What was changed in a returned workbook that nobody was to change. */
#include "base/utf8.h"
#include "collect/collect.h"

#define MOST_CHANGES 5 /* told one by one: with more the form was made anew */
#define MOST_SHOWN   40 /* characters of a text in a message */

struct checker {
    const struct collect_file *file;
    const struct sheet *sheet;
    const struct collect_cell *text, *texts_end, *field, *fields_end; /* what is still to come */
    size_t changes;
    struct arena *a;
    struct diag *d;
};

static bool is_white(uint32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 || cp == 0x3000;
}

static uint32_t next_ink(struct str s, size_t *at)
{
    while (*at < s.len) {
        uint32_t cp = utf8_next(s, at);

        if (!is_white(cp))
            return cp;
    }
    return 0;
}

bool collect_same_ink(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    uint32_t x, y;

    do {
        x = next_ink(a, &i);
        y = next_ink(b, &j);
    } while (x == y && x);
    return x == y;
}

static struct str shown(struct checker *c, struct str text)
{
    size_t at = 0;

    for (size_t n = 0; n < MOST_SHOWN && at < text.len; n++)
        utf8_next(text, &at);
    return at == text.len ? text : arena_fmt(c->a, "%.*s…", (int)at, text.ptr);
}

static int compare(const struct collect_cell *c, uint32_t row, uint32_t col)
{
    if (c->row != row)
        return c->row < row ? -1 : 1;
    return c->col < col ? -1 : c->col > col;
}

static void tell_change(struct checker *c, const struct collect_cell *text, struct str now)
{
    struct pos pos = pos_cell(c->file->path, c->sheet->name, text->row, text->col);

    if (text->open)
        diag(c->d, DIAG_RETURN_EXTRA, pos, shown(c, now));
    else if (c->changes++ < MOST_CHANGES)
        diag(c->d, now.len ? DIAG_RETURN_TEXT : DIAG_RETURN_TEXT_GONE, pos, shown(c, text->text),
             shown(c, now));
}

/* Texts that should stand before this cell, and do not. */
static void skip_to(struct checker *c, uint32_t row, uint32_t col)
{
    for (; c->text < c->texts_end && compare(c->text, row, col) < 0; c->text++)
        if (!c->text->open && !c->text->calculated)
            tell_change(c, c->text, STR(""));
    while (c->field < c->fields_end && compare(c->field, row, col) < 0)
        c->field++;
}

static void check_cell(struct checker *c, const struct sheet_cell *cell, uint32_t row, uint32_t col)
{
    struct pos pos = pos_cell(c->file->path, c->sheet->name, row, col);

    if (str_trim(cell->text).len == 0)
        return;
    skip_to(c, row, col);
    if (c->text < c->texts_end && compare(c->text, row, col) == 0) {
        if (!c->text->calculated && !collect_same_ink(c->text->text, cell->text))
            tell_change(c, c->text, cell->text);
        c->text++;
    } else if (c->field == c->fields_end || compare(c->field, row, col) != 0) {
        diag(c->d, DIAG_RETURN_EXTRA, pos, shown(c, cell->text));
    }
}

static void check_sheet(struct checker *c)
{
    for (size_t i = 0; i < c->sheet->nrows; i++) {
        const struct sheet_row *row = &c->sheet->rows[i];

        for (size_t k = 0; k < row->ncells; k++)
            check_cell(c, &row->cells[k], row->row, (uint32_t)k + 1);
    }
    skip_to(c, UINT32_MAX, 0);
}

/* Those cells of the list that are of the sheet where it begins. */
static const struct collect_cell *end_of_sheet(const struct collect_cell *from,
                                               const struct collect_cell *end, struct str sheet)
{
    while (from < end && str_eq(from->sheet, sheet))
        from++;
    return from;
}

static const struct collect_cell *start_of_sheet(const struct collect_cell *from,
                                                 const struct collect_cell *end, struct str sheet)
{
    while (from < end && !str_eq(from->sheet, sheet))
        from++;
    return from;
}

static void choose_sheet(struct checker *c, const struct sheet *s, struct str name)
{
    const struct collect_file *f = c->file;

    c->sheet = s;
    c->text = start_of_sheet(f->texts, f->texts + f->ntexts, name);
    c->texts_end = end_of_sheet(c->text, f->texts + f->ntexts, name);
    c->field = start_of_sheet(f->fields, f->fields + f->nfields, name);
    c->fields_end = end_of_sheet(c->field, f->fields + f->nfields, name);
}

/* The form's name of a sheet; NULL when it is none of the form. */
static const struct collect_sheet *sheet_of(const struct collect_file *f, const struct workbook_sheet *s)
{
    for (size_t i = 0; i < f->nsheets; i++)
        if (f->sheets[i].now == s)
            return &f->sheets[i];
    return NULL;
}

bool collect_check(const struct collect_file *file, struct arena *a, struct diag *d)
{
    struct checker c = {.file = file, .a = a, .d = d};

    for (size_t i = 0; i < file->book->nsheets; i++) {
        const struct workbook_sheet *s = &file->book->sheets[i];
        const struct collect_sheet *known = sheet_of(file, s);

        if (known) {
            choose_sheet(&c, &s->table, known->name);
            check_sheet(&c);
        } else if (!s->hidden && s->table.nrows) {
            diag(d, DIAG_RETURN_SHEET_EXTRA, pos_cell(file->path, s->table.name, 0, 0));
        }
    }
    if (c.changes > MOST_CHANGES)
        diag(d, DIAG_RETURN_TEXTS, pos_file(file->path), arena_fmt(a, "%zu", c.changes - MOST_CHANGES));
    return c.changes <= MOST_CHANGES;
}
