#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "packet/internal.h"

struct world {
    struct arena *a;
    struct diag *d;
    char root[32];
    const char *out;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    if (!w)
        return -1;
    w->a = arena_new();
    w->d = diag_new(DIAG_EN);
    strcpy(w->root, "/tmp/test_packet.XXXXXX");
    if (!mkdtemp(w->root))
        return -1;
    w->out = file_join(w->a, w->root, "packet/out");
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    file_remove_tree(w->root, w->d);
    diag_free(w->d);
    arena_free(w->a);
    free(w);
    return 0;
}

static const char *at(struct world *w, const char *path)
{
    return file_join(w->a, w->root, path);
}

static void put(struct world *w, const char *path, const char *text)
{
    const char *full = at(w, path);
    const char *dir = arena_fmt(w->a, "%.*s", (int)(strrchr(full, '/') - full), full).ptr;

    assert_true(file_make_dirs(dir, w->d));
    assert_true(file_write(full, str_from(text), w->d));
}

static void assert_text(struct world *w, const char *path, const char *text)
{
    struct str s;

    if (!file_read(at(w, path), 1 << 20, w->a, w->d, &s))
        fail_msg("%s is not there", path);
    assert_string_equal(s.ptr, text);
}

static void assert_gone(struct world *w, const char *path)
{
    assert_false(file_exists(at(w, path)));
}

static void assert_clean(struct world *w)
{
    if (diag_errors(w->d) + diag_warnings(w->d))
        diag_print(w->d, stderr, DIAG_TEXT, false, false);
    assert_int_equal(diag_errors(w->d) + diag_warnings(w->d), 0);
}

/* Names */

static void assert_safe(struct world *w, const char *wanted, size_t max, const char *name)
{
    struct str s = packet_safe_name(str_from(wanted), max, w->a);

    assert_string_equal(s.ptr, name);
    assert_true(s.len <= max);
    assert_true(utf8_valid(s));
}

static void names_are_safe_on_both_systems(void **state)
{
    struct world *w = *state;

    assert_safe(w, "../etc/passwd", 99, "_etc_passwd");
    assert_safe(w, "a<b>c:d\"e|f?g*h\\i\tj\x7Fk", 99, "a_b_c_d_e_f_g_h_i_j_k");
    assert_safe(w, " .王小明. 　.", 99, "王小明");
    assert_safe(w, "con", 99, "_con");
    assert_safe(w, "NUL .tar.gz", 99, "_NUL .tar.gz");
    assert_safe(w, "Lpt9.pdf", 99, "_Lpt9.pdf");
    assert_safe(w, "COM\u00b9", 99, "_COM\u00b9");
    assert_safe(w, "CONS", 3, "_CO");
    assert_safe(w, "console.pdf", 99, "console.pdf");
    assert_safe(w, "", 99, "_");
    assert_safe(w, " ... ", 99, "_");
}

static void names_cannot_turn_the_writing_direction(void **state)
{
    struct world *w = *state;

    assert_safe(w, "a\u202Efdp.exe", 99, "a_fdp.exe");
    assert_safe(w, "\u200E\u200F\u2066\u2069\u2028\xC2\x85", 99, "______");
    assert_safe(w, "a\xFFz", 99, "a_z");
}

static void rare_characters_stay_in_names(void **state)
{
    struct world *w = *state;

    assert_safe(w, "陳\U00020BB7\U000F0001堃\U000E0101", 99, "陳\U00020BB7\U000F0001堃\U000E0101");
}

static void long_names_are_cut_between_characters(void **state)
{
    struct world *w = *state;

    assert_safe(w, "出國人員", 11, "出國人");
    assert_safe(w, "出國人員.pdf", 14, "出國人.pdf");
    assert_safe(w, "出 國", 4, "出");
    assert_safe(w, "\U00020BB7", 3, "_");
    assert_safe(w, "a.pdf", 3, "a.p");
    assert_safe(w, "\U00020BB7.pdf", 6, "_.pdf");
}

