/* The hidden sheet in which a form's workbook says what it is: backend/xlsx writes it, data/ knows a form
 * by it, collect/ reads it (docs/design.md, "Workbooks"). */
#ifndef BASE_FORM_SHEET_H
#define BASE_FORM_SHEET_H

#define FORM_SHEET        "formpress"
#define FORM_SHEET_LAYOUT "3" /* another one is another version of formpress */

#endif
