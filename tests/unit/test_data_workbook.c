#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "data/number.h"
#include "data/workbook.h"
#include "pack.h"

static struct arena *arena;
static struct diag *d;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    d = diag_new(DIAG_EN);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    diag_free(d);
    arena_free(arena);
    return 0;
}

#define TYPES                                                                                      \
    "<Types><Override PartName='/xl/workbook.xml' ContentType='application/"                       \
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/></Types>"
#define TOP_RELATIONSHIP                                                                           \
    "<Relationships><Relationship Id='rId1' Type='http://purl.oclc.org/ooxml/officeDocument/"      \
    "relationships/officeDocument' Target='/xl/workbook.xml'/></Relationships>"
#define RELATIONSHIPS                                                                              \
    "<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/../sheets/s.xml'/>" \
    "<Relationship Id='b' Type='x/styles' Target='st.xml'/>"                                       \
    "<Relationship Id='c' Type='x/sharedStrings' Target='/xl/ss.xml'/></Relationships>"
#define STYLES                                                                                     \
    "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='[$-404]e&quot;年&quot;m&quot;月"    \
    "&quot;d&quot;日&quot;'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs>" \
    "<xf numFmtId='0'/><xf numFmtId='170'/><xf numFmtId='22'/><xf numFmtId='31'/></cellXfs>"       \
    "</styleSheet>"
#define STRINGS                                                                                     \
    "<x:sst xmlns:x='u'><x:si><x:t>一</x:t></x:si><x:si><x:r><x:t>王</x:t></x:r><x:r><x:t"        \
    " xml:space='preserve'>小 </x:t></x:r><x:rPh sb='0' eb='1'><x:t>ㄨㄤˊ</x:t></x:rPh></x:si>" \
    "<x:si><x:t>a_x000D_\nb_x005F_x0041__x0000_</x:t></x:si></x:sst>"

static struct workbook *read_bytes(struct str bytes)
{
    return workbook_read("t.xlsx", bytes, arena, d);
}

static struct workbook *read_xlsx(const char *properties, const char *sheet)
{
    const char *book = arena_fmt(arena,
                                 "<workbook>%s<sheets><sheet name='名冊' sheetId='1' xmlns:q='u' "
                                 "q:id='a'/></sheets></workbook>",
                                 properties)
                           .ptr;
    const struct entry entries[] = {
        {"[Content_Types].xml", STR(TYPES)},  {"_rels/.rels", STR(TOP_RELATIONSHIP)},
        {"xl/workbook.xml", str_from(book)},  {"xl/_rels/workbook.xml.rels", STR(RELATIONSHIPS)},
        {"xl/ss.xml", STR(STRINGS)},          {"xl/st.xml", STR(STYLES)},
        {"xl/sheets/s.xml", str_from(sheet)}, {NULL, {0}}};

    return read_bytes(pack(entries, arena));
}

static struct workbook *read_ods(const char *content)
{
    const struct entry entries[] = {
        {"mimetype", STR("application/vnd.oasis.opendocument.spreadsheet")},
        {"content.xml", str_from(content)},
        {NULL, {0}}};

    return read_bytes(pack(entries, arena));
}

static const char *text_at(const struct workbook *w, uint32_t row, uint32_t col)
{
    const struct sheet_cell *c = sheet_cell_at(&w->sheets[0].table, row, col);

    return c ? arena_str(arena, c->text).ptr : "(empty)";
}

static enum sheet_flaw flaw_at(const struct workbook *w, uint32_t row, uint32_t col)
{
    const struct sheet_cell *c = sheet_cell_at(&w->sheets[0].table, row, col);

    return c ? c->flaw : SHEET_SOUND;
}

static void cells_of_every_kind(void **state)
{
    struct workbook *w = read_xlsx(
        "", "<worksheet><sheetData><row r='2'><c r='A2' t='s'><v>0</v></c><c r='B2' t='s'><v>1</v>"
            "</c><c r='C2' t='s'><v>2</v></c><c r='E2'><v>0.30000000000000004</v></c>"
            "<c r='F2' s='1'><v>46346</v></c><c r='G2' s='2'><v>46346.604166666664</v></c>"
            "<c r='H2' t='b'><v>0</v></c><c r='I2' t='e'><v>#REF!</v></c></row></sheetData>"
            "</worksheet>");

    (void)state;
    assert_non_null(w);
    assert_string_equal(w->sheets[0].table.name, "名冊");
    assert_string_equal(text_at(w, 2, 1), "一");
    assert_string_equal(text_at(w, 2, 2), "王小 ");
    assert_string_equal(text_at(w, 2, 3), "a\nb_x0041__x0000_");
    assert_string_equal(text_at(w, 2, 4), "(empty)");
    assert_string_equal(text_at(w, 2, 5), "0.3");
    assert_string_equal(text_at(w, 2, 6), "2026-11-20");
    assert_string_equal(text_at(w, 2, 7), "2026-11-20 14:30");
    assert_string_equal(text_at(w, 2, 8), "FALSE");
    assert_string_equal(text_at(w, 2, 9), "#REF!");
    assert_int_equal(flaw_at(w, 2, 9), SHEET_ERROR_VALUE);
    assert_string_equal(text_at(w, 1, 1), "(empty)");
    assert_string_equal(text_at(w, 2, 0), "(empty)");
    assert_string_equal(text_at(w, 2, 99), "(empty)");
}

