/* Where the sheets, rows and columns of an issued form are in what came back. */
#include "collect/collect.h"

#define MOST_ROWS    200 /* that are looked for above or below their place */
#define MOST_COLUMNS 20

/* The fixed texts of one row, as issued. */
struct line {
    const struct collect_cell *texts;
    size_t n, nfixed, standing; /* standing: where they were */
    bool stands;                /* all of them */
};

struct finder {
    const struct sheet *sheet;
    struct line *lines;
    size_t nlines, cap;
    struct arena *a;
};

static bool is_fixed(const struct collect_cell *c)
{
    return !c->open && !c->calculated;
}

static bool stands(const struct sheet *s, const struct collect_cell *text, long rows, long cols)
{
    long row = (long)text->row + rows, col = (long)text->col + cols;
    const struct sheet_cell *c =
        row > 0 && col > 0 ? sheet_cell_at(s, (uint32_t)row, (uint32_t)col) : NULL;

    return c && collect_same_ink(c->text, text->text);
}

/* How many texts of the line stand `rows` further down. */
static size_t standing(const struct finder *f, const struct line *l, long rows)
{
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++)
        n += is_fixed(&l->texts[i]) && stands(f->sheet, &l->texts[i], rows, 0);
    return n;
}

static size_t count_fixed(const struct line *l)
{
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++)
        n += is_fixed(&l->texts[i]);
    return n;
}

static void find_lines(struct finder *f, const struct collect_file *file, struct str sheet)
{
    for (size_t i = 0, end; i < file->ntexts; i = end) {
        struct line l = {.texts = &file->texts[i]};

        for (end = i; end < file->ntexts && file->texts[end].row == file->texts[i].row &&
                      str_eq(file->texts[end].sheet, file->texts[i].sheet);)
            end++;
        l.n = end - i;
        l.nfixed = count_fixed(&l);
        if (!str_eq(file->texts[i].sheet, sheet) || !l.nfixed)
            continue;
        l.standing = standing(f, &l, 0);
        l.stands = l.standing == l.nfixed;
        arena_grow(f->a, &f->lines, &f->cap, f->nlines, sizeof *f->lines);
        f->lines[f->nlines++] = l;
    }
}

static bool row_stands(const struct finder *f, uint32_t row)
{
    size_t low = 0, high = f->nlines;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (f->lines[mid].texts->row < row)
            low = mid + 1;
        else
            high = mid;
    }
    return low < f->nlines && f->lines[low].texts->row == row && f->lines[low].stands;
}

/* Does most of the line, and more than in its place, stand `rows` further down, where no other line stands by right? */
static bool has_moved(const struct finder *f, const struct line *l, long rows)
{
    long row = (long)l->texts->row + rows;
    size_t there = row > 0 && !l->stands ? standing(f, l, rows) : 0;

    return there > l->standing && there * 2 >= l->nfixed && !row_stands(f, (uint32_t)row);
}

/* Two texts or more, and nothing at all in their places: the row was deleted at the end of the sheet. */
static bool is_emptied(const struct finder *f, const struct line *l)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct sheet_cell *c = sheet_cell_at(f->sheet, l->texts[i].row, l->texts[i].col);

        if (c && str_trim(c->text).len)
            return false;
    }
    return l->nfixed >= 2;
}

static uint32_t moved_row(const struct finder *f)
{
    size_t found = f->nlines;

    for (long by = 1; found == f->nlines && by <= MOST_ROWS; by++)
        for (size_t i = 0; found == f->nlines && i < f->nlines; i++)
            if (has_moved(f, &f->lines[i], by) || has_moved(f, &f->lines[i], -by))
                found = i;
    for (size_t i = 0; found == f->nlines && i < f->nlines; i++)
        if (is_emptied(f, &f->lines[i]))
            found = i;
    if (found == f->nlines)
        return 0;
    while (found > 0 && !f->lines[found - 1].stands)
        found--;
    return f->lines[found].texts->row;
}

/* From which column on most texts that are not in their place stand `cols` further; 0: they do not. */
static uint32_t column_moved_by(const struct finder *f, long cols)
{
    size_t astray = 0, found = 0;
    uint32_t first = UINT32_MAX;

    for (size_t i = 0; i < f->nlines; i++)
        for (size_t k = 0; k < f->lines[i].n; k++) {
            const struct collect_cell *t = &f->lines[i].texts[k];

            if (!is_fixed(t) || stands(f->sheet, t, 0, 0))
                continue;
            astray++;
            if (!stands(f->sheet, t, 0, cols))
                continue;
            found++;
            first = t->col < first ? t->col : first;
        }
    return found * 2 > astray ? first : 0;
}

static uint32_t moved_column(const struct finder *f)
{
    uint32_t col = 0;

    for (long by = 1; !col && by <= MOST_COLUMNS; by++) {
        col = column_moved_by(f, by);
        if (!col)
            col = column_moved_by(f, -by);
    }
    return col;
}

