/* A kit, as kit.yaml describes it: its forms in print order, its datasets with their columns and
 * rules, its SQL views.
 *
 *     struct kit *kit = kit_read("forms/trip", a, d);     NULL after an error
 */
#ifndef DATA_KIT_H
#define DATA_KIT_H

#include "base/yaml.h"
#include "value/value.h"

struct kit_column {
    struct str name, label;
    struct value_spec spec;
    bool key;             /* part of the dataset's key: required and unique together */
    bool required;        /* the column must be there, and no cell of it empty */
    bool unique;          /* no two rows share a value (empty cells aside) */
    struct str ref_table; /* "travellers.person_id": the value must stand there; empty: none */
    struct str ref_column;
    bool referred;        /* another column's ref names this one */
    struct str hint;    /* shown in the data workbook */
    struct str example; /* a value for the data workbook's example row */
    struct pos pos;
};

struct kit_rule {
    struct str at;      /* the column the message names */
    struct str sql;     /* true or NULL for a good row */
    struct str message; /* {{column}} is filled in */
    struct str message_en; /* empty: message serves */
    bool warning;
    bool returned; /* `when: collect`: it is about what came back */
    struct str suggest; /* SQL of what the row may have meant, or NULL; empty: none */
    struct pos pos, sql_pos, suggest_pos;
};

struct kit_dataset {
    struct str name, label;
    bool required;       /* an absent or empty dataset is an error */
    bool collected;      /* its rows come from returned forms only: nobody writes a file of it */
    struct str shipped;  /* a CSV in the kit's folder, read when the data folder has none; or empty */
    struct kit_column *columns;
    size_t ncolumns;
    struct kit_rule *rules;
    size_t nrules;
    struct pos pos;
};

struct kit_view {
    struct str name, sql;
    struct pos pos, sql_pos;
    bool once;         /* computed once, when the tables are in order … */
    struct str *finds; /* … and its rows are found by these columns */
    size_t nfinds;
};

/* When a form is printed. */
enum kit_when { KIT_BUILD, KIT_COLLECT, KIT_BOTH };

struct kit_form {
    struct str name; /* NAME.md in the kit's folder */
    enum kit_when when;
    bool per_run;    /* its documents stand in OUT itself, not in a person's folder */
    struct str folder; /* the pattern of its folders; empty: the kit's */
    struct pos pos;
};

struct kit_content {
    struct str name; /* content/NAME.md */
    struct pos pos;
};

struct kit {
    const char *dir;  /* forms/trip */
    const char *file; /* forms/trip/kit.yaml */
    struct str name, title, version;
    struct str folder; /* "{{person_id}}-{{name}}" */
    struct kit_form *forms;
    size_t nforms;
    struct kit_dataset *datasets;
    size_t ndatasets;
    struct kit_view *views;
    size_t nviews;
    struct kit_content *content; /* what the table `content` holds */
    size_t ncontent;
};

/* Reads dir/kit.yaml. Everything belongs to `a`. An unknown key, an unknown type, a rule at an
 * unknown column, a ref to an unknown dataset: each an error at its place; then NULL. */
struct kit *kit_read(const char *dir, struct arena *a, struct diag *d);

const struct kit_dataset *kit_dataset(const struct kit *kit, struct str name);
/* By name or label, white space and ASCII case aside. */
const struct kit_dataset *kit_dataset_called(const struct kit *kit, struct str called);
const struct kit_column *kit_column(const struct kit_dataset *set, struct str name);

/* The keys a column and a form's field have in common, for yaml_check_keys. */
#define KIT_SPEC_KEYS                                                                              \
    "label", "type", "choices", "lines", "width", "max", "signers", "personal"

/* Reads those keys into `spec`: shared with the front matter of forms. Without a label the key of
 * `mapping` or its entry `name` serves; without a type it is text. False after an error. */
bool kit_read_spec(const struct yaml *mapping, struct arena *a, struct diag *d,
                   struct value_spec *spec);

#endif
