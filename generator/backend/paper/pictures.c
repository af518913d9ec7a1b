/* What a picture tells of its camera and its place stands in the picture's own file, a stream of the PDF. */
#include <stdlib.h>
#include <string.h>

#include "backend/paper/internal.h"
#include "image/image.h"

static qpdf_oh last_of(const struct paper *p, qpdf_oh v)
{
    int n = qpdf_oh_is_array(p->q, v) ? qpdf_oh_get_array_n_items(p->q, v) : 0;

    return n > 0 ? qpdf_oh_get_array_item(p->q, v, n - 1) : v;
}

static qpdf_oh but_last(const struct paper *p, qpdf_oh v)
{
    qpdf_oh to = qpdf_oh_new_array(p->q);

    for (int i = 0; qpdf_oh_is_array(p->q, v) && i + 1 < qpdf_oh_get_array_n_items(p->q, v); i++)
        qpdf_oh_append_item(p->q, to, qpdf_oh_get_array_item(p->q, v, i));
    return to;
}

static struct str bytes_of(const struct paper *p, qpdf_oh stream, enum qpdf_stream_decode_level_e level,
                           struct arena *a)
{
    unsigned char *bytes = NULL;
    struct str copy = STR("");
    size_t n = 0;

    if (qpdf_oh_get_stream_data(p->q, stream, level, NULL, &bytes, &n) == QPDF_SUCCESS && bytes)
        copy = arena_str(a, (struct str){(const char *)bytes, n});
    free(bytes);
    return copy;
}

/* A picture's file may be packed once more: as a stream without its last filter it is unpacked. */
static struct str unpacked(const struct paper *p, struct str packed, qpdf_oh filter, qpdf_oh parms,
                           struct arena *a)
{
    qpdf_oh stream = qpdf_oh_new_stream(p->q), none = qpdf_oh_new_null(p->q), others = but_last(p, filter);
    struct str bytes;

    if (qpdf_oh_get_array_n_items(p->q, others) == 0)
        return packed;
    qpdf_oh_replace_stream_data(p->q, stream, (const unsigned char *)packed.ptr, packed.len, others,
                                qpdf_oh_is_array(p->q, parms) ? but_last(p, parms) : none);
    bytes = bytes_of(p, stream, qpdf_dl_specialized, a);
    qpdf_oh_replace_stream_data(p->q, stream, (const unsigned char *)"", 0, none, none);
    return bytes;
}

void paper_clean_picture(const struct paper *p, qpdf_oh stream, struct arena *a)
{
    qpdf_oh dict = qpdf_oh_get_dict(p->q, stream), filter = qpdf_oh_get_key(p->q, dict, "/Filter");
    qpdf_oh parms = qpdf_oh_get_key(p->q, dict, "/DecodeParms"), last = last_of(p, filter);
    bool jpeg = qpdf_oh_is_name_and_equals(p->q, last, "/DCTDecode");
    struct str file, plain;

    if (!jpeg && !qpdf_oh_is_name_and_equals(p->q, last, "/JPXDecode"))
        return;
    file = unpacked(p, bytes_of(p, stream, qpdf_dl_none, a), filter, parms, a);
    plain = jpeg ? image_jpeg_plain(file, a) : image_jp2_plain(file, a);
    if (plain.len < file.len)
        qpdf_oh_replace_stream_data(p->q, stream, (const unsigned char *)plain.ptr, plain.len, last,
                                    last_of(p, parms));
}