static void assert_unique(struct world *w, struct packet_names *n, const char *folder,
                          const char *name, const char *given)
{
    (void)w;
    assert_string_equal(packet_name_unique(n, str_from(folder), str_from(name)).ptr, given);
}

static void clashing_names_are_numbered(void **state)
{
    struct world *w = *state;
    struct packet_names *n = packet_names_new(w->a);

    assert_unique(w, n, "甲", "清單.pdf", "清單.pdf");
    assert_unique(w, n, "乙", "清單.pdf", "清單.pdf");
    assert_unique(w, n, "甲", "清單.pdf", "清單-2.pdf");
    assert_unique(w, n, "甲", "清單-3.pdf", "清單-3.pdf");
    assert_unique(w, n, "甲", "清單.pdf", "清單-4.pdf");
    assert_unique(w, n, "", "Ａbc", "Ａbc");
    assert_unique(w, n, "", "ａBC", "ａBC-2");
    assert_unique(w, n, "", "115.11.20", "115.11.20");
    assert_unique(w, n, "", "115.11.20", "115.11.20-2");
}

static void numbering_keeps_within_a_names_length(void **state)
{
    struct world *w = *state;
    struct packet_names *n = packet_names_new(w->a);
    char name[256] = {0};
    struct str other;

    memset(name, 'x', 251);
    strcpy(name + 251, ".pdf");
    packet_name_unique(n, STR(""), str_from(name));
    other = packet_name_unique(n, STR(""), str_from(name));
    assert_int_equal(other.len, 255);
    assert_true(str_ends(other, STR("x-2.pdf")));
}

/* Manifest */

static const char MANIFEST[] = "{\n"
                               "  \"generator\": \"formpress\",\n"
                               "  \"kit\": \"trip\",\n"
                               "  \"version\": \"1.0.0\",\n"
                               "  \"date\": \"2026-11-20\",\n"
                               "  \"files\": [\n"
                               "    {\n"
                               "      \"path\": \"T1-王/01-封面.pdf\",\n"
                               "      \"sha256\": \"ba7816bf8f01cfea414140de5dae2223"
                               "b00361a396177a9cb410ff61f20015ad\",\n"
                               "      \"bytes\": 3,\n"
                               "      \"pages\": 2,\n"
                               "      \"form\": \"cover\",\n"
                               "      \"record\": \"a\\\"b\"\n"
                               "    }\n"
                               "  ]\n"
                               "}\n";

static struct packet_manifest manifest_of(struct world *w, size_t n, ...)
{
    struct packet_manifest m = {STR("trip"), STR("1.0.0"), STR("2026-11-20"), NULL, n};
    va_list ap;

    m.files = arena_array(w->a, n, sizeof *m.files);
    va_start(ap, n);
    for (size_t i = 0; i < n; i++) {
        struct str text;

        m.files[i].path = str_from(va_arg(ap, const char *));
        text = str_from(va_arg(ap, const char *));
        m.files[i].form = STR("cover");
        m.files[i].record = STR("a\"b");
        m.files[i].pages = 2;
        m.files[i].bytes = text.len;
        packet_sha256(text, m.files[i].sha256);
    }
    va_end(ap);
    return m;
}

static void manifest_is_written_and_read(void **state)
{
    struct world *w = *state;
    struct packet_manifest m = manifest_of(w, 1, "T1-王/01-封面.pdf", "abc"), *read;

    assert_true(packet_write_manifest(w->root, &m, w->d));
    assert_text(w, "manifest.json", MANIFEST);
    read = packet_read_manifest(w->root, w->a, w->d);
    assert_non_null(read);
    assert_int_equal(read->nfiles, 1);
    assert_string_equal(read->files[0].path.ptr, "T1-王/01-封面.pdf");
    assert_string_equal(read->files[0].record.ptr, "a\"b");
    assert_string_equal(read->files[0].sha256, m.files[0].sha256);
    assert_int_equal(read->files[0].pages, 2);
    m.nfiles = 0;
    assert_true(packet_write_manifest(w->root, &m, w->d));
    assert_non_null(packet_read_manifest(w->root, w->a, w->d));
    assert_clean(w);
}

