/* A look at a kit's SQL without a parser: its words outside parentheses, quotes and comments. */
#ifndef DATA_SQL_H
#define DATA_SQL_H

#include "base/diag.h"

/* Does the order of its rows not hang on chance: ORDER BY at the outer level, or LIMIT 1 there, or
 * no FROM there? */
bool sql_is_ordered(struct str sql);

/* Nothing but blanks, comments and semicolons? */
bool sql_is_blank(struct str sql);

/* The place of byte `offset`; `pos` is that of the first character of `sql`, whose lines all begin
 * at the same column, as those of a YAML block do. */
struct pos sql_place(struct str sql, size_t offset, struct pos pos);

/* Adds `name` as "name". */
void sql_put_name(struct buf *b, struct str name);

#endif
