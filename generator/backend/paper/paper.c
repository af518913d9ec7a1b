/* A file comes in, its copies go out. */
#include <assert.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "backend/paper/internal.h"
#include "backend/pdf/metadata.h"
#include "base/file.h"

#define VERSION   "1.7"
#define NO_MEMORY "bad_alloc" /* what C++ calls it */

static void hash(unsigned char digest[32], const struct str *parts, size_t n)
{
    struct sha256_ctx h;

    sha256_init(&h);
    for (size_t i = 0; i < n; i++) {
        sha256_update(&h, sizeof parts[i].len, (const uint8_t *)&parts[i].len);
        sha256_update(&h, parts[i].len, (const uint8_t *)parts[i].ptr);
    }
    sha256_digest(&h, 32, digest);
}

static void put_hex(const unsigned char *bytes, size_t n, char *to)
{
    for (size_t i = 0; i < n; i++)
        snprintf(to + 2 * i, 3, "%02x", bytes[i]);
}

/* libqpdf's error, or else its first warning; NULL when there is neither. */
static qpdf_error trouble(qpdf_data q)
{
    return qpdf_has_error(q) ? qpdf_get_error(q) : qpdf_more_warnings(q) ? qpdf_next_warning(q) : NULL;
}

static struct str detail(qpdf_data q, qpdf_error e)
{
    return str_from(e ? qpdf_get_error_message_detail(q, e) : "?");
}

bool paper_damaged(const struct paper *p, struct diag *d)
{
    qpdf_error e = trouble(p->q);
    struct str first = arena_str(p->arena, detail(p->q, e));

    if (e && qpdf_get_error_code(p->q, e) == qpdf_e_password)
        return diag(d, DIAG_PAPER_ENCRYPTED, pos_file(p->name));
    for (; e; e = qpdf_more_warnings(p->q) ? qpdf_next_warning(p->q) : NULL)
        if (str_find(detail(p->q, e), STR(NO_MEMORY)) < detail(p->q, e).len)
            return diag(d, DIAG_PAPER_HEAVY, pos_file(p->name));
    return diag(d, DIAG_PAPER_DAMAGED, pos_file(p->name), first);
}

static bool read_pdf(qpdf_data q, const char *name, struct str bytes)
{
    qpdf_silence_errors(q);
    qpdf_set_suppress_warnings(q, QPDF_TRUE);
    qpdf_set_attempt_recovery(q, QPDF_FALSE); /* what is guessed may lack a page */
    return !(qpdf_read_memory(q, name, bytes.ptr, bytes.len, NULL) & (QPDF_ERRORS)) &&
           !qpdf_more_warnings(q);
}

/* Reads all of it, so that nothing fails when copies are made. */
static bool check(struct paper *p, struct diag *d)
{
    if (qpdf_is_encrypted(p->q))
        return diag(d, DIAG_PAPER_ENCRYPTED, pos_file(p->name));
    return qpdf_check_pdf(p->q) == QPDF_SUCCESS || paper_damaged(p, d);
}

static bool take_in(struct paper *p, struct diag *d)
{
    int n;

    if (!p->ours && !check(p, d))
        return false;
    n = qpdf_get_num_pages(p->q);
    if (n < 1)
        return paper_damaged(p, d);
    p->npages = (size_t)n;
    return (p->ours || paper_clean(p, d)) && paper_prepare(p, d);
}

struct paper *paper_read(struct str bytes, const char *name, bool ours, struct arena *a,
                         struct diag *d)
{
    struct paper *p = arena_alloc(a, sizeof *p);

    *p = (struct paper){.q = qpdf_init(), .arena = a, .name = name, .ours = ours};
    hash(p->digest, &bytes, 1);
    if (read_pdf(p->q, name, bytes) ? take_in(p, d) : paper_damaged(p, d))
        return p;
    paper_close(p);
    return NULL;
}

void paper_close(struct paper *p)
{
    if (p)
        qpdf_cleanup(&p->q);
}

size_t paper_pages(const struct paper *p)
{
    return p->npages;
}

size_t paper_nsizes(const struct paper *p)
{
    return p->nsizes;
}

struct paper_size paper_size(const struct paper *p, size_t i)
{
    return p->sizes[i];
}

/* The mark of one size: the content and the resources of the mark's page. */
static void fill_form(struct paper *p, qpdf_data mark, size_t i)
{
    qpdf_oh form = qpdf_get_object_by_id(p->q, p->forms[i], 0), none = qpdf_oh_new_null(p->q), dict;
    qpdf_oh page = qpdf_get_page_n(mark, i), resources;
    struct buf content = {0};
    unsigned char *bytes = NULL;
    size_t n = 0;

    qpdf_oh_get_page_content_data(mark, page, &bytes, &n);
    buf_str(&content, STR("/Multiply gs\n")); /* as the mark's own watermark calls it, too */
    if (bytes)
        buf_put(&content, bytes, n);
    free(bytes);
    qpdf_oh_replace_stream_data(p->q, form, (const unsigned char *)content.ptr, content.len, none,
                                none);
    buf_free(&content);
    resources = paper_borrow(p, mark, qpdf_oh_get_key(mark, page, "/Resources"));
    qpdf_oh_replace_key(p->q, resources, "/ExtGState",
                        qpdf_oh_parse(p->q, "<</Multiply<</Type/ExtGState/BM/Multiply>>>>"));
    dict = qpdf_oh_get_dict(p->q, form);
    qpdf_oh_replace_key(p->q, dict, "/Type", qpdf_oh_new_name(p->q, "/XObject"));
    qpdf_oh_replace_key(p->q, dict, "/Subtype", qpdf_oh_new_name(p->q, "/Form"));
    qpdf_oh_replace_key(p->q, dict, "/Resources", resources);
    qpdf_oh_replace_key(p->q, dict, "/BBox",
                        paper_borrow(p, mark, qpdf_oh_get_key(mark, page, "/MediaBox")));
}