static void assert_refused(struct world *w, const char *from, const char *to, enum diag_id id)
{
    struct str text = STR(MANIFEST);
    size_t where = str_find(text, str_from(from));
    struct buf b = {0};

    assert_true(where < text.len);
    buf_str(&b, str_slice(text, 0, where));
    buf_str(&b, str_from(to));
    buf_str(&b, str_slice(text, where + strlen(from), text.len));
    assert_true(file_write(at(w, "manifest.json"), buf_view(&b), w->d));
    buf_free(&b);
    diag_clear(w->d);
    assert_null(packet_read_manifest(w->root, w->a, w->d));
    assert_int_equal(diag_errors(w->d), 1);
    assert_int_equal(diag_count(w->d, id), 1);
}

static void foreign_and_broken_manifests_are_refused(void **state)
{
    struct world *w = *state;

    assert_null(packet_read_manifest(w->root, w->a, w->d));
    assert_int_equal(diag_count(w->d, DIAG_READ), 1);
    assert_refused(w, "formpress", "webpack", DIAG_MANIFEST);
    assert_refused(w, "\"files\"", "\"file\"", DIAG_MANIFEST);
    assert_refused(w, "\"ba78", "\"BA78", DIAG_MANIFEST);
    assert_refused(w, "\"bytes\": 3", "\"bytes\": -3", DIAG_MANIFEST);
    assert_refused(w, "\"kit\": \"trip\"", "\"kit\": 1", DIAG_MANIFEST);
    assert_refused(w, "  ]\n}\n", "  ]\n", DIAG_MANIFEST_JSON);
    assert_refused(w, "T1-王/01", "T1-王\\u0000/01", DIAG_MANIFEST_JSON);
    assert_refused(w, "T1-王/01", "/01", DIAG_MANIFEST_PATH);
    assert_refused(w, "T1-王/01", "../01", DIAG_MANIFEST_PATH);
    assert_refused(w, "T1-王/01-封面.pdf", "a/..", DIAG_MANIFEST_PATH);
    assert_refused(w, "T1-王/01", "a//01", DIAG_MANIFEST_PATH);
    assert_refused(w, "T1-王/01", "a\\n/01", DIAG_MANIFEST_PATH);
}

/* Output */

/* A run that makes files and their manifest, up to its commit. */
static bool run(struct world *w, const struct packet_manifest *m, const char *const *texts,
                bool force, struct packet_change *change)
{
    const char *partial;

    if (!packet_begin(w->out, force, w->a, w->d, &partial))
        return false;
    for (size_t i = 0; i < m->nfiles; i++) {
        const char *path = file_join(w->a, partial, m->files[i].path.ptr);
        const char *dir = arena_fmt(w->a, "%.*s", (int)(strrchr(path, '/') - path), path).ptr;

        assert_true(file_make_dirs(dir, w->d));
        assert_true(file_write(path, str_from(texts[i]), w->d));
    }
    return packet_write_manifest(partial, m, w->d) &&
           packet_commit(w->out, partial, m, w->a, w->d, change);
}

static void first_run(struct world *w)
{
    struct packet_manifest m = manifest_of(w, 3, "a.pdf", "A", "T1/b.pdf", "B", "T2/c.pdf", "C");
    struct packet_change change;

    assert_true(run(w, &m, (const char *[]){"A", "B", "C"}, false, &change));
    assert_clean(w);
    assert_int_equal(change.added, 3);
    assert_int_equal(change.kept, 0);
}

static bool second_run(struct world *w, struct packet_change *change)
{
    struct packet_manifest m = manifest_of(w, 3, "a.pdf", "A", "T1/b.pdf", "B2", "d.pdf", "D");

    return run(w, &m, (const char *[]){"A", "B2", "D"}, false, change);
}

