/* libharu's objects, from the inside: its public calls would copy every byte several times. The
 * structures used here are those of 2.3. */
#include "backend/pdf/haru.h"

#include <hpdf.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(HPDF_VERSION_ID >= 20300 && HPDF_VERSION_ID < 20400,
               "haru.c knows the structures of libharu 2.3 only");

#define KIDS_MAX   256         /* of a node in the tree of pages */
#define BYTES_MAX  INT32_MAX   /* libharu writes the place of its xref as an int */
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

/* The trailer's ID is the digest of what stands before it. */
static HPDF_STATUS write_id(HPDF_Dict trailer, HPDF_Stream to)
{
    static const char hex[] = "0123456789ABCDEF";
    struct haru *h = trailer->attr;
    unsigned char digest[PDF_DIGEST_BYTES];
    char id[34] = "<";
    struct str s = {id, sizeof id};
    HPDF_STATUS status;

    pdf_digest_add(h->digest, h->sink);
    pdf_digest_peek(h->digest, digest);
    for (size_t i = 0; i < 16; i++) {
        id[1 + 2 * i] = hex[digest[i] >> 4];
        id[2 + 2 * i] = hex[digest[i] & 15];
    }
    id[33] = '>';
    status = write_str(to, STR("/ID["));
    for (int i = 0; i < 2 && status == HPDF_OK; i++)
        status = write_str(to, s);
    return status == HPDF_OK ? write_str(to, STR("]")) : status;
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

bool haru_save(struct haru *h, const struct haru_file *file)
{
    HPDF_Doc doc = h->doc;

    if (h->failed || !add_kids(h, doc->root_pages, 0, h->npages))
        return false;
    h->sink = file->sink;
    h->digest = file->digest;
    check(h, HPDF_Dict_RemoveElement(doc->info, "Producer") == HPDF_OK);
    set_text(h, doc->catalog, file->catalog);
    set_text(h, doc->info, file->info);
    doc->trailer->attr = h;
    doc->trailer->write_fn = write_id;
    move_roots(h);
    doc->stream = HPDF_CallbackWriter_New(doc->mmgr, write_text, h); /* HPDF_FreeDoc frees it */
    if (!check(h, doc->stream != NULL) || !check(h, HPDF_SaveToStream(doc) == HPDF_OK))
        return false;
    pdf_digest_add(h->digest, h->sink);
    return !h->failed && doc->error.error_no == HPDF_OK;
}
