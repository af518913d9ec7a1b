/* The same pages through libharu's own font path: each document loads TW-Kai with
 * HPDF_LoadTTFontFromFile and draws the lines of a text.
 *
 * usage: haru FONT.ttf TEXT OUT N       TEXT: lines; a form feed begins a page */
#include <hpdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static void fail(HPDF_STATUS error, HPDF_STATUS detail, void *data)
{
    (void)data;
    fprintf(stderr, "libharu: error %04lx, %lu\n", error, detail);
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static HPDF_Page new_page(HPDF_Doc doc, HPDF_Font font)
{
    HPDF_Page page = HPDF_AddPage(doc);

    HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
    HPDF_Page_SetFontAndSize(page, font, 12);
    return page;
}

static void write_one(const char *font_path, char *text, const char *path)
{
    HPDF_Doc doc = HPDF_New(fail, NULL);
    HPDF_Font font;
    HPDF_Page page;
    float y = 800;

    HPDF_UseUTFEncodings(doc);
    HPDF_SetCompressionMode(doc, HPDF_COMP_ALL);
    font = HPDF_GetFont(doc, HPDF_LoadTTFontFromFile(doc, font_path, HPDF_TRUE), "UTF-8");
    page = new_page(doc, font);
    for (char *line = text; *line;) {
        size_t n = strcspn(line, "\n\f");
        char end = line[n];

        line[n] = '\0';
        HPDF_Page_BeginText(page);
        HPDF_Page_TextOut(page, 50, y, line);
        HPDF_Page_EndText(page);
        y -= 13;
        line[n] = end;
        if (end == '\f' && line[n + 1]) {
            page = new_page(doc, font);
            y = 800;
        }
        line += n + (end != '\0');
    }
    HPDF_SaveToFile(doc, path);
    HPDF_Free(doc);
}

int main(int argc, char **argv)
{
    static char text[1 << 20];
    double start;
    FILE *f;

    if (argc != 5 || !(f = fopen(argv[2], "r")))
        return 2;
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    mkdir(argv[3], 0700);
    start = now();
    for (long i = 0; i < atol(argv[4]); i++) {
        char path[4096];

        snprintf(path, sizeof path, "%s/%ld.pdf", argv[3], i);
        write_one(argv[1], text, path);
    }
    printf("%.6f\n", now() - start);
    return 0;
}