static void what_other_writers_write(void **state)
{
    struct workbook *w = read_xlsx(
        "", "<s:worksheet xmlns:s='u'><s:sheetData><s:row><s:c t='inlineStr'><s:is><s:r><s:t>甲"
            "</s:t></s:r><s:r><s:t>乙</s:t></s:r><s:rPh><s:t>ㄐ</s:t></s:rPh></s:is></s:c><s:c "
            "t='str'><s:f>A1</s:f><s:v>甲乙</s:v></s:c><s:c t='d'><s:v>2026-11-20T00:00:00</s:v>"
            "</s:c><s:c><s:f t='shared' si='0'/><s:v>7</s:v></s:c></s:row><s:row><s:c/><s:c s='3'>"
            "<s:v>0.604166666666667</s:v></s:c><s:c><s:f>1+1</s:f></s:c><s:c t='str'><s:f>\"\""
            "</s:f><s:v></s:v></s:c></s:row></s:sheetData></s:worksheet>");

    (void)state;
    assert_non_null(w);
    assert_string_equal(text_at(w, 1, 1), "甲乙");
    assert_string_equal(text_at(w, 1, 2), "甲乙");
    assert_string_equal(text_at(w, 1, 3), "2026-11-20");
    assert_string_equal(text_at(w, 1, 4), "7");
    assert_string_equal(text_at(w, 2, 2), "14:30");
    assert_int_equal(flaw_at(w, 2, 3), SHEET_NO_RESULT);
    assert_string_equal(text_at(w, 2, 4), "(empty)");
}

static void days_from_1904(void **state)
{
    struct workbook *w = read_xlsx(
        "<workbookPr date1904='1'/>",
        "<worksheet><sheetData><row><c s='1'><v>44884</v></c><c><v>44884</v></c><c><v>4488"
        "</v></c></row></sheetData></worksheet>");

    (void)state;
    assert_string_equal(text_at(w, 1, 1), "2026-11-20");
    assert_int_equal(flaw_at(w, 1, 2), SHEET_DAYS_1904);
    assert_int_equal(flaw_at(w, 1, 3), SHEET_SOUND);
    assert_true(
        sheet_cell_report(sheet_cell_at(&w->sheets[0].table, 1, 2), VALUE_INT, pos_none(), d));
    assert_int_equal(diag_errors(d), 0);
    assert_false(
        sheet_cell_report(sheet_cell_at(&w->sheets[0].table, 1, 2), VALUE_DATE, pos_none(), d));
    assert_int_equal(diag_count(d, DIAG_CELL_1904), 1);
}

static void no_date_is_behind_the_year_9999(void **state)
{
    struct workbook *w = read_xlsx("<workbookPr date1904='1'/>",
                                   "<worksheet><sheetData><row><c s='1'><v>2957003</v></c>"
                                   "<c s='1'><v>2957004</v></c></row></sheetData></worksheet>");

    assert_string_equal(text_at(w, 1, 1), "9999-12-31");
    assert_int_equal(flaw_at(w, 1, 2), SHEET_NO_DATE);
    w = read_xlsx("", "<worksheet><sheetData><row><c s='1'><v>2958465</v></c>"
                      "<c s='2'><v>2958465.999999</v></c></row></sheetData></worksheet>");
    (void)state;
    assert_string_equal(text_at(w, 1, 1), "9999-12-31");
    assert_int_equal(flaw_at(w, 1, 2), SHEET_NO_DATE);
}

