/* libharu's objects, from the inside: its public calls would copy every byte several times. The
 * structures used here are those of 2.3. */
#include "backend/pdf/haru.h"

#include <hpdf.h>
#include <stdlib.h>
#include <string.h>

#include "backend/pdf/strings.h"

_Static_assert(HPDF_VERSION_ID >= 20300 && HPDF_VERSION_ID < 20400,
               "haru.c knows the structures of libharu 2.3 only");

#define KIDS_MAX   256         /* of a node in the tree of pages */
#define BYTES_MAX  INT32_MAX   /* libharu counts them in an int */
#define ROOTS      3           /* catalog, pages and info, which libharu makes first */
#define XREF_BLOCK (16 * 1024) /* libharu copies the list of objects each time it is full */

/* An object's memory while libharu holds it. */
struct raw {
    const struct haru_object *object;
    struct haru *haru;
    HPDF_Stream to;
};

/* HPDF_Pages_AddKids writes into a page's attribute. */
struct raw_page {
    HPDF_PageAttr_Rec page;
    struct raw raw;
};

struct haru {
    HPDF_Doc doc;
    struct arena *arena;
    HPDF_Dict *pages;
    size_t npages, cap;
    struct pdf_sink *sink;
    struct pdf_digest *digest;
    bool failed, full;
};

struct haru *haru_new(void)
{
    HPDF_Doc doc = HPDF_New(NULL, NULL);
    struct haru *h;

    if (!doc)
        return NULL;
    h = calloc(1, sizeof *h);
    if (!h)
        out_of_memory();
    h->doc = doc;
    return h;
}

void haru_free(struct haru *h)
{
    if (!h)
        return;
    HPDF_Free(h->doc);
    free(h);
}

/* Keeps the first error; libharu goes on after one, into NULL pointers. */
static bool check(struct haru *h, bool ok)
{
    h->failed |= !ok;
    return ok;
}

void haru_begin(struct haru *h, struct arena *a)
{
    h->arena = a;
    h->pages = NULL;
    h->npages = h->cap = 0;
    h->failed = h->full = false;
    if (!check(h, HPDF_NewDoc(h->doc) == HPDF_OK))
        return;
    check(h, h->doc->xref->entries->count == 1 + ROOTS);
    h->doc->xref->entries->items_per_block = XREF_BLOCK;
    h->doc->pdf_version = HPDF_VER_17;
}

void haru_end(struct haru *h)
{
    HPDF_FreeDoc(h->doc);
}

bool haru_is_full(const struct haru *h)
{
    return h->full || h->doc->error.error_no == HPDF_XREF_COUNT_ERR;
}

unsigned long haru_error(const struct haru *h)
{
    return h->doc->error.error_no;
}

static HPDF_STATUS write_str(HPDF_Stream to, struct str s)
{
    return HPDF_Stream_Write(to, (const HPDF_BYTE *)s.ptr, (HPDF_UINT)s.len);
}

static HPDF_STATUS write_dict(HPDF_Dict dict, HPDF_Stream to)
{
    struct raw *r = dict->attr;

    r->to = to;
    return write_str(to, r->object->dict);
}

static HPDF_STATUS write_page(HPDF_Dict dict, HPDF_Stream to)
{
    const struct raw_page *r = dict->attr;
    HPDF_STATUS status = write_str(to, STR("/Type/Page"));

    return status == HPDF_OK ? write_str(to, r->raw.object->dict) : status;
}

/* Is there room for `n` bytes more? */
static HPDF_STATUS check_room(struct haru *h, HPDF_Stream to, size_t n)
{
    if (n <= BYTES_MAX && h->sink->bytes <= BYTES_MAX - n)
        return HPDF_OK;
    h->full = true;
    return HPDF_SetError(to->error, HPDF_FILE_IO_ERROR, 0);
}

/* The stream's bytes go into the sink as they are; libharu is only told how many. */
static HPDF_STATUS write_bytes(HPDF_Dict dict)
{
    const struct raw *r = dict->attr;
    struct pdf_sink *sink = r->haru->sink;
    HPDF_STATUS status = write_str(r->to, STR("\nstream\n"));

    if (status == HPDF_OK)
        status = check_room(r->haru, r->to, r->object->bytes.len);
    if (status != HPDF_OK)
        return status;
    pdf_sink_bytes(sink, r->object->bytes);
    r->to->size += (HPDF_UINT)r->object->bytes.len;
    if (r->object->shared_end) {
        pdf_sink_cut(sink);
        sink->shared = sink->n;
    }
    return write_str(r->to, STR("\nendstream"));
}

static HPDF_STATUS write_text(HPDF_Stream to, const HPDF_BYTE *bytes, HPDF_UINT n)
{
    struct haru *h = to->attr;
    HPDF_STATUS status = check_room(h, to, n);

    if (status == HPDF_OK)
        pdf_sink_text(h->sink, bytes, n);
    return status;
}

