/* What a returned workbook says of itself. */
#include <stdlib.h>

#include "base/form_sheet.h"
#include "collect/collect.h"

enum part { PART_FACTS, PART_FIELDS, PART_TEXTS };

struct reader {
    struct collect_file *file;
    size_t keep_cap, fields_cap, texts_cap;
    struct str layout;
    bool broken;
    struct arena *a;
};

static struct str cell(const struct sheet_row *row, size_t i)
{
    return i < row->ncells ? row->cells[i].text : STR("");
}

static uint32_t number(struct reader *r, struct str text)
{
    char *end;
    unsigned long n = strtoul(arena_str(r->a, text).ptr, &end, 10);

    if (*end || n < 1 || n > 10000000)
        r->broken = true;
    return (uint32_t)n;
}

static void take_fact(struct reader *r, const struct sheet_row *row)
{
    struct collect_file *f = r->file;
    const struct {
        const char *name;
        struct str *to;
    } known[] = {{"formpress", &r->layout}, {"kit", &f->kit},       {"form", &f->form},
                 {"version", &f->version},  {"record", &f->record}, {"items", &f->items}};
    struct str name = cell(row, 0), value = cell(row, 1);

    if (str_eq(cell(row, 2), STR("keep"))) {
        arena_grow(r->a, &f->keep, &r->keep_cap, f->nkeep, sizeof *f->keep);
        f->keep[f->nkeep++] = (struct collect_fact){name, value};
        return;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(name, str_from(known[i].name)))
            *known[i].to = value;
}

/* name, field, key, type, sheet, row, column, required */
static void take_field(struct reader *r, const struct sheet_row *row)
{
    struct collect_file *f = r->file;

    arena_grow(r->a, &f->fields, &r->fields_cap, f->nfields, sizeof *f->fields);
    f->fields[f->nfields++] = (struct collect_cell){.field = cell(row, 1),
                                                    .key = cell(row, 2),
                                                    .sheet = cell(row, 4),
                                                    .row = number(r, cell(row, 5)),
                                                    .col = number(r, cell(row, 6))};
}

/* text, sheet, row, column, open */
static void take_text(struct reader *r, const struct sheet_row *row)
{
    struct collect_file *f = r->file;

    arena_grow(r->a, &f->texts, &r->texts_cap, f->ntexts, sizeof *f->texts);
    f->texts[f->ntexts++] = (struct collect_cell){.text = cell(row, 0),
                                                  .sheet = cell(row, 1),
                                                  .row = number(r, cell(row, 2)),
                                                  .col = number(r, cell(row, 3)),
                                                  .open = str_eq(cell(row, 4), STR("1")),
                                                  .calculated = str_eq(cell(row, 4), STR("2"))};
}

static enum part part_of(const struct sheet_row *row, enum part now)
{
    if (now == PART_FACTS && str_eq(cell(row, 0), STR("name")) &&
        str_eq(cell(row, 1), STR("field")))
        return PART_FIELDS;
    if (now == PART_FIELDS && str_eq(cell(row, 0), STR("text")) &&
        str_eq(cell(row, 1), STR("sheet")))
        return PART_TEXTS;
    return now;
}

bool collect_read(const struct workbook *w, struct arena *a, struct diag *d,
                  struct collect_file *file)
{
    const struct sheet *s = &workbook_sheet(w, STR(FORM_SHEET))->table;
    struct reader r = {.file = file, .layout = STR(""), .a = a};
    enum part part = PART_FACTS;

    *file = (struct collect_file){.path = w->file, .book = w};
    for (size_t i = 0; i < s->nrows; i++) {
        enum part now = part_of(&s->rows[i], part);

        if (now != part)
            part = now;
        else if (part == PART_FACTS)
            take_fact(&r, &s->rows[i]);
        else if (part == PART_FIELDS)
            take_field(&r, &s->rows[i]);
        else
            take_text(&r, &s->rows[i]);
    }
    if (r.broken || !str_eq(r.layout, STR(FORM_SHEET_LAYOUT)) || !file->kit.len || !file->form.len)
        return diag(d, DIAG_RETURN_LAYOUT, pos_file(w->file));
    return true;
}

struct str collect_kept(const struct collect_file *file, struct str name)
{
    for (size_t i = 0; i < file->nkeep; i++)
        if (str_eq(file->keep[i].name, name))
            return file->keep[i].value.len ? file->keep[i].value : (struct str){0};
    return (struct str){0};
}
