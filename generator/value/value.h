/* Types and their values: parse what people type, check it, print it.
 *
 * A value inside formpress is canonical text: dates are ISO (2026-11-20), times 14:30, booleans 1
 * or 0, integers and decimals plain ASCII digits, choices the choice's name, everything else the
 * text as typed (trimmed). Never NFKC: a name prints as it was written.
 *
 *     struct value_spec spec = {.type = VALUE_DATE};
 *     if (value_parse(&spec, STR("115/11/20"), pos, a, d, &canon))
 *         value_print(&spec, canon, STR("roc"), a, &out);       115年11月20日
 */
#ifndef VALUE_VALUE_H
#define VALUE_VALUE_H

#include "value/formula.h"

enum value_type {
    VALUE_TEXT,
    VALUE_NAME,
    VALUE_INT,
    VALUE_DECIMAL,
    VALUE_DATE,
    VALUE_TIME,
    VALUE_CHOICE,
    VALUE_BOOL,
    VALUE_ID,        /* national identity number, with its checksum */
    VALUE_ID_PREFIX, /* its first six characters, the rest masked (source 附件二) */
    VALUE_EMAIL,
    VALUE_PHONE,
    VALUE_IPV4,
    VALUE_IMAGE,
    VALUE_FILE,      /* the name of a file in the data folder */
    VALUE_SIGNATURE, /* always a blank for a pen */
    VALUE_TYPE_COUNT
};

struct value_choice {
    struct str name;  /* canonical */
    struct str label; /* what people write; the name when none is given */
};

/* When a field must be filled in: another one has (or, `differs`, has none of) these labels. */
struct value_when {
    struct str field;
    bool differs;
    struct str *labels;
    size_t n; /* 0: no such condition */
};

struct value_spec {
    enum value_type type;
    struct str label;
    const struct value_choice *choices;
    size_t nchoices;
    size_t max_chars;  /* 0: no limit */
    bool personal;     /* messages mask the value */
    unsigned lines;    /* most lines on paper, 0: as many as it takes */
    unsigned width_mm; /* of the blank in running text, 0: the type's own */
    unsigned signers;  /* of a signature: lines in the cell, 0 means 1; its choices say who signs */
    struct str hint;       /* shown beside the cell of a workbook */
    bool required;         /* a form's field: its cell is coloured until it is filled in */
    struct value_when when;
    bool locked;           /* a form's field: its cell is not to be filled in, even when empty */
    const struct formula *formula; /* a form's field: what its cell in a workbook calculates */
    const struct formula *mark;    /* the cell is coloured when this is true */
};

/* "text", "date" …; VALUE_TYPE_COUNT when unknown. */
enum value_type value_type_named(struct str name);
const char *value_type_name(enum value_type type);

/* Canonical text of what was typed. Empty input is the caller's business (never passed here).
 * Errors: one diagnostic at `pos`, with what was typed (masked when personal) and the remedy;
 * false.
 *
 * Dates: 2026-11-20, 2026/11/20, 115/11/20, 115.11.20, 115-11-20, 1151120, 0991120, 20261120,
 * 115年11月20日, 中華民國115年11月20日, 民國…, an Excel serial (five digits, 1900 system),
 * full-width digits, a time of 0:00:00 behind it. Calendar-checked; 民國 1 = 1912; years 1912-2155.
 * With signs between the parts, a first part up to 12 in one or two digits may be a month: an
 * error.
 *
 * Times: 14:30, 14:30:00, 1430, 14時30分, 下午2時30分, 2:30 PM.
 *
 * Numbers: digits, commas before each three, a sign; whole numbers may end in .0.
 *
 * Booleans: 是 否 有 無 Y N yes no TRUE FALSE 1 0 V ✓, any case and width.
 *
 * Names: one with ? or □ or U+FFFD in it has lost a character, an error.
 *
 * Phones: by the numbering plan, with an extension (#123, 分機123), or + and 8 to 15 digits; a
 * mobile number without its leading 0 gets it back, with a warning.
 *
 * IPv4 addresses: four numbers from 0 to 255 between dots, without leading zeros. */
bool value_parse(const struct value_spec *spec, struct str typed, struct pos pos, struct arena *a,
                 struct diag *d, struct str *canon);

/* Printed text of a canonical value.
 * format: empty for the type's usual form; dates: roc (115年11月20日, the usual), roc-long
 * (中華民國115年11月20日), roc-slash (115/11/20), iso; times: usual 14時30分, ampm (下午2時30分),
 * clock (14:30); choices: their label; booleans: usual 是/否; id: masked (A12345○○○○); id_prefix:
 * usual A12345○○○○, plain (A12345); decimals and ints: comma (1,234); ints: capital
 * (壹仟貳佰參拾肆). What is not canonical is printed as it is. */
struct str value_print(const struct value_spec *spec, struct str canon, struct str format,
                       struct arena *a);
/* Does the type know this format? The empty one is always known. */
bool value_format_known(enum value_type type, struct str format);
/* The formats a type knows, for "did you mean". */
const struct str *value_formats(enum value_type type, size_t *n);

/* `text` as a message may show it: all of it, or 王○○ / A12******* when the column is personal. */
struct str value_masked(const struct value_spec *spec, struct str text, struct arena *a);

/* Days since 1970-01-01 of an ISO date, and back: the calendar's one home. */
bool value_date_days(struct str iso, long *days);
struct str value_days_date(long days, struct arena *a);

/* Full-width ASCII (！ to ～, U+3000) made half-width: for numbers, dates and codes only. Gives `s`
 * itself when there is nothing to change. */
struct str value_half_width(struct str s, struct arena *a);

#endif
