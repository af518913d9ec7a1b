/* Workbooks: a form to fill in, and the data workbook of a kit. Only this folder knows libxlsxwriter. */
#ifndef BACKEND_XLSX_XLSX_H
#define BACKEND_XLSX_XLSX_H

#include "backend/xlsx/grid.h"

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

struct xlsx_fact {
    struct str name, value;
};

struct xlsx_form {
    struct str kit, version, form, record, title;
    struct str footer; /* at the left of every page's foot */
    struct str head;   /* above every page; empty: none */
    struct str date;   /* ISO: when it was made */
    const struct xlsx_fact *keep; /* what comes back with it */
    size_t nkeep;
    struct str items; /* the hash of its wording, which tells whether it still asks the same */
};

/* Writes the form's workbook, with the hidden sheet `formpress` that says what it is and where each
 * field stands (docs/design.md, "Workbooks"). tmpdir: for temporary files. Errors: DIAG_WRITE. */
bool xlsx_write_form(const char *path, const char *tmpdir, const struct grid *g,
                     const struct layout_style *style, const struct xlsx_form *form,
                     struct arena *a, struct diag *d);

#endif
