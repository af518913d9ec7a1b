#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/paper/internal.h"
#include "backend/paper/random.h"

static void assert_balance(const char *content, size_t before, size_t behind)
{
    struct paper_balance b = paper_balance(str_from(content));

    assert_int_equal(b.before, before);
    assert_int_equal(b.behind, behind);
}

static void test_balance_counts(void **state)
{
    (void)state;
    assert_balance("", 0, 0);
    assert_balance("q 1 0 0 1 0 0 cm Q", 0, 0);
    assert_balance("q q Q", 0, 1);
    assert_balance("Q", 1, 0);
    assert_balance("Q Q q", 2, 1);
    assert_balance("q Q Q q q Q", 1, 1);
    assert_balance("q\nQ\rq\tQ\fq", 0, 1);
}

static void test_balance_passes_over_what_is_no_operator(void **state)
{
    (void)state;
    assert_balance("(q Q \\) q (q) \\\\) Tj q", 0, 1);
    assert_balance("% Q Q\nq", 0, 1);
    assert_balance("% Q Q", 0, 0);
    assert_balance("/Q gs /q gs q", 0, 1);
    assert_balance("<51 q> Tj q", 0, 1);
    assert_balance("/P <</q /Q /a (Q)>> BDC q EMC", 0, 1);
    assert_balance("[(Q) -1 (q)] TJ qq Qq Q* q", 0, 1);
    assert_balance("BI /W 1 ID Q Q q EI q", 0, 1);
    assert_balance("BI /W 1 ID\nQ EIQ Q\nEI\nq", 0, 1);
}

static void test_balance_of_what_ends_too_early(void **state)
{
    (void)state;
    assert_balance("q (never closed Q", 0, 1);
    assert_balance("q (ends in a backslash \\", 0, 1);
    assert_balance("q <", 0, 1);
    assert_balance("q /", 0, 1);
    assert_balance("q BI ID", 0, 1);
    assert_balance("q BI ID x EI", 0, 1);
    assert_balance("Q", 1, 0);
}

static void test_balance_tells_what_is_cut_off(void **state)
{
    static const char *const cut[] = {"(open", "(a\\", "<41", "BI ID x", "(a) <"};
    static const char *const whole[] = {"", "(a(b)c) Tj", "<41> Tj", "<</A 1>>", "BI ID x EI",
                                        "BI ID EI", "BI ID x EI Q", "% ("};

    (void)state;
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++)
        assert_true(paper_balance(str_from(cut[i])).cut_off);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        assert_false(paper_balance(str_from(whole[i])).cut_off);
}

static void test_random_is_drawn_from_the_seed(void **state)
{
    unsigned char seed[32] = {1}, a[100], b[100], none[32] = {0};

    (void)state;
    paper_random_seed(seed);
    paper_random_fill(a, 100);
    paper_random_seed(seed);
    paper_random_fill(b, 1);
    paper_random_fill(b + 1, 50);
    paper_random_fill(b + 51, 49);
    assert_memory_equal(a, b, 100);
    for (size_t i = 0; i + 64 <= sizeof a; i++) /* no block comes again */
        assert_memory_not_equal(a + i, a + i + 32, 32);
    seed[31] = 1;
    paper_random_seed(seed);
    paper_random_fill(b, 100);
    assert_memory_not_equal(a, b, 32);
    assert_memory_not_equal(b, none, 32);
    paper_random_seed(NULL);
}

/* A PDF of these objects, numbered from 1, the catalogue first. */
static struct str make_pdf(const char *const *objects, struct arena *a)
{
    struct buf b = {0};
    size_t at[16], n = 0, xref;
    struct str made;

    buf_str(&b, STR("%PDF-1.4\n"));
    for (; objects[n]; n++) {
        at[n] = b.len;
        buf_fmt(&b, "%zu 0 obj\n%s\nendobj\n", n + 1, objects[n]);
    }
    xref = b.len;
    buf_fmt(&b, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%010zu 00000 n \n", at[i]);
    buf_fmt(&b, "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", n + 1, xref);
    made = arena_str(a, buf_view(&b));
    buf_free(&b);
    return made;
}

static struct str page_pdf(const char *font, struct arena *a)
{
    const char *const objects[] = {
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2/MediaBox[0 0 595 842]>>",
        "<</Type/Page/Parent 2 0 R/Resources<</Font<</F 4 0 R>>>>/Contents 6 0 R>>",
        font,
        "<</Type/Page/Parent 2 0 R/Resources<</Font<</F 4 0 R>>>>/MediaBox[0 0 842 595]>>",
        "<</Length 14>>\nstream\nBT (words) ET \nendstream",
        "<</Length 5>>\nstream\nbytes\nendstream",
        NULL};

    return make_pdf(objects, a);
}

/* What libqpdf holds would grow with each copy, in a worker that makes thousands. */
static void test_a_copy_takes_the_places_of_the_last_one(void **state)
{
    struct arena *a = arena_new();
    struct diag *d = diag_new(DIAG_EN);
    struct str paper = page_pdf("<</Type/Font/Subtype/Type1/BaseFont/Courier>>", a);
    struct paper_copy copy = {.date = STR("2026-11-20")};
    struct pdf_result first, last, other;
    char path[] = "/tmp/formpress-test-XXXXXX";
    struct paper *p = paper_read(paper, "paper", false, a, d);
    int fd = mkstemp(path), before;

    (void)state;
    assert_non_null(p);
    assert_true(fd >= 0);
    copy.mark = page_pdf("<</Type/Font/Subtype/Type0/Own[7 0 R 7 0 R<</Also 7 0 R>>(\\000x)]>>", a);
    assert_true(paper_write(p, &copy, path, &first, d));
    before = qpdf_oh_get_object_id(p->q, qpdf_make_indirect_object(p->q, qpdf_oh_new_null(p->q)));
    copy.mark = page_pdf("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", a); /* needs fewer */
    assert_true(paper_write(p, &copy, path, &other, d));
    copy.mark = page_pdf("<</Type/Font/Subtype/Type0/Own[7 0 R 7 0 R<</Also 7 0 R>>(\\000x)]>>", a);
    assert_true(paper_write(p, &copy, path, &last, d));
    assert_int_equal(
        qpdf_oh_get_object_id(p->q, qpdf_make_indirect_object(p->q, qpdf_oh_new_null(p->q))), before + 1);
    assert_string_equal(first.sha256, last.sha256);
    assert_string_not_equal(first.sha256, other.sha256);
    close(fd);
    unlink(path);
    paper_close(p);
    diag_free(d);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_balance_counts),
        cmocka_unit_test(test_balance_passes_over_what_is_no_operator),
        cmocka_unit_test(test_balance_of_what_ends_too_early),
        cmocka_unit_test(test_balance_tells_what_is_cut_off),
        cmocka_unit_test(test_random_is_drawn_from_the_seed),
        cmocka_unit_test(test_a_copy_takes_the_places_of_the_last_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
