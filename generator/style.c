/* How a form or document is set: the front matter's page, margins (mm: top right bottom left), sizes
 * and switches. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "project.h"

#define SLIDE_WIDTH  720000 /* 16:9 */
#define SLIDE_HEIGHT 405000
#define SLIDE_SIZE   24
#define SLIDE_MARGIN "14 18 16 18" /* mm */

/* ISO 216's A sizes; Taiwan's B sizes are those of JIS. */
static const struct paper {
    struct str name;
    mpt width, height; /* upright */
} papers[] = {{STR("A3"), 841890, 1190551},   {STR("A4"), 595276, 841890},
              {STR("A5"), 419528, 595276},    {STR("B4"), 728504, 1031811},
              {STR("B5"), 515906, 728504},    {STR("Letter"), 612000, 792000}};

#define PAPERS "A4, A4 landscape, A3, A5, B4, B5, Letter, slides"

/* "A4", "A4 portrait", "A4 landscape", "slides". */
static bool set_paper(struct str page, struct layout_style *s)
{
    size_t space = str_find(page, STR(" "));
    struct str name = str_slice(page, 0, space), way = str_trim(str_slice(page, space, page.len));
    bool landscape = str_eq(way, STR("landscape"));

    s->paper_width = SLIDE_WIDTH;
    s->paper_height = SLIDE_HEIGHT;
    if (str_eq(page, STR("slides")))
        return true;
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        const struct paper *p = &papers[i];

        if (!str_eq(name, p->name))
            continue;
        s->paper_width = landscape ? p->height : p->width;
        s->paper_height = landscape ? p->width : p->height;
        return way.len == 0 || landscape || str_eq(way, STR("portrait"));
    }
    return false;
}

static bool read_page(const struct yaml *front, struct layout_style *s, struct diag *d)
{
    if (set_paper(yaml_text(front, "page", STR("A4"), d), s))
        return true;
    return diag(d, DIAG_WRONG_KIND, yaml_get(front, "page")->pos, STR("page"), STR(PAPERS));
}

/* Four numbers, or one for all sides. */
static bool set_margins(const char *p, struct layout_style *s)
{
    mpt *const sides[] = {&s->margin_top, &s->margin_right, &s->margin_bottom, &s->margin_left};

    for (size_t i = 0; i < 4; i++) {
        char *end;
        long mm = strtol(p, &end, 10);
        bool last = str_trim(str_from(end)).len == 0;

        if (end == p || mm < 5 || mm > 80 || (last && i != 0 && i != 3) || (!last && i == 3))
            return false;
        *sides[i] = (mpt)mm * MPT_PER_MM;
        for (size_t k = 1; last && i == 0 && k < 4; k++)
            *sides[k] = *sides[0];
        if (last)
            return true;
        p = end;
    }
    return false;
}

static bool is_slides(const struct yaml *front, struct diag *d)
{
    return str_eq(yaml_text(front, "page", STR(""), d), STR("slides"));
}

static bool read_margins(const struct yaml *front, struct layout_style *s, struct diag *d)
{
    struct str usual = is_slides(front, d) ? STR(SLIDE_MARGIN) : STR("20");

    if (set_margins(yaml_text(front, "margins", usual, d).ptr, s))
        return true;
    return diag(d, DIAG_WRONG_KIND, yaml_get(front, "margins")->pos, STR("margins"),
                STR("20 20 20 20 (mm)"));
}

bool project_override_style(const struct options *o, struct layout_style *style, struct diag *d)
{
    if (o->paper && !set_paper(str_from(o->paper), style))
        return diag(d, DIAG_OPTION_VALUE, pos_none(), STR("--paper"), str_from(o->paper));
    if (o->margins && !set_margins(o->margins, style))
        return diag(d, DIAG_OPTION_VALUE, pos_none(), STR("--margins"), str_from(o->margins));
    return true;
}

static enum text_kinsoku read_kinsoku(const struct yaml *front, struct diag *d)
{
    static const struct str names[] = {[TEXT_KINSOKU_STRICT] = STR("strict"),
                                       [TEXT_KINSOKU_BASIC] = STR("basic"),
                                       [TEXT_KINSOKU_NONE] = STR("none")};
    struct str text = yaml_text(front, "kinsoku", names[TEXT_KINSOKU_STRICT], d);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(text, names[i]))
            return (enum text_kinsoku)i;
    diag(d, DIAG_WRONG_KIND, yaml_get(front, "kinsoku")->pos, STR("kinsoku"),
         STR("strict, basic, none"));
    return TEXT_KINSOKU_STRICT;
}

bool project_head_fits(const struct yaml *front, const struct layout_style *style, struct diag *d)
{
    const struct yaml *head = yaml_get(front, "head");
    int room = layout_head_room(style);
    char mm[16];

    if (!head || style->margin_top >= room * MPT_PER_MM)
        return true;
    snprintf(mm, sizeof mm, "%d", room);
    return diag(d, DIAG_HEAD_ROOM, head->pos, str_from(mm));
}

bool project_style(const struct yaml *front, bool compress, struct layout_style *style,
                   struct diag *d)
{
    size_t errors = diag_errors(d);

    *style = (struct layout_style){.justify = yaml_bool(front, "justify", true, d),
                                   .indent = yaml_bool(front, "indent", false, d),
                                   .nest = yaml_bool(front, "nest", false, d),
                                   .kinsoku = read_kinsoku(front, d),
                                   .compress = yaml_bool(front, "compress", compress, d),
                                   .trim_start = yaml_bool(front, "trim_start", false, d),
                                   .trim_end = yaml_bool(front, "trim_end", false, d)};
    style->size = 1000 * (mpt)yaml_int(front, "size", is_slides(front, d) ? SLIDE_SIZE : 12, 6, 48, d);
    style->table_size =
        1000 * (mpt)yaml_int(front, "table_size", style->size / 1000, 6, 48, d);
    style->head_size = 1000 * (mpt)yaml_int(front, "head_size", 9, 6, 48, d);
    style->leading = (uint16_t)yaml_int(front, "leading", 145, 100, 300, d);
    return read_page(front, style, d) && read_margins(front, style, d) &&
           diag_errors(d) == errors;
}
