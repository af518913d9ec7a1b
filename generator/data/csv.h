/* CSV with places: RFC 4180 and what Excel writes. The separator is a comma, a tab or a semicolon,
 * whichever the first lines use. Line ends CR LF, LF or CR.
 *
 * Reports at its cell: undecodable and user-defined bytes (with their hex), a NUL, a cell that is too
 * long, a quote that never closes (where it opens; it is then read as text, so that the rows behind
 * it are still checked), text behind a closing quote. A quote inside an unquoted cell is text. */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include "data/charset.h"
#include "data/sheet.h"

#define CSV_MAX_BYTES ((size_t)256 * 1024 * 1024)

/* Always fills `out` as far as it could read; false when it reported an error. */
bool csv_read(const struct charset_text *text, const char *file, struct arena *a, struct diag *d,
              struct sheet *out);

/* Adds one cell to a line of CSV, quoted where needed; a text that a spreadsheet would take for a
 * formula (= + - @ at its start, and no number) gets a ' before it. */
void csv_put_cell(struct buf *b, struct str cell, bool first);

#endif
