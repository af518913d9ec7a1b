/* What the parts of bind/ share. */
#ifndef BIND_FORM_H
#define BIND_FORM_H

#include "base/map.h"
#include "bind/bind.h"

#define BIND_MAX_DEPTH 8 /* lists within lists */

/* Where a name's value comes from. */
enum bind_source { BIND_BLANK, BIND_CONSTANT, BIND_COLUMN };

struct bind_ref {
    enum bind_source source;
    size_t depth; /* column: 0 the record's, 1 the outermost list's … */
    size_t at;    /* column or constant number */
};

struct bind_column {
    struct str name;
    const struct value_spec *spec;
};

/* The records of a form: thousands, so packed. Value i of record n is piece n * columns + i. */
struct bind_piece {
    uint32_t at, len; /* in the text; len is BIND_NULL for NULL */
};

#define BIND_NULL UINT32_MAX

struct bind_records {
    struct buf text, pieces;
    size_t n;
};

/* The rows of a list: one value a column, ptr NULL for NULL. */
struct bind_rows {
    struct str *values;
    size_t n;
};

struct bind_query {
    struct str name; /* of the list; empty for `each` */
    struct query *q;
    struct bind_column *columns;
    size_t ncolumns;
    struct pos pos;
    struct map results; /* of closed uses: parameters' values to rows */
};

struct bind_field {
    struct str name;
    struct value_spec spec;
    struct str value; /* canonical; ptr NULL: a blank for a pen */
};

/* The form's tree, compiled: every name resolved. */
struct bind_plan {
    const struct doc_node *node;
    struct bind_ref ref;           /* field; section over a value */
    const struct value_spec *spec; /* field */
    bool captioned;                /* field: a picture, whose caption is … */
    struct bind_ref caption;
    const struct value_spec *caption_spec;
    struct bind_query *list;       /* section over a list */
    struct bind_ref *params;       /* of the list's query */
    enum value_type *param_types;
    struct str only;               /* the one output that has it: "pdf", "xlsx"; empty: all */
    bool closed;                   /* all that it needs is closed */
    bool section_closed;           /* a list's rows are closed */
    bool own;                      /* a list's rows are the form's wording: they hang on no dataset */
    size_t id;
    struct bind_ref *needs; /* of a closed block: what decides how it is filled */
    size_t nneeds;
    struct bind_plan *first, *next;
};

/* A text with fields of the record in it: "{{person_id}}-{{name}}". */
struct bind_pattern {
    struct str *literals; /* n + 1 */
    struct bind_ref *refs;
    const struct value_spec **specs;
    struct str *formats;
    size_t n;
};

enum { BIND_TITLE, BIND_KIT, BIND_VERSION, BIND_TODAY, BIND_ENCRYPTED, BIND_CONSTANT_COUNT };

struct bind_form {
    const struct kit *kit; /* NULL: a document of its own; nothing in it is shared */
    const struct kit_form *entry;
    const struct yaml *front;
    const char *path;
    struct store *store;
    struct arena *arena;
    struct str title;
    struct str constants[BIND_CONSTANT_COUNT];
    struct bind_query *each; /* NULL: one record without columns */
    struct bind_query *lists;
    size_t nlists;
    struct bind_field *fields;
    size_t nfields;
    struct bind_plan *plan;
    size_t nplans;
    struct bind_pattern *folder, *file, *watermark, *head; /* the last two may be NULL */
    struct bind_collect *collect;                   /* NULL: nothing comes back */
    /* NULL but in a form that is printed on the pages of a document; encrypt may be NULL there, too */
    struct bind_pattern *document, *heading, *encrypt;
    bool shares; /* blocks between records */
    struct bind_records records;
    struct map masters; /* closed blocks that have been filled: their needs to the node */
};

/* compile.c */
struct bind_plan *bind_compile(struct bind_form *f, const struct doc_node *body, struct diag *d);
/* Resolves a name among the record's columns, the constants and the fields. */
bool bind_resolve_record(const struct bind_form *f, struct str name, struct bind_ref *ref,
                         const struct value_spec **spec);
bool bind_is_closed_spec(const struct value_spec *spec);
void bind_names(const struct bind_form *f, struct bind_query *const *scopes, size_t nscopes,
                struct str **names, size_t *n);

/* formulas.c: the formula under `key`, *out NULL when there is none. */
bool bind_read_formula(const struct bind_form *f, const struct yaml *mapping, const char *key,
                       const struct formula **out, struct diag *d);
/* Does the body have the cells that formulas and charts speak of? Each that is missing: an error. */
bool bind_check_formulas(const struct bind_form *f, const struct doc_node *body, struct diag *d);

/* query.c */
bool bind_query_open(struct bind_form *f, const struct yaml *sql, struct str name,
                     struct bind_query *out, struct diag *d);
bool bind_query_rows(struct bind_query *q, struct arena *a, struct diag *d, struct bind_rows *out);
/* False after an error, or when the records' text is too big. */
bool bind_query_records(struct bind_query *q, struct diag *d, struct bind_records *out);

/* pattern.c */
struct bind_pattern *bind_pattern_read(const struct bind_form *f, struct str text, struct pos pos,
                                       struct diag *d);
struct str bind_pattern_fill(const struct bind_form *f, const struct bind_pattern *p,
                             size_t record, struct arena *a);

/* collect.c: the front matter's `collect`, once the queries are there. */
bool bind_collect_read(struct bind_form *f, struct diag *d);

/* ptr NULL for NULL. */
struct str bind_record_column(const struct bind_form *f, size_t record, size_t column);
/* The value of a record's column or a constant; ptr NULL for NULL. */
struct str bind_record_value(const struct bind_form *f, struct bind_ref ref, size_t record);

#endif
