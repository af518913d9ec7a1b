/* The functions that a kit's SQL may call: SQLite's deterministic ones, and ours (store.h says what they
 * do). With store.c the only place that knows SQLite.
 *
 *     functions_add(db, today)          today: an ISO date, or empty, when the query is run
 *     functions_allow("random")         false */
#ifndef DATA_FUNCTIONS_H
#define DATA_FUNCTIONS_H

#include <stdbool.h>

struct sqlite3;

/* False when SQLite fails. `today` must outlive the database. */
bool functions_add(struct sqlite3 *db, char *today);

bool functions_allow(const char *name);

#endif
