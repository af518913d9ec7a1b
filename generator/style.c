/* A form's page: the front matter's page, margins (mm: top right bottom left), size, table_size,
 * leading. */
#include <stdlib.h>
#include <string.h>

#include "project.h"

#define SLIDE_WIDTH  720000 /* 16:9 */
#define SLIDE_HEIGHT 405000
#define SLIDE_SIZE   20

static bool read_page(const struct yaml *front, struct layout_style *s, struct diag *d)
{
    struct str page = yaml_text(front, "page", STR("A4"), d);
    const mpt a4_width = 595276, a4_height = 841890;
    bool landscape = str_eq(page, STR("A4 landscape")), slides = str_eq(page, STR("slides"));

    s->paper_width = slides ? SLIDE_WIDTH : landscape ? a4_height : a4_width;
    s->paper_height = slides ? SLIDE_HEIGHT : landscape ? a4_width : a4_height;
    if (slides || landscape || str_eq(page, STR("A4")) || str_eq(page, STR("A4 portrait")))
        return true;
    return diag(d, DIAG_WRONG_KIND, yaml_get(front, "page")->pos, STR("page"),
                STR("A4, A4 landscape, slides"));
}

static bool read_margins(const struct yaml *front, struct layout_style *s, struct diag *d)
{
    mpt *const sides[] = {&s->margin_top, &s->margin_right, &s->margin_bottom, &s->margin_left};
    const char *p = yaml_text(front, "margins", STR("20 20 20 20"), d).ptr;

    for (size_t i = 0; i < 4; i++) {
        char *end;
        long mm = strtol(p, &end, 10);

        if (end == p || mm < 5 || mm > 80 || (i == 3 && *end && !strchr(" \n", *end)))
            return diag(d, DIAG_WRONG_KIND, yaml_get(front, "margins")->pos, STR("margins"),
                        STR("20 20 20 20 (mm)"));
        *sides[i] = (mpt)mm * MPT_PER_MM;
        p = end;
    }
    return true;
}

static bool is_slides(const struct yaml *front, struct diag *d)
{
    return str_eq(yaml_text(front, "page", STR(""), d), STR("slides"));
}

bool project_style(const struct yaml *front, struct layout_style *style, struct diag *d)
{
    size_t errors = diag_errors(d);

    *style = (struct layout_style){.justify = true};
    style->size = 1000 * (mpt)yaml_int(front, "size", is_slides(front, d) ? SLIDE_SIZE : 12, 6, 48, d);
    style->table_size =
        1000 * (mpt)yaml_int(front, "table_size", style->size / 1000, 6, 48, d);
    style->leading = (uint16_t)yaml_int(front, "leading", 145, 100, 300, d);
    return read_page(front, style, d) && read_margins(front, style, d) &&
           diag_errors(d) == errors;
}