static void more_sheets_than_are_read(void **state)
{
    struct buf sheets = {0};

    (void)state;
    for (int i = 0; i <= WORKBOOK_MAX_SHEETS; i++)
        buf_fmt(&sheets, "<sheets><sheet name='s%d' sheetId='%d' xmlns:q='u' q:id='a'/></sheets>", i, i + 2);
    buf_char(&sheets, '\0');
    assert_null(read_xlsx(sheets.ptr, "<worksheet/>"));
    assert_int_equal(diag_count(d, DIAG_TOO_MANY_SHEETS), 1);
    assert_int_equal(diag_errors(d), 1);
    buf_free(&sheets);
}

static void note_place(void *ctx, enum diag_level level, struct pos pos)
{
    (void)level;
    *(struct pos *)ctx = pos;
}

static void a_row_out_of_order_has_its_place(void **state)
{
    struct pos pos = {0};

    (void)state;
    assert_null(read_xlsx("", "<worksheet><sheetData><row r='9'/><row r='7'/></sheetData></worksheet>"));
    diag_each(d, note_place, &pos);
    assert_string_equal(pos.sheet, "名冊");
    assert_int_equal(pos.row, 7);
}

static void merged_and_hidden(void **state)
{
    struct workbook *w = read_xlsx(
        "", "<worksheet><cols><col min='2' max='2' hidden='1'/></cols><sheetData>"
            "<row><c t='str'><v>一</v></c><c t='str'><v>二</v></c></row>"
            "<row hidden='1'><c t='str'><v>covered</v></c><c t='str'><v>三</v></c></row>"
            "<row hidden='true'><c/><c t='str'><v>四</v></c></row>"
            "<row><c t='str'><v>五</v></c><c t='str'><v>covered</v></c></row></sheetData>"
            "<mergeCells><mergeCell ref='A1:A3'/><mergeCell ref='A4:B4'/><mergeCell ref='C1:C1'/>"
            "</mergeCells></worksheet>");

    (void)state;
    assert_int_equal(w->sheets[0].nmerges, 2);
    assert_string_equal(text_at(w, 2, 1), "(empty)");
    assert_string_equal(text_at(w, 4, 2), "(empty)");
    workbook_report_sheet(&w->sheets[0], d);
    assert_int_equal(diag_count(d, DIAG_HIDDEN_ROWS), 1);
    assert_int_equal(diag_count(d, DIAG_HIDDEN_COLUMNS), 1);
    assert_true(workbook_fill_merged(w, arena));
    assert_string_equal(text_at(w, 2, 1), "一");
    assert_string_equal(text_at(w, 3, 1), "一");
    assert_int_equal(flaw_at(w, 2, 1), SHEET_MERGED_DOWN);
    assert_int_equal(flaw_at(w, 3, 1), SHEET_MERGED_ON);
    assert_int_equal(flaw_at(w, 4, 1), SHEET_MERGED_ACROSS);
    assert_int_equal(flaw_at(w, 4, 2), SHEET_MERGED_ACROSS);
}

#define ODS_OPEN                                                                                   \
    "<o><office:automatic-styles><style:style style:name='h'><style:table-properties "             \
    "table:display='false'/></style:style></office:automatic-styles>"
#define ODS_SHEET "<table:table table:name='甲' table:style-name='h'>"

static void open_document(void **state)
{
    struct workbook *w = read_ods(
        "<o xmlns:office='a' xmlns:table='b' xmlns:text='c' xmlns:style='d' xmlns:draw='e' "
        "xmlns:calcext='f'>" ODS_OPEN ODS_SHEET
        "<table:table-row table:number-rows-repeated='1000000'><table:table-cell "
        "table:number-columns-repeated='16384'/></table:table-row>"
        "<table:table-row table:visibility='collapse'>"
        "<table:table-cell office:value-type='string' table:number-columns-repeated='2'>"
        "<office:annotation><text:p>note</text:p></office:annotation><draw:frame><text:p>x</text:p>"
        "</draw:frame><text:p>a <text:s text:c='2'/>b<text:line-break/>c\n  d</text:p>"
        "<text:p><text:span>e</text:span><office:annotation><text:p>n</text:p></office:annotation>"
        "<text:ruby><text:ruby-base>f</text:ruby-base><text:ruby-text>g</text:ruby-text></"
        "text:ruby>"
        "</text:p></table:table-cell>"
        "<table:table-cell office:value-type='date' office:date-value='2026-11-20T00:00:00'/>"
        "<table:table-cell office:value-type='time' office:time-value='PT14H30M00S'/>"
        "<table:table-cell office:value-type='float' office:value='123'><text:p>00123</text:p>"
        "</table:table-cell>"
        "<table:table-cell office:value-type='string' table:formula='of:=1/0' "
        "calcext:value-type='error'><text:p>#DIV/0!</text:p></table:table-cell>"
        "<table:table-cell table:formula='of:=1'/>"
        "<table:covered-table-cell><text:p>covered</text:p></table:covered-table-cell>"
        "<table:table-cell office:value-type='percentage' office:value='0.308'/>"
        "</table:table-row></table:table></o></o>");

    (void)state;
    assert_non_null(w);
    assert_true(w->sheets[0].hidden);
    assert_int_equal(w->sheets[0].table.nrows, 1);
    assert_true(w->sheets[0].table.rows[0].hidden);
    assert_string_equal(text_at(w, 1000001, 1), "a   b\nc d\nef");
    assert_string_equal(text_at(w, 1000001, 2), "a   b\nc d\nef");
    assert_string_equal(text_at(w, 1000001, 3), "2026-11-20");
    assert_string_equal(text_at(w, 1000001, 4), "14:30");
    assert_string_equal(text_at(w, 1000001, 5), "00123");
    assert_int_equal(flaw_at(w, 1000001, 6), SHEET_ERROR_VALUE);
    assert_int_equal(flaw_at(w, 1000001, 7), SHEET_NO_RESULT);
    assert_string_equal(text_at(w, 1000001, 8), "(empty)");
    assert_string_equal(text_at(w, 1000001, 9), "0.308");
}

