/* How much room a text takes in a cell, by character widths: Han are one em, the rest about half. */
#ifndef BACKEND_XLSX_MEASURE_H
#define BACKEND_XLSX_MEASURE_H

#include "backend/xlsx/grid.h"

/* The longest of its lines, in 1/1000 em. */
unsigned measure_units(struct str text);

/* How many lines it takes in a cell with so much room. */
unsigned measure_lines(struct str text, double width_em);

#endif
