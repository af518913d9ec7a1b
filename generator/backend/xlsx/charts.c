#include "backend/xlsx/writer.h"

#include <stdlib.h>

#define PX_PER_PT    (96.0 / 72)
#define WIDE_PX      480.0 /* a chart's size before it is scaled */
#define HIGH_PX      288.0
#define TITLE_POINTS 12
#define HEADROOM     1.1 /* the axis goes on so far above its last step … */
#define STEPS        5   /* … of so many */

static uint8_t chart_type(struct str type)
{
    if (str_eq(type, STR("bar")))
        return LXW_CHART_BAR;
    if (str_eq(type, STR("line")))
        return LXW_CHART_LINE;
    return str_eq(type, STR("pie")) ? LXW_CHART_PIE : LXW_CHART_COLUMN;
}

static void set_title(struct writer *w, lxw_chart *chart, struct str title)
{
    lxw_chart_font font = {.size = TITLE_POINTS, .bold = LXW_EXPLICIT_FALSE};

    if (!title.len) {
        chart_title_off(chart);
        return;
    }
    chart_title_set_name(chart, arena_str(w->a, title).ptr);
    chart_title_set_name_font(chart, &font);
}

static void set_axes(lxw_chart *chart, uint8_t type, struct str most)
{
    if (type == LXW_CHART_PIE)
        return;
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    if (type == LXW_CHART_BAR)
        chart_axis_set_reverse(chart->x_axis); /* the first on top */
    chart_axis_set_min(chart->y_axis, 0);
    if (most.len) { /* a full bar's label has room below the title */
        chart_axis_set_max(chart->y_axis, strtod(most.ptr, NULL) * HEADROOM);
        chart_axis_set_major_unit(chart->y_axis, strtod(most.ptr, NULL) / STEPS);
    }
}

static void add_chart(struct writer *w, lxw_worksheet *sheet, const struct grid_sheet *s,
                      const struct grid_chart *c)
{
    const char *categories = refs_series(&w->refs, c->node, "categories");
    const char *values = refs_series(&w->refs, c->node, "values");
    uint8_t type = chart_type(doc_attr(c->node, "type"));
    lxw_chart_options options = {.object_position = LXW_OBJECT_MOVE_DONT_SIZE};
    double width = 0;
    lxw_chart_series *series;
    lxw_chart *chart;

    if (!categories || !values)
        return; /* the list is empty */
    chart = workbook_add_chart(w->book.workbook, type);
    if (!chart)
        out_of_memory();
    series = chart_add_series(chart, categories, values);
    chart_series_set_labels(series);
    if (type == LXW_CHART_LINE) /* beside the line, not on it */
        chart_series_set_labels_position(series, LXW_CHART_LABEL_POSITION_ABOVE);
    set_title(w, chart, doc_attr(c->node, "title"));
    set_axes(chart, type, doc_attr(c->node, "most"));
    for (size_t i = 0; i < s->ncols; i++)
        width += s->widths_px[i];
    options.x_scale = width / WIDE_PX;
    options.y_scale = c->height_pt * PX_PER_PT / HIGH_PX;
    book_keep(&w->book,
              worksheet_insert_chart_opt(sheet, (lxw_row_t)c->row, 0, chart, &options));
}

void writer_add_charts(struct writer *w, lxw_worksheet *sheet, const struct grid_sheet *s)
{
    for (size_t i = 0; i < s->ncharts; i++)
        add_chart(w, sheet, s, &s->charts[i]);
}
