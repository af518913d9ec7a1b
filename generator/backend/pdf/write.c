/* A document's file. The objects stand in this order: the colour profile and the templates' fonts,
 * which all documents of a template share, the document's own fonts, stamps, pages, outline,
 * metadata, structure. */
#include "backend/pdf/document.h"
#include "backend/pdf/strings.h"

struct writer {
    struct pdf_doc *doc;
    struct haru *haru;
    struct arena *arena;
    struct buf text;                    /* scratch */
    uint32_t own_fonts[FONT_MAX_FACES]; /* numbers; 0: none */
    uint32_t *pages;
    struct haru_object profile, metadata;
    uint32_t profile_number, metadata_number;
};

static struct str take_text(struct writer *w)
{
    struct str s = arena_str(w->arena, buf_view(&w->text));

    w->text.len = 0;
    return s;
}

static void add_template_fonts(struct writer *w)
{
    for (struct pdf_used_template *t = w->doc->templates; t; t = t->next) {
        const struct pdf_template *from = t->template;

        for (size_t i = 0; i < from->nfonts; i++) {
            bool last = t == w->doc->templates && i + 1 == from->nfonts;

            t->fonts[from->fonts[i].face] = pdf_font_add(&from->fonts[i], w->haru, last, w->arena);
        }
    }
}

static bool add_own_fonts(struct writer *w, struct diag *d)
{
    struct pdf *pdf = w->doc->pdf;

    for (uint16_t face = 0; face < FONT_MAX_FACES; face++) {
        const struct pdf_face_codes *codes = &w->doc->codes.faces[face];
        struct pdf_font *font;

        if (codes->n == 0)
            continue;
        font = arena_alloc(w->arena, sizeof *font);
        if (!pdf_font_make(pdf->fonts, face, codes, pdf->deflater, PDF_LEVEL_OWN, w->arena, d,
                           font))
            return false;
        w->own_fonts[face] = pdf_font_add(font, w->haru, false, w->arena);
    }
    return true;
}

static void put_fonts(struct buf *b, char prefix, const uint32_t *fonts)
{
    for (unsigned face = 0; face < FONT_MAX_FACES; face++)
        if (fonts[face])
            buf_fmt(b, "/%c%u %u 0 R", prefix, face, fonts[face]);
}

/* Deflated once a process, as other documents show the same picture. */
static struct str image_bytes(struct pdf *pdf, const struct image *image)
{
    void **slot = map_slot(&pdf->images, arena_fmt(pdf->scratch, "%u", image->number));
    struct str *kept = *slot;

    if (image->jpeg)
        return image->bytes;
    if (!kept) {
        kept = arena_alloc(pdf->arena, sizeof *kept);
        *kept = pdf_deflate(pdf->deflater, image->bytes, PDF_LEVEL_STAMP, pdf->arena);
        *slot = kept;
    }
    return *kept;
}

static void add_images(struct writer *w)
{
    for (struct pdf_used_image *u = w->doc->images; u; u = u->next) {
        const struct image *i = u->image;

        u->object = (struct haru_object){.bytes = image_bytes(w->doc->pdf, i)};
        u->object.dict = arena_fmt(
            w->arena,
            "/Type/XObject/Subtype/Image/Width %u/Height %u/ColorSpace/%s/BitsPerComponent 8"
            "/Filter/%s/Length %zu",
            i->width, i->height, i->components == 1 ? "DeviceGray" : "DeviceRGB",
            i->jpeg ? "DCTDecode" : "FlateDecode", u->object.bytes.len);
        u->number = haru_add(w->haru, &u->object);
    }
}

static void add_resources(struct writer *w)
{
    add_images(w);
    for (struct pdf_used_template *t = w->doc->templates; t; t = t->next) {
        buf_str(&w->text, STR("/Font<<"));
        put_fonts(&w->text, 'F', t->fonts);
        put_fonts(&w->text, 'D', w->own_fonts);
        buf_str(&w->text, STR(">>"));
        if (w->doc->images)
            buf_str(&w->text, STR("/XObject<<"));
        for (const struct pdf_used_image *u = w->doc->images; u; u = u->next)
            buf_fmt(&w->text, "/I%u %u 0 R", u->image->number, u->number);
        if (w->doc->images)
            buf_str(&w->text, STR(">>"));
        if (w->doc->multiplies)
            buf_str(&w->text, STR(PDF_MULTIPLY_STATE));
        t->object = (struct haru_object){.dict = take_text(w)};
        t->resources = haru_add(w->haru, &t->object);
    }
}