static void a_run_makes_the_folder(void **state)
{
    struct world *w = *state;

    first_run(w);
    assert_text(w, "packet/out/T1/b.pdf", "B");
    assert_gone(w, "packet/out.partial");
    assert_gone(w, "packet/out/.formpress-run");
}

static void a_second_run_replaces_the_first(void **state)
{
    struct world *w = *state;
    struct packet_change change;

    first_run(w);
    w->out = arena_fmt(w->a, "%s//", w->out).ptr;
    assert_true(second_run(w, &change));
    assert_clean(w);
    assert_int_equal(change.added, 1);
    assert_int_equal(change.same, 1);
    assert_int_equal(change.changed, 1);
    assert_int_equal(change.removed, 1);
    assert_string_equal(change.removed_paths[0].ptr, "T2/c.pdf");
    assert_text(w, "packet/out/T1/b.pdf", "B2");
    assert_gone(w, "packet/out/T2");
    assert_gone(w, "packet/out.partial");
}

static void what_people_added_is_carried_over(void **state)
{
    struct world *w = *state;
    struct packet_change change;
    struct stat st;

    first_run(w);
    put(w, "packet/out/T2/scan.pdf", "S");
    put(w, "packet/out/mail/2026/reply.txt", "R");
    assert_int_equal(chmod(at(w, "packet/out/mail"), 0750), 0);
    assert_int_equal(symlink("nowhere", at(w, "packet/out/T1/link")), 0);
    assert_true(second_run(w, &change));
    assert_clean(w);
    assert_int_equal(change.kept, 3);
    assert_text(w, "packet/out/T2/scan.pdf", "S");
    assert_text(w, "packet/out/mail/2026/reply.txt", "R");
    assert_int_equal(lstat(at(w, "packet/out/T1/link"), &st), 0);
    assert_int_equal(stat(at(w, "packet/out/mail"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0750);
    assert_gone(w, "packet/out/T2/c.pdf");
}

static void what_people_changed_is_kept_beside(void **state)
{
    struct world *w = *state;
    struct packet_change change;

    first_run(w);
    put(w, "packet/out/T1/b.pdf", "filled in");
    put(w, "packet/out/T2/c.pdf", "X");
    put(w, "packet/out/a.pdf", "A");
    assert_true(second_run(w, &change));
    assert_int_equal(diag_count(w->d, DIAG_CHANGED_KEPT), 2);
    assert_int_equal(diag_errors(w->d), 0);
    assert_int_equal(change.kept, 2);
    assert_text(w, "packet/out/T1/b.pdf", "B2");
    assert_text(w, "packet/out/T1/b-原檔.pdf", "filled in");
    assert_text(w, "packet/out/T2/c.pdf", "X");
    assert_gone(w, "packet/out/a-原檔.pdf");
}

static void a_foreign_folder_needs_force(void **state)
{
    struct world *w = *state;
    struct packet_manifest m = manifest_of(w, 2, "a.pdf", "A", "T1/b.pdf", "B");
    const char *const texts[] = {"A", "B"};
    struct packet_change change;

    put(w, "packet/out/a.pdf", "mine");
    put(w, "packet/out/a-原檔.pdf", "mine too");
    put(w, "packet/out/manifest.json", "{}");
    put(w, "packet/out/T1", "a file");
    put(w, "packet/out/T3/x", "X");
    assert_false(run(w, &m, texts, false, &change));
    assert_int_equal(diag_count(w->d, DIAG_NOT_OURS), 1);
    assert_gone(w, "packet/out.partial");
    assert_text(w, "packet/out/a.pdf", "mine");
    diag_clear(w->d);
    assert_true(run(w, &m, texts, true, &change));
    assert_int_equal(diag_count(w->d, DIAG_CLASH_KEPT), 3);
    assert_int_equal(diag_errors(w->d), 0);
    assert_int_equal(change.kept, 5);
    assert_text(w, "packet/out/a.pdf", "A");
    assert_text(w, "packet/out/a-原檔-2.pdf", "mine");
    assert_text(w, "packet/out/a-原檔.pdf", "mine too");
    assert_text(w, "packet/out/manifest-原檔.json", "{}");
    assert_text(w, "packet/out/T1/b.pdf", "B");
    assert_text(w, "packet/out/T1-原檔", "a file");
    assert_text(w, "packet/out/T3/x", "X");
}

static void a_folder_in_the_place_of_a_file_moves_aside(void **state)
{
    struct world *w = *state;
    struct packet_manifest m = manifest_of(w, 1, "x", "ours");
    struct packet_change change;

    put(w, "packet/out/x/1", "one");
    put(w, "packet/out/x/y/2", "two");
    assert_true(run(w, &m, (const char *[]){"ours"}, true, &change));
    assert_int_equal(diag_count(w->d, DIAG_CLASH_KEPT), 2);
    assert_text(w, "packet/out/x", "ours");
    assert_text(w, "packet/out/x-原檔/1", "one");
    assert_text(w, "packet/out/x-原檔/y/2", "two");
}

static void a_failed_commit_leaves_the_output(void **state)
{
    struct world *w = *state;
    struct packet_manifest m = manifest_of(w, 0);
    struct packet_change change;
    const char *partial;

    first_run(w);
    assert_true(packet_begin(w->out, false, w->a, w->d, &partial));
    assert_int_equal(unlink(file_join(w->a, partial, ".formpress-run")), 0);
    assert_false(packet_commit(w->out, partial, &m, w->a, w->d, &change));
    assert_int_equal(diag_count(w->d, DIAG_WRITE), 1);
    packet_abandon(partial, w->d);
    assert_text(w, "packet/out/T2/c.pdf", "C");
    assert_gone(w, "packet/out.partial");
}

static bool begins(struct world *w, enum diag_id id)
{
    const char *partial;

    diag_clear(w->d);
    if (packet_begin(w->out, false, w->a, w->d, &partial)) {
        packet_abandon(partial, w->d);
        assert_clean(w);
        return true;
    }
    assert_int_equal(diag_errors(w->d), 1);
    assert_int_equal(diag_count(w->d, id), 1);
    return false;
}

static void an_output_must_be_a_folder_of_its_own(void **state)
{
    struct world *w = *state;

    put(w, "file", "F");
    assert_int_equal(symlink("packet", at(w, "link")), 0);
    w->out = at(w, "file");
    assert_false(begins(w, DIAG_OUT_FILE));
    w->out = at(w, "file/out");
    assert_false(begins(w, DIAG_WRITE));
    w->out = at(w, "link");
    assert_false(begins(w, DIAG_OUT_LINK));
    w->out = "";
    assert_false(begins(w, DIAG_OUT_NAME));
    w->out = "//";
    assert_false(begins(w, DIAG_OUT_NAME));
    w->out = "some/..";
    assert_false(begins(w, DIAG_OUT_NAME));
}

static void what_a_crash_left_is_removed(void **state)
{
    struct world *w = *state;

    put(w, "packet/out.partial/half.pdf", "half");
    assert_false(begins(w, DIAG_IN_THE_WAY));
    put(w, "packet/out.partial/.formpress-run", "formpress 1\n");
    assert_false(begins(w, DIAG_OUT_BUSY));
    put(w, "packet/out.partial/.formpress-run", "");
    assert_true(begins(w, DIAG_COUNT));
    assert_int_equal(mkdir(at(w, "packet/out.partial"), 0700), 0);
    assert_true(begins(w, DIAG_COUNT));
    put(w, "packet/out.partial", "a file");
    assert_false(begins(w, DIAG_IN_THE_WAY));
}

static void a_crash_between_two_renames_is_mended(void **state)
{
    struct world *w = *state;

    first_run(w);
    assert_int_equal(rename(w->out, at(w, "packet/out.partial-old")), 0);
    assert_true(begins(w, DIAG_COUNT));
    assert_text(w, "packet/out/a.pdf", "A");
    assert_gone(w, "packet/out.partial-old");
}

static void folders_are_swapped_without_exchange(void **state)
{
    struct world *w = *state;
    const char *fresh = at(w, "fresh"), *old;

    put(w, "out/x", "old");
    put(w, "fresh/x", "new");
    assert_true(packet_swap(at(w, "out"), fresh, false, w->a, w->d, &old));
    assert_string_equal(old, at(w, "fresh-old"));
    assert_text(w, "out/x", "new");
    assert_text(w, "fresh-old/x", "old");
    assert_false(packet_swap(at(w, "out"), at(w, "none"), false, w->a, w->d, &old));
    assert_text(w, "out/x", "new");
}

static void files_are_copied_where_links_fail(void **state)
{
    struct world *w = *state;
    struct stat st;

    put(w, "x", "text");
    assert_int_equal(chmod(at(w, "x"), 0640), 0);
    assert_int_equal(symlink("x", at(w, "l")), 0);
    assert_true(packet_copy_entry(at(w, "x"), at(w, "y"), S_IFREG, w->d));
    assert_true(packet_copy_entry(at(w, "l"), at(w, "m"), S_IFLNK, w->d));
    assert_text(w, "y", "text");
    assert_text(w, "m", "text");
    assert_int_equal(stat(at(w, "y"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_false(packet_copy_entry(at(w, "x"), at(w, "y"), S_IFREG, w->d));
    assert_false(packet_copy_entry(at(w, "x"), at(w, "z"), S_IFIFO, w->d));
    assert_int_equal(diag_count(w->d, DIAG_CANNOT_KEEP), 1);
}

static void verify_tells_what_is_wrong(void **state)
{
    struct world *w = *state;
    size_t n;

    first_run(w);
    assert_true(packet_verify(w->out, w->a, w->d, &n));
    assert_int_equal(n, 3);
    assert_clean(w);
    put(w, "packet/out/T1/b.pdf", "X");
    put(w, "packet/out/T3/new.pdf", "N");
    assert_int_equal(unlink(at(w, "packet/out/T2/c.pdf")), 0);
    assert_int_equal(symlink("../a.pdf", at(w, "packet/out/T2/c.pdf")), 0);
    assert_int_equal(unlink(at(w, "packet/out/a.pdf")), 0);
    assert_false(packet_verify(w->out, w->a, w->d, &n));
    assert_int_equal(diag_count(w->d, DIAG_FILE_CHANGED), 2);
    assert_int_equal(diag_count(w->d, DIAG_FILE_MISSING), 1);
    assert_int_equal(diag_count(w->d, DIAG_FILE_UNLISTED), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_are_safe_on_both_systems),
        TEST(names_cannot_turn_the_writing_direction),
        TEST(rare_characters_stay_in_names),
        TEST(long_names_are_cut_between_characters),
        TEST(clashing_names_are_numbered),
        TEST(numbering_keeps_within_a_names_length),
        TEST(manifest_is_written_and_read),
        TEST(foreign_and_broken_manifests_are_refused),
        TEST(a_run_makes_the_folder),
        TEST(a_second_run_replaces_the_first),
        TEST(what_people_added_is_carried_over),
        TEST(what_people_changed_is_kept_beside),
        TEST(a_foreign_folder_needs_force),
        TEST(a_folder_in_the_place_of_a_file_moves_aside),
        TEST(a_failed_commit_leaves_the_output),
        TEST(an_output_must_be_a_folder_of_its_own),
        TEST(what_a_crash_left_is_removed),
        TEST(a_crash_between_two_renames_is_mended),
        TEST(folders_are_swapped_without_exchange),
        TEST(files_are_copied_where_links_fail),
        TEST(verify_tells_what_is_wrong),
    };

    return cmocka_run_group_tests_name("packet", tests, NULL, NULL);
}
