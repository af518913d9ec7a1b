#include "backend/xlsx/writer.h"

#define LAYOUT STR("1") /* of this sheet */
#define HIDDEN STR("formpress")

static void put(struct writer *w, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col, struct str s)
{
    book_keep(&w->book, worksheet_write_string(sheet, row, col, arena_str(w->a, s).ptr, NULL));
}

static void write_map(struct writer *w, lxw_worksheet *sheet, lxw_row_t row)
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
        book_keep(&w->book, worksheet_write_number(sheet, row, 5, (double)p->cell->row + 1, NULL));
        book_keep(&w->book, worksheet_write_number(sheet, row, 6, (double)p->cell->col + 1, NULL));
        book_keep(&w->book,
                  worksheet_write_number(sheet, row, 7, spec && spec->required, NULL));
    }
}

void writer_add_hidden(struct writer *w)
{
    lxw_worksheet *sheet = book_sheet(&w->book, HIDDEN);
    const struct xlsx_form *f = w->form;
    char hash[65];
    const struct {
        const char *key;
        struct str value;
    } facts[] = {{"formpress", LAYOUT},   {"kit", f->kit},       {"form", f->form},
                 {"version", f->version}, {"record", f->record}, {"date", f->date},
                 {"texts", {hash, 64}}};
    const size_t n = sizeof facts / sizeof *facts;

    if (!sheet)
        return;
    f->digest(buf_view(&w->fixed), hash);
    for (size_t i = 0; i < n; i++) {
        put(w, sheet, (lxw_row_t)i, 0, str_from(facts[i].key));
        put(w, sheet, (lxw_row_t)i, 1, facts[i].value);
    }
    write_map(w, sheet, (lxw_row_t)n + 1);
    worksheet_protect(sheet, NULL, NULL);
    worksheet_hide(sheet);
}