static void formats(void **state)
{
    static const struct {
        const char *code, *typed, *text;
    } rows[] = {{"General", "1E-3", "0.001"},
                {"General", "-0.1", "-0.1"},
                {"\"第\"General\"場\"", "5", "5"},
                {"[DBNum1][$-404]General", "5", "5"},
                {"[DBNum1]G/通用格式", "5", "5"},
                {"General", "1E+3", "1000"},
                {"0.00E+00", "46346", "46346"},
                {"\"d\"0", "46346", "46346"},
                {"[Red]#,##0", "46346", "46346"},
                {"00000", "123", "00123"},
                {"yyyy/m/d", "46346.5", "2026-11-20"},
                {"e/m/d", "46346", "2026-11-20"},
                {"ggge\"年\"m\"月\"d\"日\"", "46346", "2026-11-20"},
                {"上午/下午h\"時\"mm\"分\"", "0.604166666666667", "14:30"},
                {"h:mm AM/PM", "46346.604166666667", "14:30"},
                {"[h]:mm", "1.5", "36:00"},
                {"mm:ss", "0.000694444444444444", "00:01"},
                {"yyyy/m/d h:mm", "46346.99999999", "2026-11-21"},
                {"yyyy/m/d h:mm:ss", "46346.0000115741", "2026-11-20 00:00:01"},
                {"yyyy/m/d", "59", "1900-02-28"},
                {"yyyy/m/d", "61", "1900-03-01"}};
    static const char *const none[] = {"0", "60", "-1", "2958466"};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sheet_cell c = number_cell(str_from(rows[i].typed),
                                          number_format_read(str_from(rows[i].code)), false, arena);

        assert_string_equal(arena_str(arena, c.text).ptr, rows[i].text);
        assert_int_equal(c.flaw, SHEET_SOUND);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(
            number_cell(str_from(none[i]), number_format_built_in(14), false, arena).flaw,
            SHEET_NO_DATE);
    assert_int_equal(
        number_cell(STR("1234567890123450"), number_format_built_in(0), false, arena).flaw,
        SHEET_DIGITS_LOST);
}

/* `n` rows of one cell each. */
static const char *deep(size_t n)
{
    struct buf b = {0};
    const char *text;

    for (size_t i = 0; i < n; i++)
        buf_str(&b, STR("<a>"));
    for (size_t i = 0; i < n; i++)
        buf_str(&b, STR("</a>"));
    text = arena_str(arena, buf_view(&b)).ptr;
    buf_free(&b);
    return text;
}

static void limits(void **state)
{
    (void)state;
    assert_null(read_ods(deep(300)));
    assert_int_equal(diag_count(d, DIAG_TOO_DEEP), 1);
    assert_null(read_ods("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"));
    assert_int_equal(diag_count(d, DIAG_WORKBOOK_DAMAGED), 1);
    assert_null(read_ods("<o><table:table table:name='甲'><table:table-row "
                         "table:number-rows-repeated='1048576'><table:table-cell><text:p>x</text:p>"
                         "</table:table-cell></table:table-row></table:table></o>"));
    assert_int_equal(diag_count(d, DIAG_TOO_MANY_ROWS), 1);
    assert_null(read_ods("<o><table:table table:name='甲'><table:table-row "
                         "table:number-rows-repeated='500000'><table:table-cell "
                         "table:number-columns-repeated='500'><text:p>x</text:p></table:table-cell>"
                         "</table:table-row></table:table></o>"));
    assert_int_equal(diag_count(d, DIAG_TOO_MANY_CELLS), 1);
    assert_null(read_xlsx("", "<worksheet><sheetData><row r='2'/><row r='1'/></sheetData>"
                              "</worksheet>"));
    assert_null(read_xlsx("", "<worksheet><sheetData><row><c t='s'><v>99</v></c></row></sheetData>"
                              "</worksheet>"));
    assert_int_equal(diag_count(d, DIAG_WORKBOOK_DAMAGED), 3);
}

