/* What the files that write a form's workbook share. */
#ifndef BACKEND_XLSX_WRITER_H
#define BACKEND_XLSX_WRITER_H

#include "backend/xlsx/book.h"
#include "backend/xlsx/refs.h"
#include "backend/xlsx/xlsx.h"
#include "base/map.h"

/* Where a field stands. */
struct place {
    const struct grid_cell *cell;
    const struct grid_sheet *sheet;
    struct str name;
};

struct writer {
    struct book book;
    const struct grid *grid;
    const struct layout_style *style;
    const struct xlsx_form *form;
    struct refs refs;
    struct place *places;
    size_t nplaces, cap;
    struct map names;  /* that are given */
    struct map fields; /* sheet, field and key to a place */
    struct arena *a;
};

/* fields.c: an open field of sheet `s`: its name. */
void writer_add_place(struct writer *w, const struct grid_sheet *s, const struct grid_cell *c);
/* Defines the names of all fields. */
void writer_define_names(struct writer *w);
/* The checks, dropdowns and colours of a sheet's fields, when all its cells are written. */
void writer_finish_fields(struct writer *w, lxw_worksheet *sheet, const struct grid_sheet *s);

/* charts.c */
void writer_add_charts(struct writer *w, lxw_worksheet *sheet, const struct grid_sheet *s);

/* hidden.c: the sheet that says what the file is, and where its fields stand. */
void writer_add_hidden(struct writer *w);

#endif
