/* Any bytes as a workbook. */
#include "workbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_workbook((struct str){(const char *)data, size});
    return 0;
}
