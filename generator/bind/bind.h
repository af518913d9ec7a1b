/* Forms filled with data: a form's queries, its fields, its sections.
 *
 *     struct bind_form *f = bind_form_new(kit, name, front, body, store, a, d);    NULL after an error
 *     bind_form_run(f, d);
 *     for (i = 0; i < bind_nrecords(f); i++)
 *         doc = bind_document(f, i, arena_of_the_document, d);
 *
 * What is shared. A value is closed when its set of possible values is known beforehand: fields of
 * type bool and choice, and whatever a list gives whose query has no other parameters than closed
 * ones. A block all of whose values are closed is the same for every record with the same values: it
 * is made once, marked shared, and never holds what belongs to one person. All else is made anew for
 * each record. The rule looks at types only, never at the data, so that the same record gives the same
 * bytes in any run over the same data. */
#ifndef BIND_BIND_H
#define BIND_BIND_H

#include "data/kit.h"
#include "data/store.h"
#include "doc/doc.h"

/* The front matter's keys that say how a form is set: for layout, not for bind/. */
#define BIND_STYLE_KEYS                                                                            \
    "page", "margins", "size", "table_size", "leading", "indent", "justify", "kinsoku",            \
        "compress", "trim_start", "trim_end", "head_size", \
        "nest"

struct bind_form;

/* front: the form's front matter; body: its tree with fields and sections in it. Both, and the
 * form itself, belong to `a`, the run's arena. today: the ISO date that {{today}} prints.
 * Checked here: the queries, every field's and section's name, every format. */
struct bind_form *bind_form_new(const struct kit *kit, const struct kit_form *entry,
                                const struct yaml *front, const struct doc_node *body,
                                struct store *store, struct str today, struct arena *a,
                                struct diag *d);
/* A document of its own, without a kit and its data: its values come from bind_set. It has one
 * record, and shares nothing. Of `front`: title, version, fields. NULL after an error. */
struct bind_form *bind_alone(const struct yaml *front, const struct doc_node *body,
                             struct str today, struct arena *a, struct diag *d);

/* Gives the field of that name or label its value, for every record; an empty text makes it a blank.
 * Without such a field: an error, or with !must a warning. False after an error. */
bool bind_set(struct bind_form *f, struct str called, struct str typed, bool must, struct pos pos,
              struct diag *d);

/* Is there a field of that name or label? */
bool bind_has(const struct bind_form *f, struct str called);

/* The canonical value that the field of that name was given, ptr NULL when none. No such field: an
 * error at pos, and false. */
bool bind_value(const struct bind_form *f, struct str name, struct pos pos, struct str *value,
                struct diag *d);

void bind_form_free(struct bind_form *f); /* its queries; NULL is fine */

/* Runs the form's `each` query: one record a row. */
bool bind_form_run(struct bind_form *f, struct diag *d);

const struct kit_form *bind_entry(const struct bind_form *f);
struct str bind_title(const struct bind_form *f);
size_t bind_nrecords(const struct bind_form *f);

/* The folder of a record's documents ("T1-王測試", from the kit's pattern; empty when the form is per
 * run), and the name of its file ("檢核表-自有", without number and ending). Not yet made safe. */
struct str bind_folder(const struct bind_form *f, size_t record, struct arena *a);
struct str bind_file(const struct bind_form *f, size_t record, struct arena *a);

/* What tells one person from another: the values that the folder's pattern names, one string. */
struct str bind_person(const struct bind_form *f, size_t record, struct arena *a);

/* A form whose front matter says `document` is printed on every page of a file of the data folder. Of
 * such a form: the file, the title of what is made, and whose password opens it when the run encrypts
 * (empty: nobody's, or no `encrypt`). bind_set_encrypted makes {{encrypted}} true; call it before
 * any document is made. */
bool bind_has_document(const struct bind_form *f);
bool bind_has_key(const struct bind_form *f);
struct str bind_document_file(const struct bind_form *f, size_t record, struct arena *a);
struct str bind_heading(const struct bind_form *f, size_t record, struct arena *a);
struct str bind_key(const struct bind_form *f, size_t record, struct arena *a);
void bind_set_encrypted(struct bind_form *f);
/* Where the front matter says `key`. */
struct pos bind_key_pos(const struct bind_form *f, const char *key);

/* Are blocks shared between its records? A list of the whole run has one record, and shares none. */
bool bind_shares(const struct bind_form *f);
/* The closed values of a record as one string: records of one kind have the same shared blocks. */
struct str bind_kind(const struct bind_form *f, size_t record, struct arena *a);

/* What of a returned workbook of this form goes where: the front matter's `collect`. Columns, kept values
 * and fields meet by name. */
struct bind_collect_into {
    const struct kit_dataset *set;
    struct str row; /* the column that takes a table row's key; empty: one row for each workbook */
};
struct bind_collect {
    struct str *keep; /* columns of `each`: they travel in the workbook, and tell records apart */
    size_t nkeep;
    struct bind_collect_into *into;
    size_t ninto;
};
const struct bind_collect *bind_collect(const struct bind_form *f); /* NULL: nothing comes back */
bool bind_keeps(const struct bind_collect *c, struct str name);
/* The canonical value of keep[i]; ptr NULL for NULL. */
struct str bind_kept(const struct bind_form *f, size_t record, size_t i);
/* All of them as one string, which tells the record. */
void bind_put_kept(const struct bind_form *f, size_t record, struct buf *b);

/* Adds a value so that what is added is the same exactly when the values are. */
void bind_put_key(struct buf *b, struct str value);

/* Adds every text the form itself can print: its words, its fields' labels and choices. */
void bind_literals(const struct bind_form *f, struct buf *b);

/* The filled document. Shared blocks belong to the run's arena, all else to `a`. NULL after an error. */
struct doc_node *bind_document(struct bind_form *f, size_t record, struct arena *a,
                               struct diag *d);
/* The same to be laid out or to become a workbook at once: a table's lists are DOC_ROWS, whose rows are
 * filled when they are read, while `f`, `a` and `d` are there. What a hint `only` keeps for one of the
 * two is left out of the other, and no query of it is run. */
struct doc_node *bind_print(struct bind_form *f, size_t record, struct arena *a, struct diag *d);
struct doc_node *bind_workbook(struct bind_form *f, size_t record, struct arena *a, struct diag *d);

/* Adds the wording of that document: its texts, the rows of lists that come from policy alone, of each field its name
 * and choices; nothing of the data. The same text means that a returned workbook asks what is asked today. */
bool bind_wording(struct bind_form *f, struct str output, size_t record, struct arena *a,
                  struct diag *d, struct buf *b);

/* The content table: one row per heading, paragraph and list item of the content's documents, with
 * the columns doc, line, kind (heading, paragraph, item, quote), depth, heading, trail, number, text,
 * parent (the line of the item around, or NULL), checked (of a task list's item: 1 or 0, else NULL),
 * and one for each attribute, which everything below inherits. */
struct bind_content {
    struct str name; /* the document's, "travel-devices" */
    const struct doc_node *root;
};
bool bind_load_content(struct store *s, const struct bind_content *docs, size_t n,
                       struct arena *a, struct diag *d);

#endif
