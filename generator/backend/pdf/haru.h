/* A document in libharu: objects whose text and bytes are ready, and a tree of pages. The one place
 * that knows libharu.
 *
 *     haru_begin(h, arena);
 *     n = haru_add(h, &object);        its number; object.dict may be set until haru_save
 *     haru_add_page(h, &page);
 *     first = haru_end_pages(h);       the number that comes next: of the first packed object
 *     haru_save(h, &file);             false after any error, also of the calls before
 *     haru_end(h);
 *
 * Objects are numbered from 1 in the order of adding, and stand in the file in that order: what
 * documents share comes first. */
#ifndef BACKEND_PDF_HARU_H
#define BACKEND_PDF_HARU_H

#include "backend/pdf/digest.h"
#include "backend/pdf/packed.h"

struct haru;

struct haru_object {
    struct str dict;  /* its entries, without << and >> */
    struct str bytes; /* a stream's, ready made; ptr is NULL: no stream */
    bool shared_end;  /* the last object of the template that the file starts with */
};

struct haru_file {
    struct str catalog, info; /* their entries */
    const struct pdf_packed *packed;
    struct pdf_deflater *deflater;
    struct pdf_sink *sink;
    struct pdf_digest *digest; /* started; goes over the whole file */
};

struct haru *haru_new(void); /* NULL when libharu does not start */
void haru_free(struct haru *h);

void haru_begin(struct haru *h, struct arena *a);
/* Objects live until haru_end. 0 after an error. */
uint32_t haru_add(struct haru *h, const struct haru_object *o);
/* A page's dictionary without its Type and Parent. */
uint32_t haru_add_page(struct haru *h, const struct haru_object *o);
/* No page or object may follow. */
uint32_t haru_end_pages(struct haru *h);
bool haru_save(struct haru *h, const struct haru_file *file);
void haru_end(struct haru *h);

/* Why haru_save was false: too much for one file, or libharu's error. */
bool haru_is_full(const struct haru *h);
unsigned long haru_error(const struct haru *h);

#endif
