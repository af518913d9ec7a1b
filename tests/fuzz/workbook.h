/* What holds of every workbook that was read, and of every other that was not. */
#include <assert.h>

#include "base/utf8.h"
#include "data/workbook.h"

static void check_sheet(const struct workbook_sheet *s)
{
    uint32_t row = 0;

    for (size_t i = 0; i < s->table.nrows; i++) {
        const struct sheet_row *r = &s->table.rows[i];

        assert(r->row > row && r->ncells <= SHEET_MAX_COLUMNS);
        row = r->row;
        for (size_t c = 0; c < r->ncells; c++)
            assert(utf8_valid(r->cells[c].text));
        if (r->ncells && r->cells[0].text.len)
            assert(sheet_cell_at(&s->table, row, 1) == &r->cells[0]);
    }
}

static void check_workbook(struct str bytes)
{
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);
    enum workbook_kind kind = workbook_kind(bytes);
    struct workbook *w = workbook_read("fuzz.xlsx", bytes, a, d);

    assert(w ? diag_errors(d) == 0 : diag_errors(d) == 1);
    assert(!w || kind == WORKBOOK_XLSX || kind == WORKBOOK_ODS);
    for (size_t i = 0; w && i < w->nsheets; i++) {
        check_sheet(&w->sheets[i]);
        workbook_report_sheet(&w->sheets[i], d);
    }
    if (w)
        workbook_fill_merged(w, a);
    for (size_t i = 0; w && i < w->nsheets; i++)
        check_sheet(&w->sheets[i]);
    diag_free(d);
    arena_free(a);
}
