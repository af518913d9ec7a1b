#include "data/sheet.h"

struct pos sheet_pos(const struct sheet *s, const struct sheet_row *row, size_t col)
{
    return pos_cell(s->file, s->name, row->row, (uint32_t)col + 1);
}
