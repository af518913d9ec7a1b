/* Hints of a block (<!-- widths: 2 1 | size: 10.5 -->) as numbers, in thousandths: "10.5" is 10500. What is none is
 * told at its place, as DIAG_LAYOUT_HINT. */
#ifndef DOC_HINT_H
#define DOC_HINT_H

#include "base/diag.h"
#include "doc/doc.h"

#define HINT_LEAST_SIZE  4000 /* of type, pt */
#define HINT_MOST_SIZE   72000
#define HINT_MOST_EM     40000  /* of an indent */
#define HINT_MOST_HEIGHT 500000 /* of a row, mm */

/* The hint itself, or NULL. */
const struct doc_attr *doc_hint(const struct doc_node *n, const char *key);
void doc_hint_refuse(const struct doc_attr *hint, struct diag *d);

/* least to most; without the hint `otherwise`. False when it was refused: then *number is `otherwise` too. */
bool doc_hint_number(const struct doc_node *n, const char *key, int32_t otherwise, int32_t least,
                     int32_t most, int32_t *number, struct diag *d);

/* One number for each of `count` columns. False when there is no such hint, or when it was refused. */
bool doc_hint_widths(const struct doc_node *n, int32_t *widths, size_t count, struct diag *d);

#endif