/* Sets up a stream of page content; its number is 0 when there is nothing to draw. */
static uint32_t add_content(struct writer *w, struct str bytes, struct haru_object *o)
{
    if (bytes.len == 0)
        return 0;
    *o = (struct haru_object){.bytes = bytes};
    o->dict = arena_fmt(w->arena, "/Filter/FlateDecode/Length %zu", bytes.len);
    return haru_add(w->haru, o);
}

static void put_contents(struct buf *b, uint32_t stamp, uint32_t own, uint32_t over)
{
    uint32_t all[] = {stamp, own, over};
    size_t n = 0;

    for (size_t i = 0; i < 3; i++)
        if (all[i])
            all[n++] = all[i];
    if (n == 1)
        buf_fmt(b, "/Contents %u 0 R", all[0]);
    for (size_t i = 0; n > 1 && i < n; i++)
        buf_fmt(b, "%s%u 0 R%s", i ? " " : "/Contents[", all[i], i + 1 == n ? "]" : "");
}

static void put_page(struct buf *b, const struct pdf_page *p, uint32_t own, uint32_t over)
{

    buf_str(b, STR("/MediaBox[0 0 "));
    pdf_put_milli(b, p->width);
    buf_char(b, ' ');
    pdf_put_milli(b, p->height);
    if (p->template)
        buf_fmt(b, "]/Resources %u 0 R", p->template->resources);
    else
        buf_str(b, STR("]/Resources<<>>"));
    put_contents(b, p->stamp ? p->stamp->number : 0, own, over);
    pdf_links_put(b, p->links);
}

static void add_pages(struct writer *w)
{
    for (struct pdf_used_stamp *s = w->doc->stamps; s; s = s->next)
        s->number = add_content(w, s->stamp->bytes, &s->object);
    w->pages = arena_array(w->arena, w->doc->npages, sizeof *w->pages);
    for (size_t i = 0; i < w->doc->npages; i++) {
        const struct pdf_page *p = &w->doc->pages[i];
        struct haru_object *objects = arena_array(w->arena, 3, sizeof *objects);
        uint32_t own = add_content(w, p->own, &objects[0]);

        pdf_links_add(p->links, w->haru);
        put_page(&w->text, p, own, add_content(w, p->over, &objects[1]));
        if (w->doc->marks[i].n)
            buf_fmt(&w->text, "/StructParents %zu", i);
        objects[2].dict = take_text(w);
        w->pages[i] = haru_add_page(w->haru, &objects[2]);
    }
    for (size_t i = 0; i < w->doc->npages; i++)
        pdf_links_finish(w->doc->pages[i].links, w->pages, w->doc->npages, w->arena);
}

/* Pages are numbered as they are on paper. */
static void put_page_labels(struct writer *w)
{
    static const char *const styles[] = {"/S/D", "/S/r", ""};

    buf_str(&w->text, STR("/PageLabels<</Nums["));
    for (size_t i = 0; i < w->doc->nstarts; i++) {
        const struct pdf_label *at = &w->doc->starts[i];

        buf_fmt(&w->text, "%zu<<%s", at->page, styles[at->label]);
        if (at->label == LAYOUT_UNNUMBERED) {
            buf_str(&w->text, STR("/P"));
            pdf_put_text(&w->text, STR("封面"));
        } else if (at->number > 1) {
            buf_fmt(&w->text, "/St %zu", at->number);
        }
        buf_str(&w->text, STR(">>"));
    }
    buf_str(&w->text, STR("]>>"));
}

static struct str make_info(struct writer *w)
{
    pdf_put_info(&w->text, &w->doc->info);
    return take_text(w);
}

/* The profile is the first object: all documents share it. */
static void add_profile(struct writer *w)
{
    const struct pdf_profile *p = &w->doc->pdf->profile;

    w->profile = (struct haru_object){.dict = p->dict, .bytes = p->bytes};
    w->profile_number = haru_add(w->haru, &w->profile);
}