/* A dictionary in libharu's table; its number is the one it will have when the roots have moved. */
static HPDF_Dict new_dict(struct haru *h, uint32_t *number)
{
    HPDF_Dict dict = h->failed ? NULL : HPDF_Dict_New(h->doc->mmgr);

    *number = 0;
    if (!check(h, dict != NULL) ||
        !check(h, HPDF_Xref_Add(h->doc->xref, dict) == HPDF_OK)) /* frees it on failure */
        return NULL;
    *number = h->doc->xref->entries->count - 1 - ROOTS;
    return dict;
}

uint32_t haru_add(struct haru *h, const struct haru_object *o)
{
    uint32_t number;
    HPDF_Dict dict = new_dict(h, &number);
    struct raw *r;

    if (!dict)
        return 0;
    r = arena_alloc(h->arena, sizeof *r);
    *r = (struct raw){.object = o, .haru = h};
    dict->attr = r;
    dict->write_fn = write_dict;
    if (o->bytes.ptr)
        dict->after_write_fn = write_bytes;
    return number;
}

uint32_t haru_add_page(struct haru *h, const struct haru_object *o)
{
    uint32_t number;
    HPDF_Dict dict = new_dict(h, &number);
    struct raw_page *r;

    if (!dict)
        return 0;
    r = arena_alloc(h->arena, sizeof *r);
    r->raw = (struct raw){.object = o, .haru = h};
    dict->header.obj_class |= HPDF_OSUBCLASS_PAGE;
    dict->attr = r;
    dict->write_fn = write_page;
    arena_grow(h->arena, &h->pages, &h->cap, h->npages, sizeof *h->pages);
    h->pages[h->npages++] = dict;
    return number;
}

/* Pages first … first + n below `node`, in as many levels as needed. */
static bool add_kids(struct haru *h, HPDF_Pages node, size_t first, size_t n)
{
    size_t span = KIDS_MAX;

    if (n <= KIDS_MAX) {
        for (size_t i = 0; i < n; i++)
            if (!check(h, HPDF_Pages_AddKids(node, h->pages[first + i]) == HPDF_OK))
                return false;
        return true;
    }
    while (span * KIDS_MAX < n)
        span *= KIDS_MAX;
    for (size_t i = 0; i < n; i += span) {
        HPDF_Pages kid = HPDF_Pages_New(h->doc->mmgr, node, h->doc->xref);

        if (!check(h, kid != NULL) || !add_kids(h, kid, first + i, n - i < span ? n - i : span))
            return false;
    }
    return true;
}

/* Catalog, pages and info differ from document to document: they go behind all other objects, so
 * that files of one template begin with the same bytes. References follow by themselves. */
static void move_roots(struct haru *h)
{
    HPDF_List entries = h->doc->xref->entries;
    void *roots[ROOTS];

    memcpy(roots, entries->obj + 1, sizeof roots);
    memmove(entries->obj + 1, entries->obj + 1 + ROOTS,
            (entries->count - 1 - ROOTS) * sizeof *entries->obj);
    memcpy(entries->obj + entries->count - ROOTS, roots, sizeof roots);
    for (HPDF_UINT i = 1; i < entries->count; i++) {
        HPDF_XrefEntry e = entries->obj[i];

        ((HPDF_Obj_Header *)e->obj)->obj_id = i | HPDF_OTYPE_INDIRECT;
    }
}

/* The file's ID is the digest of what stands before it. */
static void put_id(struct haru *h, struct buf *b)
{
    unsigned char digest[PDF_DIGEST_BYTES];

    pdf_digest_add(h->digest, h->sink);
    pdf_digest_peek(h->digest, digest);
    buf_str(b, STR("/ID["));
    for (int copy = 0; copy < 2; copy++) {
        buf_char(b, '<');
        for (size_t i = 0; i < 16; i += 2)
            pdf_put_hex16(b, (unsigned)digest[i] << 8 | digest[i + 1]);
        buf_char(b, '>');
    }
    buf_char(b, ']');
}

/* The file's tail, which libharu cannot write: packed objects, and a cross-reference stream
 * (PDF 1.7, 7.5.8). A row has a type, a place of four bytes, and two bytes more; each is stored as
 * the difference to the row above, PNG's predictor "up". */

#define XREF_ROW 7

struct tail {
    struct haru *h;
    struct buf rows, text;
    unsigned char above[XREF_ROW];
    uint32_t n; /* rows: the next object's number */
};

static void put_row(struct tail *t, unsigned type, size_t place, unsigned more)
{
    const unsigned char row[XREF_ROW] = {(unsigned char)type,          (unsigned char)(place >> 24),
                                         (unsigned char)(place >> 16), (unsigned char)(place >> 8),
                                         (unsigned char)place,         (unsigned char)(more >> 8),
                                         (unsigned char)more};
    unsigned char up[1 + XREF_ROW] = {2};

    for (size_t i = 0; i < XREF_ROW; i++)
        up[1 + i] = (unsigned char)(row[i] - t->above[i]);
    buf_put(&t->rows, up, sizeof up);
    memcpy(t->above, row, sizeof row);
    t->n++;
}

static void put_head(struct tail *t)
{
    t->text.len = 0;
    pdf_put_uint(&t->text, t->n);
    buf_str(&t->text, STR(" 0 obj\n<<"));
}

