/* What the parsers of the types share. Only value/ includes this. */
#ifndef VALUE_PARSE_H
#define VALUE_PARSE_H

#include "value/value.h"

struct value_input {
    const struct value_spec *spec;
    struct str typed;  /* trimmed */
    struct str folded; /* the same, half-width */
    struct pos pos;
    struct arena *a;
    struct diag *d;
};

/* What was typed as a message shows it: masked, and cut when it is long. */
struct str value_shown(const struct value_input *in);

/* A reader of short texts: each takes from the front of *s what it names. */
bool value_take(struct str *s, struct str literal);
void value_skip_spaces(struct str *s);
/* ASCII digits; how many there were. More than nine do not fit: *n is then 0. */
size_t value_take_digits(struct str *s, long *n);
bool value_is_digits(struct str s);
bool value_is_one_of(char c, const char *set);
bool value_same_word(struct str a, struct str b); /* ASCII case aside */

/* One per type: the canonical text, or a diagnostic and false. */
bool value_parse_int(const struct value_input *in, struct str *canon);
bool value_parse_decimal(const struct value_input *in, struct str *canon);
bool value_parse_date(const struct value_input *in, struct str *canon);
bool value_parse_time(const struct value_input *in, struct str *canon);
bool value_parse_choice(const struct value_input *in, struct str *canon);
bool value_parse_bool(const struct value_input *in, struct str *canon);
bool value_parse_id(const struct value_input *in, struct str *canon);
bool value_parse_id_prefix(const struct value_input *in, struct str *canon);
bool value_parse_email(const struct value_input *in, struct str *canon);
bool value_parse_phone(const struct value_input *in, struct str *canon);
bool value_parse_ipv4(const struct value_input *in, struct str *canon);

/* The printed text of a canonical value; of any other text, that text. */
struct str value_print_number(struct str canon, struct str format, struct arena *a);
struct str value_print_date(struct str canon, struct str format, struct arena *a);
struct str value_print_time(struct str canon, struct str format, struct arena *a);
struct str value_print_id(struct str canon, struct arena *a); /* A12345○○○○ */

#endif
