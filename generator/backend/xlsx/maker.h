/* What the files that make a grid share. */
#ifndef BACKEND_XLSX_MAKER_H
#define BACKEND_XLSX_MAKER_H

#include "backend/xlsx/measure.h"

#define MAKER_WIDE 10000 /* while it is made, edges are counted in 1/10000 of the sheet's width */
#define MAKER_NEAR 60    /* edges that are nearer than this are one: no column may be narrower */
#define PT_PER_MM  (72 / 25.4)
#define MAKER_ALIKE 32

/* Footnotes by the order of their marks. */
struct maker_notes {
    const struct doc_node **note;
    size_t n, seen, printed; /* seen: the last one whose mark stands on this sheet or before */
};

/* What is bold of a text that is put together. */
struct maker_bold {
    struct grid_span *span;
    size_t n, cap;
};

struct maker {
    struct maker_bold *bold; /* NULL: nobody asks */
    const struct layout_style *style;
    struct grid *grid;
    struct grid_sheet *sheet;
    size_t sheets_cap, cells_cap, rows_cap, charts_cap;
    unsigned indent;
    struct str marker; /* of the next paragraph, in a list */
    struct maker_notes notes;
    struct arena *a, *scratch; /* scratch: one row of a list */
    const struct grid_value *alike[MAKER_ALIKE]; /* the last ones that are no numbers */
    size_t nalike;
    bool failed; /* rows of a list could not be made, which has been reported */
    struct diag *d;
};

/* text.c */
struct str maker_text(struct maker *m, const struct doc_node *n);
/* The cell's text, `marker` before it, and which parts of it are bold. */
void maker_set_text(struct maker *m, struct grid_cell *c, struct str marker,
                    const struct doc_node *n);
/* grid.c */
size_t maker_add_row(struct maker *m, double least_pt);
void maker_add_cell(struct maker *m, struct grid_cell cell);
/* The one value that a cell or a paragraph holds, or NULL. */
const struct doc_node *maker_sole_value(const struct doc_node *block);
/* Is there something to fill in below `n`? */
bool maker_has_blank(const struct doc_node *n);
/* Does it print a value? */
bool maker_prints_own(const struct doc_node *n);
/* What a cell with the one value `v` holds. */
void maker_set_value(struct maker *m, struct grid_cell *c, const struct doc_node *v);

/* grid_table.c */
void maker_add_table(struct maker *m, const struct doc_node *node);

/* grid_size.c: from edges to columns, from texts to heights, from rows to those of the sheet. */
void maker_finish_sheet(struct maker *m, struct grid_sheet *s);

/* text.c: finds the notes and their order. */
void maker_find_notes(struct maker *m, const struct doc_node *doc);
/* 1 for the first mark's note …; 0 when there is none. */
size_t maker_note_number(const struct maker *m, const struct doc_node *mark);
/* Printed text of what stands below `n`: blanks as a pen would find them (□是　□否, 　年　月　日). */
void maker_put_text(struct maker *m, const struct doc_node *n, struct buf *b);

#endif
