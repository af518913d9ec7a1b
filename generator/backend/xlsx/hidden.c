#include "backend/xlsx/writer.h"
#include "base/form_sheet.h"

static void put(struct writer *w, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col, struct str s)
{
    book_keep(&w->book, worksheet_write_string(sheet, row, col, arena_str(w->a, s).ptr, NULL));
}

static void put_number(struct writer *w, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col,
                       size_t n)
{
    book_keep(&w->book, worksheet_write_number(sheet, row, col, (double)n, NULL));
}

/* Where each field stands. Returns the row behind. */
static lxw_row_t write_map(struct writer *w, lxw_worksheet *sheet, lxw_row_t row)
{
    static const char *const heads[] = {"name", "field", "key", "type", "sheet", "row", "column",
                                        "required"};

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        put(w, sheet, row, (lxw_col_t)i, str_from(heads[i]));
    for (size_t i = 0; i < w->nplaces; i++) {
        const struct place *p = &w->places[i];
        const struct value_spec *spec = p->cell->value->spec;

        row++;
        put(w, sheet, row, 0, p->name);
        put(w, sheet, row, 1, p->cell->value->text);
        if (p->cell->key.len)
            put(w, sheet, row, 2, p->cell->key);
        put(w, sheet, row, 3, str_from(value_type_name(spec ? spec->type : VALUE_TEXT)));
        put(w, sheet, row, 4, p->sheet->name);
        put_number(w, sheet, row, 5, p->cell->row + 1);
        put_number(w, sheet, row, 6, p->cell->col + 1);
        put_number(w, sheet, row, 7, spec && spec->required);
    }
    return row + 1;
}

/* The texts that nobody is to change, so that a change can be shown; and those with a blank among them, which
 * are open, but no field that could be read back. The workbook keeps equal texts
 * once: they cost little. */
static void write_texts(struct writer *w, lxw_worksheet *sheet, lxw_row_t row)
{
    static const char *const heads[] = {"text", "sheet", "row", "column", "open"};

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        put(w, sheet, row, (lxw_col_t)i, str_from(heads[i]));
    for (size_t k = 0; k < w->grid->nsheets; k++) {
        const struct grid_sheet *s = &w->grid->sheets[k];

        for (size_t i = 0; i < s->ncells; i++) {
            const struct grid_cell *c = &s->cells[i];
            enum grid_use use = grid_use(c);

            if (use == GRID_NOTHING || use == GRID_FIELD)
                continue;
            row++;
            put(w, sheet, row, 0, grid_text(c));
            put(w, sheet, row, 1, s->name);
            put_number(w, sheet, row, 2, c->row + 1);
            put_number(w, sheet, row, 3, c->col + 1);
            put_number(w, sheet, row, 4, use == GRID_CALCULATED ? 2 : use == GRID_MIXED);
        }
    }
}

void writer_add_hidden(struct writer *w)
{
    lxw_worksheet *sheet = book_sheet(&w->book, STR(FORM_SHEET));
    const struct xlsx_form *f = w->form;
    const struct xlsx_fact facts[] = {{STR("formpress"), STR(FORM_SHEET_LAYOUT)},   {STR("kit"), f->kit},
                                      {STR("form"), f->form},       {STR("version"), f->version},
                                      {STR("record"), f->record},   {STR("date"), f->date},
                                      {STR("items"), f->items}};
    const size_t n = sizeof facts / sizeof *facts;
    lxw_row_t row;

    if (!sheet)
        return;
    for (size_t i = 0; i < n + f->nkeep; i++) {
        const struct xlsx_fact *fact = i < n ? &facts[i] : &f->keep[i - n];

        if (i >= n)
            put(w, sheet, (lxw_row_t)i, 2, STR("keep"));
        put(w, sheet, (lxw_row_t)i, 0, fact->name);
        if (fact->value.len)
            put(w, sheet, (lxw_row_t)i, 1, fact->value);
    }
    row = write_map(w, sheet, (lxw_row_t)(n + f->nkeep + 1));
    if (f->nkeep)
        write_texts(w, sheet, row + 1);
    worksheet_protect(sheet, NULL, NULL);
    worksheet_hide(sheet);
}