static void kinds(void **state)
{
    static const struct entry word[] = {
        {"[Content_Types].xml", STR("x wordprocessingml.document.main+xml")}, {NULL, {0}}};
    static const struct entry locked[] = {
        {"mimetype", STR("application/vnd.oasis.opendocument.spreadsheet")},
        {"META-INF/manifest.xml", STR("<manifest:encryption-data/>")},
        {NULL, {0}}};

    (void)state;
    assert_int_equal(workbook_kind(STR("姓名,日期")), WORKBOOK_NONE);
    assert_int_equal(workbook_kind(STR("PK\003\004")), WORKBOOK_DAMAGED);
    assert_int_equal(workbook_kind(STR("\xD0\xCF\x11\xE0W\0o\0r\0k\0b\0o\0o\0k\0")), WORKBOOK_XLS);
    assert_int_equal(workbook_kind(STR("\xD0\xCF\x11\xE0"
                                       "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0")),
                     WORKBOOK_ENCRYPTED);
    assert_int_equal(workbook_kind(pack(word, arena)), WORKBOOK_OTHER_ZIP);
    assert_int_equal(workbook_kind(pack(locked, arena)), WORKBOOK_ENCRYPTED);
    assert_null(read_bytes(pack(word, arena)));
    assert_int_equal(diag_count(d, DIAG_WORKBOOK_OTHER), 1);
}

/* What LibreOffice and openpyxl wrote: tests/data/workbooks. */
static void real_files(void **state)
{
    static const char *const names[] = {"openpyxl.xlsx", "libreoffice.xlsx", "libreoffice.ods"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *path = file_join(arena, "tests/data/workbooks", names[i]);
        struct workbook *w;
        struct str bytes;

        assert_true(file_read(path, WORKBOOK_MAX_BYTES, arena, d, &bytes));
        w = workbook_read(path, bytes, arena, d);
        assert_non_null(w);
        assert_int_equal(w->nsheets, 2);
        assert_non_null(workbook_sheet(w, STR("藏")));
        assert_true(workbook_sheet(w, STR("藏"))->hidden);
        assert_string_equal(text_at(w, 2, 2), "王小明 ");
        assert_string_equal(text_at(w, 2, 3), "2026-11-20");
        assert_string_equal(text_at(w, 2, 4), "0.3");
        assert_string_equal(text_at(w, 2, 5), "14:30");
        assert_int_equal(flaw_at(w, 2, 7), SHEET_ERROR_VALUE);
        assert_int_equal(flaw_at(w, 2, 8), i ? SHEET_SOUND : SHEET_NO_RESULT);
        assert_int_equal(flaw_at(w, 2, 9), SHEET_DIGITS_LOST);
        assert_string_equal(text_at(w, 2, 10), "00123");
        assert_string_equal(text_at(w, 3, 1), "x\ny");
        assert_string_equal(text_at(w, 3, 3), "2026-11-20 09:05");
        assert_string_equal(text_at(w, 3, 5), "36:05");
        assert_int_equal(w->sheets[0].nmerges, 2);
        workbook_report_sheet(&w->sheets[0], d);
    }
    assert_int_equal(diag_count(d, DIAG_HIDDEN_ROWS), 3);
    assert_int_equal(diag_count(d, DIAG_HIDDEN_COLUMNS), 3);
    assert_int_equal(diag_errors(d), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(cells_of_every_kind),
        TEST(what_other_writers_write),
        TEST(days_from_1904),
        TEST(no_date_is_behind_the_year_9999),
        TEST(more_sheets_than_are_read),
        TEST(a_row_out_of_order_has_its_place),
        TEST(merged_and_hidden),
        TEST(open_document),
        TEST(formats),
        TEST(limits),
        TEST(kinds),
        TEST(real_files),
    };

    return cmocka_run_group_tests_name("workbook", tests, NULL, NULL);
}