/* Ends the dictionary that t->text holds and adds the stream. */
static void put_stream(struct tail *t, struct str bytes)
{
    struct pdf_sink *sink = t->h->sink;

    buf_str(&t->text, STR(">>\nstream\n"));
    pdf_sink_text(sink, t->text.ptr, t->text.len);
    pdf_sink_bytes(sink, bytes);
    pdf_sink_text(sink, STR("\nendstream\nendobj\n").ptr, STR("\nendstream\nendobj\n").len);
}

/* libharu's objects. */
static bool put_objects(struct tail *t, HPDF_Stream to)
{
    static const struct str header = STR("%PDF-1.7\n%\xE7\xA4\xBA\xE7\xAF\x84\n");
    HPDF_List entries = t->h->doc->xref->entries;

    pdf_sink_text(t->h->sink, header.ptr, header.len);
    put_row(t, 0, 0, 0xFFFF);
    for (HPDF_UINT i = 1; i < entries->count; i++) {
        HPDF_XrefEntry e = entries->obj[i];
        size_t at = t->h->sink->bytes;

        t->text.len = 0;
        pdf_put_uint(&t->text, i);
        buf_str(&t->text, STR(" 0 obj\n"));
        if (!check(t->h, write_str(to, buf_view(&t->text)) == HPDF_OK &&
                             HPDF_Obj_WriteValue(e->obj, to, NULL) == HPDF_OK &&
                             write_str(to, STR("\nendobj\n")) == HPDF_OK))
            return false;
        put_row(t, 1, at, 0);
    }
    return true;
}

static bool put_packed(struct tail *t, const struct pdf_packed *packed, HPDF_Stream to)
{
    uint32_t number = t->n;

    for (size_t i = 0; i < packed->nstreams; i++)
        number += (uint32_t)packed->streams[i].n;
    for (size_t i = 0; i < packed->nstreams; i++)
        for (unsigned k = 0; k < packed->streams[i].n; k++)
            put_row(t, 2, number + i, k);
    for (size_t i = 0; i < packed->nstreams; i++) {
        const struct pdf_packed_stream *s = &packed->streams[i];
        size_t at = t->h->sink->bytes;

        if (!check(t->h, check_room(t->h, to, s->bytes.len + s->dict.len) == HPDF_OK))
            return false;
        put_head(t);
        buf_str(&t->text, s->dict);
        put_stream(t, s->bytes);
        put_row(t, 1, at, 0);
    }
    return true;
}

static bool put_xref(struct tail *t, struct pdf_deflater *z, HPDF_Stream to)
{
    size_t at = t->h->sink->bytes;
    HPDF_UINT roots = t->h->doc->xref->entries->count - ROOTS;
    struct str rows;

    put_head(t);
    put_row(t, 1, at, 0);
    rows = pdf_deflate(z, buf_view(&t->rows), PDF_LEVEL_OWN, t->h->arena);
    if (!check(t->h, check_room(t->h, to, rows.len) == HPDF_OK))
        return false;
    buf_fmt(&t->text,
            "/Type/XRef/Size %u/W[1 4 2]/Root %u 0 R/Info %u 0 R/Filter/FlateDecode"
            "/DecodeParms<</Predictor 12/Columns %d>>/Length %zu",
            t->n, roots, roots + 2, XREF_ROW, rows.len);
    put_id(t->h, &t->text);
    put_stream(t, rows);
    t->text.len = 0;
    buf_fmt(&t->text, "startxref\n%zu\n%%%%EOF\n", at);
    pdf_sink_text(t->h->sink, t->text.ptr, t->text.len);
    return true;
}

static void set_text(struct haru *h, HPDF_Dict dict, struct str text)
{
    struct raw *r = arena_alloc(h->arena, sizeof *r);
    struct haru_object *o = arena_alloc(h->arena, sizeof *o);

    o->dict = text;
    *r = (struct raw){.object = o, .haru = h};
    dict->attr = r;
    dict->write_fn = write_dict;
}

uint32_t haru_end_pages(struct haru *h)
{
    return !h->failed && add_kids(h, h->doc->root_pages, 0, h->npages)
               ? h->doc->xref->entries->count
               : 0;
}

bool haru_save(struct haru *h, const struct haru_file *file)
{
    HPDF_Doc doc = h->doc;
    struct tail t = {.h = h};
    bool ok;

    if (h->failed)
        return false;
    h->sink = file->sink;
    h->digest = file->digest;
    check(h, HPDF_Dict_RemoveElement(doc->info, "Producer") == HPDF_OK);
    set_text(h, doc->catalog, file->catalog);
    set_text(h, doc->info, file->info);
    move_roots(h);
    doc->stream = HPDF_CallbackWriter_New(doc->mmgr, write_text, h); /* HPDF_FreeDoc frees it */
    if (!check(h, doc->stream != NULL))
        return false;
    ok = put_objects(&t, doc->stream) && put_packed(&t, file->packed, doc->stream) &&
         put_xref(&t, file->deflater, doc->stream);
    buf_free(&t.rows);
    buf_free(&t.text);
    pdf_digest_add(h->digest, h->sink);
    return ok && !h->failed && doc->error.error_no == HPDF_OK;
}
