/* Workbooks to fill in: a sheet with a header row, dropdowns, input messages, an example row.
 * Only xlsx.c knows libxlsxwriter. */
#ifndef BACKEND_XLSX_H
#define BACKEND_XLSX_H

#include "base/diag.h"
#include "value/value.h"

struct xlsx_column {
    struct str label, hint, example;
    const struct value_spec *spec;
    bool required;
};

struct xlsx_sheet {
    struct str name; /* Excel's limit: 31 characters, none of []:*?/\ */
    const struct xlsx_column *columns;
    size_t ncolumns;
};

/* Writes a data workbook: text stays text, dates are dates, choices and booleans have dropdowns.
 * path must be in a folder that can be written: temporary files stand there too. Errors: DIAG_WRITE. */
bool xlsx_write_data_book(const char *path, const char *folder, struct str title,
                          const struct xlsx_sheet *sheets, size_t n, struct diag *d);

#endif
