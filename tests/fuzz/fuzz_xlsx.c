/* Any text as one part of an XLSX workbook; its first byte says which. */
#include "../unit/pack.h"
#include "workbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct entry entries[] = {
        {"xl/worksheets/sheet1.xml",
         STR("<worksheet><sheetData><row><c t='s'><v>0</v></c><c s='1'><v>46346</v></c></row>"
             "</sheetData></worksheet>")},
        {"xl/sharedStrings.xml", STR("<sst><si><t>a</t></si></sst>")},
        {"xl/styles.xml",
         STR("<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>")},
        {"xl/workbook.xml",
         STR("<workbook><sheets><sheet name='a' r:id='rId1'/></sheets></workbook>")},
        {"xl/_rels/workbook.xml.rels",
         STR("<Relationships><Relationship Id='rId1' Type='/worksheet' "
             "Target='worksheets/sheet1.xml'/><Relationship Id='b' Type='/sharedStrings' "
             "Target='sharedStrings.xml'/><Relationship Id='c' Type='/styles' "
             "Target='styles.xml'/></Relationships>")},
        {"[Content_Types].xml", STR("spreadsheetml.sheet.main+xml")},
        {"_rels/.rels", STR("<Relationships/>")},
        {NULL, {0}}};
    struct arena *a = arena_new();

    if (size) {
        entries[(uint8_t)(data[0] - '0') % 5].text = (struct str){(const char *)data + 1, size - 1};
        check_workbook(pack(entries, a));
    }
    arena_free(a);
    return 0;
}
