/* YAML as a tree with places, read with libyaml: mappings, sequences, scalars. Anchors, aliases
 * and tags are refused.
 *
 *     struct yaml *root = yaml_read(text, "kit.yaml", 0, a, d);    NULL after an error
 *     struct yaml *title = yaml_get(root, "title");                NULL when absent
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include "base/diag.h"

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml {
    enum yaml_kind kind;
    struct pos pos;      /* of an entry: where its value begins */
    struct str key;      /* of a mapping's entry */
    struct pos key_pos;  /* where that key stands; where a node without a key begins */
    struct str text;     /* of a scalar */
    struct pos text_pos; /* where a scalar's text begins: in a block the line below the | */
    bool quoted;         /* a scalar in quotes or a block: never a number or a boolean */
    bool block;          /* a scalar in a | block: its lines are the file's lines */
    struct yaml *first, *next; /* children in order; the next sibling */
};

/* `text` is UTF-8; `line` is added to every line number (front matter begins below a file's top).
 * A repeated key is an error. At most 64 levels deep. */
struct yaml *yaml_read(struct str text, const char *file, uint32_t line, struct arena *a,
                       struct diag *d);

struct yaml *yaml_get(const struct yaml *mapping, const char *key);
size_t yaml_count(const struct yaml *node); /* 0 for NULL */

/* Reports each key of `mapping` that is not in `keys` (closed by NULL), with the nearest name. */
bool yaml_check_keys(const struct yaml *mapping, const char *const *keys, struct diag *d);

/* An entry that holds nothing ("key:" and the line's end) counts as absent in all that follows. */

/* The scalar's text, or `otherwise` when absent; a node that is no scalar is an error. */
struct str yaml_text(const struct yaml *mapping, const char *key, struct str otherwise,
                     struct diag *d);
/* The scalar's text; an absent or empty one is an error, and gives the empty string. */
struct str yaml_need_text(const struct yaml *mapping, const char *key, struct diag *d);
bool yaml_bool(const struct yaml *mapping, const char *key, bool otherwise, struct diag *d);
/* A whole number from least to most. */
long yaml_int(const struct yaml *mapping, const char *key, long otherwise, long least, long most,
              struct diag *d);

/* The entry, if it is of that kind; NULL when absent, or when it is not (an error). */
struct yaml *yaml_sequence(const struct yaml *mapping, const char *key, struct diag *d);
struct yaml *yaml_mapping(const struct yaml *mapping, const char *key, struct diag *d);
/* Is `node` (an item of a list, a document's root) of that kind? If not, an error. */
bool yaml_must_be(const struct yaml *node, enum yaml_kind kind, struct diag *d);

/* The SQL in `node`, which must be a | block (the entry of a mapping, or an item of a list), and the
 * place of its first line. False after an error. */
bool yaml_sql(const struct yaml *node, struct str *sql, struct pos *pos, struct diag *d);

#endif
