/* Numbers of a workbook as the text that value_parse takes: what a spreadsheet shows, less its
 * decoration. A date is a number with a format; 115年11月20日 and 2026/11/20 are both 2026-11-20.
 *
 *     f = number_format_read(STR("[$-404]e\"年\"m\"月\"d\"日\""));
 *     cell = number_cell(STR("46346"), f, false, a);       2026-11-20 */
#ifndef DATA_NUMBER_H
#define DATA_NUMBER_H

#include "data/sheet.h"

enum number_kind {
    NUMBER_PLAIN,
    NUMBER_DATE,
    NUMBER_TIME,
    NUMBER_BOTH,
    NUMBER_ELAPSED, /* [h]:mm, over 24 hours as well */
    NUMBER_BY_VALUE /* a built-in format that is a date or a time, by the language of Excel */
};

struct number_format {
    enum number_kind kind;
    unsigned digits; /* of a plain number at least: 00000 makes 123 to 00123 */
};

struct number_format number_format_read(struct str code);
struct number_format number_format_built_in(unsigned long id); /* of XLSX */

/* typed: as XLSX and ODS write numbers. What is no number stays as it is. */
struct sheet_cell number_cell(struct str typed, struct number_format f, bool days_1904,
                              struct arena *a);

/* 2026-11-20T14:30:00 as 2026-11-20 14:30, without the time at midnight. */
struct str number_iso(struct str typed, struct arena *a);

/* PT14H30M00S as 14:30. */
struct str number_duration(struct str typed, struct arena *a);

#endif