/* Title, date and program, and nothing else, in both places that hold such things. */
static void set_metadata(struct paper *p, const struct paper_copy *copy)
{
    struct pdf_info info = {.title = pdf_clean_text(copy->title, p->scratch), .date = copy->date};
    struct buf b = {0};
    qpdf_oh xmp, dict;

    info.claims_nothing = !p->ours || copy->password.len;
    buf_str(&b, STR("<<"));
    pdf_put_info(&b, &info);
    buf_str(&b, STR(">>"));
    buf_char(&b, '\0');
    qpdf_oh_replace_key(p->q, qpdf_get_trailer(p->q), "/Info",
                        paper_new_object(p, qpdf_oh_parse(p->q, b.ptr)));
    b.len = 0;
    pdf_put_xmp(&b, &info);
    xmp = paper_new_stream(p, buf_view(&b));
    dict = qpdf_oh_get_dict(p->q, xmp);
    qpdf_oh_replace_key(p->q, dict, "/Type", qpdf_oh_new_name(p->q, "/Metadata"));
    qpdf_oh_replace_key(p->q, dict, "/Subtype", qpdf_oh_new_name(p->q, "/XML"));
    qpdf_oh_replace_key(p->q, qpdf_get_root(p->q), "/Metadata", xmp);
    buf_free(&b);
}

/* Starts a write with the random bytes that it will use, and with an ID made of the same. */
static void encrypt(const struct paper *p, const struct paper_copy *copy)
{
    unsigned char seed[32], id[32];
    char owner[65];
    struct str parts[] = {copy->salt, copy->password, copy->mark, copy->title, copy->date,
                          {(const char *)p->digest, sizeof p->digest}, STR("seed")};
    size_t n = sizeof parts / sizeof *parts;
    qpdf_oh ids = qpdf_oh_new_array(p->q);

    assert(copy->salt.len);
    hash(seed, parts, n);
    parts[n - 1] = STR("owner"); /* nobody is told of it: the rights are those of the reader */
    hash(id, parts, n);
    put_hex(id, sizeof id, owner);
    parts[n - 1] = STR("id");
    hash(id, parts, n);
    for (int i = 0; i < 2; i++)
        qpdf_oh_append_item(p->q, ids, qpdf_oh_new_binary_string(p->q, (const char *)id, 16));
    qpdf_oh_replace_key(p->q, qpdf_get_trailer(p->q), "/ID", ids);
    paper_random_seed(seed);
    qpdf_set_static_ID(p->q, QPDF_TRUE); /* the second half; the first is ours, and R6 needs neither */
    qpdf_set_r6_encryption_parameters2(p->q, copy->password.ptr, owner, QPDF_TRUE, QPDF_TRUE,
                                       QPDF_FALSE, QPDF_FALSE, QPDF_FALSE, QPDF_FALSE, qpdf_r3p_full,
                                       QPDF_TRUE);
}

static bool make(struct paper *p, const struct paper_copy *copy)
{
    bool ok;

    qpdf_oh_remove_key(p->q, qpdf_get_trailer(p->q), "/ID");
    set_metadata(p, copy);
    if (qpdf_init_write_memory(p->q) & (QPDF_ERRORS))
        return false;
    qpdf_set_stream_data_mode(p->q, qpdf_s_preserve);
    qpdf_set_minimum_pdf_version(p->q, VERSION);
    if (copy->password.len)
        encrypt(p, copy);
    else
        qpdf_set_deterministic_ID(p->q, QPDF_TRUE);
    ok = !(qpdf_write(p->q) & (QPDF_ERRORS));
    paper_random_seed(NULL);
    return ok && !qpdf_more_warnings(p->q);
}

static bool write_file(const struct paper *p, const char *path, struct pdf_result *result,
                       struct diag *d)
{
    struct str bytes = {(const char *)qpdf_get_buffer(p->q), qpdf_get_buffer_length(p->q)};
    unsigned char digest[32];
    struct sha256_ctx h;

    if (!file_write(path, bytes, d))
        return false;
    sha256_init(&h);
    sha256_update(&h, bytes.len, (const uint8_t *)bytes.ptr);
    sha256_digest(&h, sizeof digest, digest);
    put_hex(digest, sizeof digest, result->sha256);
    result->bytes = bytes.len;
    result->pages = p->npages;
    return true;
}

bool paper_write(struct paper *p, const struct paper_copy *copy, const char *path,
                 struct pdf_result *result, struct diag *d)
{
    struct arena *scratch = arena_new();
    qpdf_data mark = qpdf_init();
    bool ok = read_pdf(mark, "mark", copy->mark) && (size_t)qpdf_get_num_pages(mark) >= p->nsizes;

    paper_begin_copy(p, scratch);
    for (size_t i = 0; ok && i < p->nsizes; i++)
        fill_form(p, mark, i);
    ok = ok && !qpdf_has_error(p->q) && !qpdf_has_error(mark) && make(p, copy);
    if (ok)
        ok = write_file(p, path, result, d);
    else
        diag(d, DIAG_PAPER_WRITE, pos_file(p->name), detail(p->q, trouble(p->q)));
    qpdf_oh_release_all(p->q);
    qpdf_cleanup(&mark);
    arena_free(scratch);
    return ok;
}