static void add_metadata(struct writer *w)
{
    pdf_put_xmp(&w->text, &w->doc->info);
    w->metadata.bytes = take_text(w);
    w->metadata.dict =
        arena_fmt(w->arena, "/Type/Metadata/Subtype/XML/Length %zu", w->metadata.bytes.len);
    w->metadata_number = haru_add(w->haru, &w->metadata);
}

/* The structure's objects; the number of its root. */
static uint32_t add_structure(struct writer *w)
{
    struct pdf_doc *doc = w->doc;
    struct pdf_packed *packed = &doc->pdf->packed;
    struct buf *key = &doc->pdf->key;
    uint32_t first = haru_end_pages(w->haru);

    pdf_structure_key(&doc->structure, w->pages, doc->npages, first, key);
    if (pdf_packed_recall(packed, buf_view(key), w->arena))
        return first;
    pdf_packed_start(packed, first, w->arena);
    pdf_structure_write(&doc->structure, w->pages, doc->marks, doc->npages, first, packed);
    pdf_packed_end(packed, buf_view(key));
    return first;
}

static struct str make_catalog(struct writer *w)
{
    uint32_t outline = 0, structure;

    if (w->doc->outline.newest)
        outline = pdf_outline_write(&w->doc->outline, w->haru, w->pages, w->arena);
    add_metadata(w);
    structure = add_structure(w);
    buf_fmt(&w->text,
            "/Lang(zh-TW)/ViewerPreferences<</DisplayDocTitle true>>/MarkInfo<</Marked true>>"
            "/StructTreeRoot %u 0 R/Metadata %u 0 R/OutputIntents[<</Type/OutputIntent"
            "/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/DestOutputProfile %u 0 R>>]",
            structure, w->metadata_number, w->profile_number);
    if (outline)
        buf_fmt(&w->text, "/Outlines %u 0 R/PageMode/UseOutlines", outline);
    if (w->doc->info.page_labels && w->doc->npages)
        put_page_labels(w);
    return take_text(w);
}

static bool make_file(struct writer *w, struct diag *d)
{
    struct pdf *pdf = w->doc->pdf;
    struct haru_file file = {.sink = &pdf->sink,
                             .digest = pdf->digest,
                             .packed = &pdf->packed,
                             .deflater = pdf->deflater};
    char number[24];

    add_profile(w);
    add_template_fonts(w);
    if (!add_own_fonts(w, d))
        return false;
    add_resources(w);
    add_pages(w);
    file.catalog = make_catalog(w);
    file.info = make_info(w);
    pdf_sink_reset(&pdf->sink);
    pdf_digest_start(pdf->digest, w->doc->templates ? w->doc->templates->template->prefix : NULL);
    if (haru_save(w->haru, &file))
        return true;
    if (haru_is_full(w->haru))
        return diag(d, DIAG_PDF_TOO_BIG, pos_none());
    snprintf(number, sizeof number, "0x%04lx", haru_error(w->haru));
    return diag(d, DIAG_PDF, pos_none(), str_from(number));
}

/* Makes the file in the backend's sink, and hands it over: to `path`, or to `bytes`. */
static bool deliver(struct pdf_doc *doc, const char *path, struct arena *a, struct str *bytes,
                    struct diag *d)
{
    struct pdf *pdf = doc->pdf;
    struct writer w = {.doc = doc, .haru = pdf->haru, .arena = pdf->scratch};
    bool ok;

    haru_begin(w.haru, w.arena);
    ok = make_file(&w, d) && (!path || pdf_sink_write(&pdf->sink, path, d));
    if (ok && bytes)
        *bytes = pdf_sink_copy(&pdf->sink, a);
    haru_end(w.haru);
    buf_free(&w.text);
    arena_reset(pdf->scratch);
    return ok;
}

bool pdf_doc_write(struct pdf_doc *doc, const char *path, struct pdf_result *result, struct diag *d)
{
    if (!deliver(doc, path, NULL, NULL, d))
        return false;
    pdf_digest_hex(doc->pdf->digest, result->sha256);
    result->bytes = doc->pdf->sink.bytes;
    result->pages = doc->npages;
    return true;
}

bool pdf_doc_bytes(struct pdf_doc *doc, struct arena *a, struct str *bytes, struct diag *d)
{
    return deliver(doc, NULL, a, bytes, d);
}
