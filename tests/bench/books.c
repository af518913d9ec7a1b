/* A bare libxlsxwriter loop: writes the workbook that a list of cells describes n times, and prints
 * the seconds. books.py makes the list from one of our own files, a line for each thing:
 *
 *     S name | F size fill border bold open number | W col width | R row height
 *     C row col format text | N row col format number | B row col format | M row col row col format text
 *     L row row col items | T row row col | X row row col formula | D name address
 *
 *     books LIST FOLDER N [FOLDER FOR TEMPORARY FILES] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <xlsxwriter.h>

#define MOST_FIELDS 8

struct line {
    char kind;
    char *field[MOST_FIELDS];
};

static struct line *lines;
static size_t nlines;

static void read_list(const char *path)
{
    FILE *f = fopen(path, "r");
    char buf[65536];
    size_t cap = 0;

    if (!f)
        exit(1);
    while (fgets(buf, sizeof buf, f)) {
        char *save = NULL, *text = strdup(buf);
        struct line l = {.kind = text[0]};

        text[strcspn(text, "\n")] = '\0';
        for (size_t i = 0; i < MOST_FIELDS; i++)
            l.field[i] = strtok_r(i ? NULL : text + 1, "\t", &save);
        for (char *p = text + 1; l.kind == 'C' && p < text + strlen(buf); p++)
            if (*p == '\v') /* a line's end within a cell */
                *p = '\n';
        if (nlines == cap)
            lines = realloc(lines, (cap = cap ? 2 * cap : 256) * sizeof *lines);
        lines[nlines++] = l;
    }
    fclose(f);
}

static lxw_format *new_format(lxw_workbook *b, const struct line *l)
{
    lxw_format *f = workbook_add_format(b);

    format_set_font_name(f, "標楷體");
    format_set_font_size(f, atof(l->field[0]));
    if (atoi(l->field[1]))
        format_set_bg_color(f, (lxw_color_t)atoi(l->field[1]));
    if (atoi(l->field[2]))
        format_set_border(f, LXW_BORDER_THIN);
    if (atoi(l->field[3]))
        format_set_bold(f);
    if (atoi(l->field[4]))
        format_set_unlocked(f);
    format_set_num_format(f, l->field[5]);
    format_set_text_wrap(f);
    format_set_align(f, LXW_ALIGN_LEFT);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    return f;
}

static void add_check(lxw_worksheet *s, const struct line *l)
{
    lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_LENGTH,
                             .criteria = LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO,
                             .value_number = 500,
                             .error_title = "請更正",
                             .error_message = "請縮短。"};
    char *items[] = {"符合", "部分符合", "不符合", "不適用", NULL};

    if (l->kind == 'L') {
        v.validate = LXW_VALIDATION_TYPE_LIST;
        v.value_list = items;
    }
    worksheet_data_validation_range(s, (lxw_row_t)atoi(l->field[0]), (lxw_col_t)atoi(l->field[2]),
                                    (lxw_row_t)atoi(l->field[1]), (lxw_col_t)atoi(l->field[2]), &v);
}

static void add_colour(lxw_worksheet *s, const struct line *l, lxw_format *f)
{
    lxw_conditional_format c = {
        .type = LXW_CONDITIONAL_TYPE_FORMULA, .value_string = l->field[3], .format = f};

    worksheet_conditional_format_range(s, (lxw_row_t)atoi(l->field[0]), (lxw_col_t)atoi(l->field[2]),
                                       (lxw_row_t)atoi(l->field[1]), (lxw_col_t)atoi(l->field[2]), &c);
}

static void add_cell(lxw_worksheet *s, const struct line *l, lxw_format **formats)
{
    lxw_row_t row = (lxw_row_t)atoi(l->field[0]);
    lxw_col_t col = (lxw_col_t)atoi(l->field[1]);
    lxw_format *f = l->field[2] && atoi(l->field[2]) >= 0 ? formats[atoi(l->field[2])] : NULL;

    if (l->kind == 'C')
        worksheet_write_string(s, row, col, l->field[3], f);
    else if (l->kind == 'N')
        worksheet_write_number(s, row, col, atof(l->field[3]), f);
    else
        worksheet_write_blank(s, row, col, f);
}

static void write_line(lxw_workbook *b, lxw_worksheet **s, const struct line *l, lxw_format **formats,
                       size_t *nformats)
{
    const char *const *f = (const char *const *)l->field;

    if (l->kind == 'S')
        *s = workbook_add_worksheet(b, f[0]);
    else if (l->kind == 'F')
        formats[(*nformats)++] = new_format(b, l);
    else if (l->kind == 'W')
        worksheet_set_column(*s, (lxw_col_t)atoi(f[0]), (lxw_col_t)atoi(f[0]), atof(f[1]), NULL);
    else if (l->kind == 'R')
        worksheet_set_row(*s, (lxw_row_t)atoi(f[0]), atof(f[1]), NULL);
    else if (l->kind == 'M')
        worksheet_merge_range(*s, (lxw_row_t)atoi(f[0]), (lxw_col_t)atoi(f[1]), (lxw_row_t)atoi(f[2]),
                              (lxw_col_t)atoi(f[3]), "", formats[atoi(f[4])]);
    else if (l->kind == 'L' || l->kind == 'T')
        add_check(*s, l);
    else if (l->kind == 'X')
        add_colour(*s, l, formats[0]);
    else if (l->kind == 'D')
        workbook_define_name(b, f[0], f[1]);
    else
        add_cell(*s, l, formats);
}

static void write_book(const char *path, const char *folder)
{
    lxw_workbook_options options = {.tmpdir = (char *)(size_t)folder};
    lxw_workbook *b = workbook_new_opt(path, &options);
    lxw_format *formats[256];
    lxw_worksheet *s = NULL;
    size_t nformats = 0;

    for (size_t i = 0; i < nlines; i++)
        write_line(b, &s, &lines[i], formats, &nformats);
    if (workbook_close(b))
        exit(1);
}

int main(int argc, char **argv)
{
    struct timespec from, to;

    if (argc < 4)
        return 2;
    read_list(argv[1]);
    mkdir(argv[2], 0700);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (long i = 0; i < atol(argv[3]); i++) {
        char folder[4096], path[8192];

        snprintf(folder, sizeof folder, "%s/%ld", argv[2], i);
        mkdir(folder, 0700);
        snprintf(path, sizeof path, "%s/sheet.xlsx", folder);
        write_book(path, argc > 4 ? argv[4] : argv[2]);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.6f\n", (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9);
    return 0;
}
