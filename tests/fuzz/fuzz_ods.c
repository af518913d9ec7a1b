/* Any text as the content of an ODS workbook. */
#include "../unit/pack.h"
#include "workbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct entry entries[] = {
        {"mimetype", STR("application/vnd.oasis.opendocument.spreadsheet")},
        {"content.xml", {(const char *)data, size}},
        {NULL, {0}}};
    struct arena *a = arena_new();

    check_workbook(pack(entries, a));
    arena_free(a);
    return 0;
}
