#include "data/sheet.h"

#include <string.h>

struct pos sheet_pos(const struct sheet *s, const struct sheet_row *row, size_t col)
{
    return pos_cell(s->file, s->name, row->row, (uint32_t)col + 1);
}

size_t sheet_row_from(const struct sheet *s, uint32_t row)
{
    size_t from = 0, to = s->nrows;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (s->rows[middle].row < row)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

const struct sheet_cell *sheet_cell_at(const struct sheet *s, uint32_t row, uint32_t col)
{
    size_t from = sheet_row_from(s, row);
    const struct sheet_cell *cell;

    if (from == s->nrows || s->rows[from].row != row || col == 0 || col > s->rows[from].ncells)
        return NULL;
    cell = &s->rows[from].cells[col - 1];
    return cell->text.len || cell->flaw || cell->bad ? cell : NULL;
}

bool sheet_cell_report(const struct sheet_cell *cell, enum value_type type, struct pos pos,
                       struct diag *d)
{
    static const enum diag_id ids[] = {[SHEET_ERROR_VALUE] = DIAG_CELL_ERROR,
                                       [SHEET_NO_RESULT] = DIAG_CELL_NO_RESULT,
                                       [SHEET_DIGITS_LOST] = DIAG_CELL_DIGITS,
                                       [SHEET_NO_DATE] = DIAG_CELL_NO_DATE,
                                       [SHEET_DAYS_1904] = DIAG_CELL_1904,
                                       [SHEET_TOO_LONG] = DIAG_CELL_TOO_LONG,
                                       [SHEET_MERGED_ACROSS] = DIAG_CELL_MERGED_ACROSS,
                                       [SHEET_MERGED_DOWN] = DIAG_CELL_MERGED_DOWN};
    char most[24];

    if (cell->bad)
        return false;
    if (cell->flaw == SHEET_SOUND || cell->flaw == SHEET_MERGED_ON ||
        (cell->flaw == SHEET_DAYS_1904 && type != VALUE_DATE))
        return true;
    snprintf(most, sizeof most, "%zu", SHEET_MAX_CELL);
    diag(d, ids[cell->flaw], pos, cell->flaw == SHEET_TOO_LONG ? str_from(most) : cell->text);
    return cell->flaw == SHEET_MERGED_DOWN;
}

void sheet_put(struct sheet_maker *m, size_t col, struct sheet_cell cell)
{
    while (m->ncells <= col) {
        arena_grow(m->arena, &m->cells, &m->cap_cells, m->ncells, sizeof *m->cells);
        m->cells[m->ncells++] = (struct sheet_cell){0};
    }
    m->cells[col] = cell;
}

void sheet_keep_row(struct sheet_maker *m, uint32_t row, bool hidden)
{
    struct sheet_row *to;
    size_t n = m->ncells;

    while (n && m->cells[n - 1].text.len == 0 && !m->cells[n - 1].flaw)
        n--;
    if (n == 0)
        return;
    arena_grow(m->arena, &m->out->rows, &m->cap_rows, m->out->nrows, sizeof *m->out->rows);
    to = &m->out->rows[m->out->nrows++];
    *to = (struct sheet_row){row, hidden, arena_array(m->arena, n, sizeof *to->cells), n};
    memcpy(to->cells, m->cells, n * sizeof *to->cells);
    m->total += n;
}