static bool all_stand(const struct finder *f)
{
    for (size_t i = 0; i < f->nlines; i++)
        if (!f->lines[i].stands)
            return false;
    return true;
}

static void find_moved(const struct collect_file *file, struct collect_sheet *s, struct arena *a)
{
    struct finder f = {.sheet = &s->now->table, .a = a};

    find_lines(&f, file, s->name);
    if (all_stand(&f))
        return;
    s->moved_row = moved_row(&f);
    if (!s->moved_row)
        s->moved_col = moved_column(&f);
}

/* Sheets. */

static void add_sheet(struct collect_file *file, struct str name, struct arena *a, size_t *cap)
{
    for (size_t i = file->nsheets; i > 0; i--)
        if (str_eq(file->sheets[i - 1].name, name))
            return;
    arena_grow(a, &file->sheets, cap, file->nsheets, sizeof *file->sheets);
    file->sheets[file->nsheets++] = (struct collect_sheet){.name = name, .now = workbook_sheet(file->book, name)};
}

static bool is_taken(const struct collect_file *file, const struct workbook_sheet *s)
{
    for (size_t i = 0; i < file->nsheets; i++)
        if (file->sheets[i].now == s)
            return true;
    return false;
}

/* At least half of the texts of the sheet `name` stand in `s`. */
static bool looks_like(const struct collect_file *file, struct str name, const struct workbook_sheet *s)
{
    size_t n = 0, found = 0;

    for (size_t i = 0; i < file->ntexts; i++)
        if (is_fixed(&file->texts[i]) && str_eq(file->texts[i].sheet, name)) {
            n++;
            found += stands(&s->table, &file->texts[i], 0, 0);
        }
    return n > 0 && found * 2 >= n;
}

/* The one sheet that a renamed one can be; NULL when there is none, or more. */
static const struct workbook_sheet *renamed(const struct collect_file *file, struct str name)
{
    const struct workbook_sheet *found = NULL;

    for (size_t i = 0; i < file->book->nsheets; i++) {
        const struct workbook_sheet *s = &file->book->sheets[i];

        if (s->hidden || is_taken(file, s) || !looks_like(file, name, s))
            continue;
        if (found)
            return NULL;
        found = s;
    }
    return found;
}

void collect_find(struct collect_file *file, struct arena *a)
{
    size_t cap = 0;

    file->sheets = NULL;
    file->nsheets = 0;
    for (size_t i = 0; i < file->ntexts; i++)
        add_sheet(file, file->texts[i].sheet, a, &cap);
    for (size_t i = 0; i < file->nfields; i++)
        add_sheet(file, file->fields[i].sheet, a, &cap);
    for (size_t i = 0; i < file->nsheets; i++) {
        struct collect_sheet *s = &file->sheets[i];

        if (!s->now)
            s->now = renamed(file, s->name);
        if (s->now)
            find_moved(file, s, a);
    }
}

bool collect_tell_moved(const struct collect_file *file, struct diag *d)
{
    bool ok = true;

    for (size_t i = 0; i < file->nsheets; i++) {
        const struct collect_sheet *s = &file->sheets[i];
        const char *now = s->now ? s->now->table.name : NULL;
        char column[16];

        if (!s->now) {
            ok = diag(d, DIAG_RETURN_SHEET, pos_file(file->path), s->name);
        } else if (s->moved_row) {
            snprintf(column, sizeof column, "%u", s->moved_row);
            ok = diag(d, DIAG_RETURN_ROWS, pos_cell(file->path, now, s->moved_row, 0), str_from(column));
        } else if (s->moved_col) {
            pos_cell_name(0, s->moved_col, column);
            ok = diag(d, DIAG_RETURN_COLUMNS, pos_cell(file->path, now, 0, 0), str_from(column));
        }
    }
    return ok;
}

const struct sheet_cell *collect_value(const struct collect_file *file, const struct collect_cell *field,
                                       const struct sheet **where)
{
    for (size_t i = 0; i < file->nsheets; i++) {
        const struct collect_sheet *s = &file->sheets[i];

        if (!s->now || !str_eq(s->name, field->sheet))
            continue;
        *where = &s->now->table;
        return sheet_cell_at(&s->now->table, field->row, field->col);
    }
    *where = NULL;
    return NULL;
}

bool collect_is_filled(const struct sheet_cell *c)
{
    return c && (str_trim(c->text).len || c->flaw != SHEET_SOUND);
}

size_t collect_filled(const struct collect_file *file)
{
    size_t n = 0;

    for (size_t i = 0; i < file->nfields; i++) {
        const struct sheet *where;
        const struct sheet_cell *c = collect_value(file, &file->fields[i], &where);

        n += collect_is_filled(c);
    }
    return n;
}
