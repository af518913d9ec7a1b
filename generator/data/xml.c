#include "data/xml.h"

#include <expat.h>
#include <string.h>

#define CHUNK_BYTES (64 * 1024)

struct xml {
    XML_Parser parser;
    const struct xml_handler *handler;
    void *me;
    unsigned depth;
    uint64_t fed;
    enum xml_result result;
};

static void stop(struct xml *x, enum xml_result why)
{
    if (x->result == XML_READ_OK)
        x->result = why;
    XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL on_start(void *data, const char *name, const char **attributes)
{
    struct xml *x = data;

    if (x->result != XML_READ_OK)
        return;
    if (++x->depth > XML_MAX_DEPTH)
        stop(x, XML_READ_DEEP);
    else
        x->handler->start(x->me, x, name, (const char *const *)attributes);
}

static void XMLCALL on_end(void *data, const char *name)
{
    struct xml *x = data;

    if (x->result == XML_READ_OK)
        x->handler->end(x->me, x, name);
    x->depth--;
}

static void XMLCALL on_text(void *data, const char *bytes, int n)
{
    struct xml *x = data;

    if (x->result == XML_READ_OK)
        x->handler->text(x->me, bytes, (size_t)n);
}

static void XMLCALL on_doctype(void *data, const char *name, const char *sysid, const char *pubid,
                               int internal)
{
    (void)name, (void)sysid, (void)pubid, (void)internal;
    stop(data, XML_READ_DAMAGED);
}

/* A tag without an end makes expat look at it anew with each chunk. */
static bool tag_too_long(const struct xml *x)
{
    XML_Index at = XML_GetCurrentByteIndex(x->parser);

    return at >= 0 && x->fed > (uint64_t)at && x->fed - (uint64_t)at > XML_MAX_TAG;
}

static void read_all(struct xml *x, struct archive *z)
{
    long n;

    do {
        void *chunk = XML_GetBuffer(x->parser, CHUNK_BYTES);

        if (!chunk)
            out_of_memory();
        n = archive_next(z, chunk, CHUNK_BYTES);
        if (n < 0) {
            stop(x, XML_READ_ARCHIVE);
            return;
        }
        x->fed += (uint64_t)n;
        if (XML_ParseBuffer(x->parser, (int)n, n == 0) == XML_STATUS_ERROR) {
            if (XML_GetErrorCode(x->parser) == XML_ERROR_NO_MEMORY)
                out_of_memory();
            stop(x, XML_READ_DAMAGED);
        } else if (tag_too_long(x)) {
            stop(x, XML_READ_DAMAGED);
        }
    } while (n > 0 && x->result == XML_READ_OK);
}

enum xml_result xml_read(struct archive *z, const char *entry, const struct xml_handler *handler,
                         void *me)
{
    struct xml x = {.handler = handler, .me = me};

    if (archive_begin(z, entry) != ARCHIVE_OK)
        return XML_READ_ARCHIVE;
    x.parser = XML_ParserCreate(NULL);
    if (!x.parser)
        out_of_memory();
    XML_SetUserData(x.parser, &x);
    XML_SetElementHandler(x.parser, on_start, on_end);
    XML_SetCharacterDataHandler(x.parser, on_text);
    XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
    read_all(&x, z);
    XML_ParserFree(x.parser);
    return x.result;
}

void xml_stop(struct xml *x)
{
    stop(x, XML_READ_STOPPED);
}

unsigned xml_depth(const struct xml *x)
{
    return x->depth;
}

const char *xml_local(const char *name)
{
    const char *colon = strchr(name, ':');

    return colon ? colon + 1 : name;
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

const char *xml_local_attribute(const char *const *attributes, const char *local)
{
    for (; *attributes; attributes += 2)
        if (strcmp(xml_local(attributes[0]), local) == 0)
            return attributes[1];
    return NULL;
}
