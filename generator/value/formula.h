/* A formula as a form writes it, in a field's `formula` or `mark` and in a chart's hint:
 *
 *     =SUMIFS(records[hours], records[person_id], [person_id], records[category], "通識")
 *
 * A spreadsheet's formula with names where a spreadsheet has addresses:
 *
 *     list[field]   every cell that holds the field in rows of that list, as a range
 *     [field]       the cell of this row that holds it
 *     field         the cell of the form that holds it
 *
 * Functions are those that every spreadsheet calculates alike from cells alone; numbers, "texts",
 * TRUE, FALSE and the operators + - * / ^ & = <> < > <= >= % are a spreadsheet's.
 *
 *     const struct formula *f = formula_parse(text, pos, a, d);     NULL after an error
 *
 * What the names stand for is the business of bind/ (are they there?) and of backend/xlsx (where?). */
#ifndef VALUE_FORMULA_H
#define VALUE_FORMULA_H

#include "base/diag.h"

enum formula_kind { FORMULA_TEXT, FORMULA_FIELD, FORMULA_HERE, FORMULA_COLUMN };

struct formula_part {
    enum formula_kind kind;
    struct str list; /* column: the list's name */
    struct str text; /* text: as a spreadsheet takes it; else the field's name */
    struct pos pos;
};

struct formula {
    struct formula_part *parts;
    size_t n;
};

/* text: with its =; pos: of its first character. Errors: DIAG_FORMULA, DIAG_FORMULA_FUNCTION. */
const struct formula *formula_parse(struct str text, struct pos pos, struct arena *a,
                                    struct diag *d);

#endif
