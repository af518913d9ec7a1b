/* XML from an entry of an archive, as events, without holding it.
 *
 *     static const struct xml_handler handler = {start, end, text};
 *     if (xml_read(zip, "xl/workbook.xml", &handler, me) != XML_READ_OK) …
 *
 * Names are as written, with their prefix. A DOCTYPE is refused, as office documents have none:
 * with it go all entities. */
#ifndef DATA_XML_H
#define DATA_XML_H

#include "data/archive.h"

#define XML_MAX_DEPTH 200
#define XML_MAX_TAG   ((size_t)1 << 20) /* bytes of one tag or comment */

struct xml;

struct xml_handler {
    void (*start)(void *me, struct xml *x, const char *name, const char *const *attributes);
    void (*end)(void *me, struct xml *x, const char *name);
    void (*text)(void *me, const char *bytes, size_t n);
};

enum xml_result {
    XML_READ_OK,
    XML_READ_DAMAGED, /* not well-formed, or with a DOCTYPE */
    XML_READ_DEEP,    /* over XML_MAX_DEPTH */
    XML_READ_STOPPED, /* by a handler */
    XML_READ_ARCHIVE  /* archive_state tells */
};

enum xml_result xml_read(struct archive *z, const char *entry, const struct xml_handler *handler,
                         void *me);

/* From a handler: no further events. */
void xml_stop(struct xml *x);

/* Elements that are open, the present one included. */
unsigned xml_depth(const struct xml *x);

const char *xml_local(const char *name); /* behind its prefix */

/* The value of an attribute, or NULL: by its whole name, or by its local name. */
const char *xml_attribute(const char *const *attributes, const char *name);
const char *xml_local_attribute(const char *const *attributes, const char *local);

#endif
