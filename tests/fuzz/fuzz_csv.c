/* Any bytes, through charset and CSV: cells stay inside the text, rows only go down. */
#include <assert.h>

#include "data/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data + 1, size ? size - 1 : 0};
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);
    struct charset_text text;
    struct sheet sheet;
    uint32_t row = 0;

    if (size) {
        text = charset_decode(bytes, (enum charset)(data[0] % (CHARSET_CP950 + 1)), a);
        for (size_t i = 0; i < text.nmarks; i++)
            assert(text.marks[i].at + 3 <= text.text.len);
        csv_read(&text, "fuzz.csv", a, d, &sheet);
        for (size_t i = 0; i < sheet.nrows; i++) {
            assert(sheet.rows[i].row > row && sheet.rows[i].ncells <= SHEET_MAX_COLUMNS);
            row = sheet.rows[i].row;
        }
    }
    diag_free(d);
    arena_free(a);
    return 0;
}
