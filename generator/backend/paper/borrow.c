/* What a copy alone has among the paper's objects: its mark's resources, its metadata. libqpdf keeps
 * whatever it makes, or copies from another file, until the file is closed; so the objects of a copy take
 * the places of those of the copy before. */
#include <stdlib.h>

#include "backend/paper/internal.h"

void paper_begin_copy(struct paper *p, struct arena *scratch)
{
    p->scratch = scratch;
    p->streams.used = p->values.used = 0;
    p->nloans = p->cap_loans = 0;
    p->loans = NULL;
}

/* The number of a place for a stream, or for an object of any other kind. */
static int take_place(struct paper *p, struct paper_places *places)
{
    if (places->used == places->n) {
        qpdf_oh made = places == &p->streams
                           ? qpdf_oh_new_stream(p->q)
                           : qpdf_make_indirect_object(p->q, qpdf_oh_new_null(p->q));

        arena_grow(p->arena, &places->ids, &places->cap, places->n, sizeof *places->ids);
        places->ids[places->n++] = qpdf_oh_get_object_id(p->q, made);
    }
    return places->ids[places->used++];
}

qpdf_oh paper_new_object(struct paper *p, qpdf_oh value)
{
    int id = take_place(p, &p->values);

    qpdf_replace_object(p->q, id, 0, value);
    return qpdf_get_object_by_id(p->q, id, 0);
}

qpdf_oh paper_new_stream(struct paper *p, struct str bytes)
{
    qpdf_oh stream = qpdf_get_object_by_id(p->q, take_place(p, &p->streams), 0);
    qpdf_oh dict = qpdf_oh_get_dict(p->q, stream), none = qpdf_oh_new_null(p->q);
    size_t n;
    const char **keys = paper_keys(p->q, dict, p->scratch, &n);

    for (size_t i = 0; i < n; i++)
        qpdf_oh_remove_key(p->q, dict, keys[i]);
    qpdf_oh_replace_stream_data(p->q, stream, (const unsigned char *)bytes.ptr, bytes.len, none, none);
    return stream;
}

static void borrow_entries(struct paper *p, qpdf_data mark, qpdf_oh from, qpdf_oh to)
{
    size_t n;
    const char **keys = paper_keys(mark, from, p->scratch, &n);

    for (size_t i = 0; i < n; i++)
        qpdf_oh_replace_key(p->q, to, keys[i],
                            paper_borrow(p, mark, qpdf_oh_get_key(mark, from, keys[i])));
}

static qpdf_oh borrow_value(struct paper *p, qpdf_data mark, qpdf_oh from)
{
    qpdf_oh to;

    if (qpdf_oh_is_dictionary(mark, from)) {
        to = qpdf_oh_new_dictionary(p->q);
        borrow_entries(p, mark, from, to);
    } else if (qpdf_oh_is_array(mark, from)) {
        to = qpdf_oh_new_array(p->q);
        for (int i = 0, n = qpdf_oh_get_array_n_items(mark, from); i < n; i++)
            qpdf_oh_append_item(p->q, to,
                                paper_borrow(p, mark, qpdf_oh_get_array_item(mark, from, i)));
    } else {
        to = qpdf_oh_parse(p->q, qpdf_oh_unparse_resolved(mark, from));
    }
    return to;
}

/* As it is packed: what a stream's dictionary says of that comes with it. */
static qpdf_oh borrow_stream(struct paper *p, qpdf_data mark, qpdf_oh from)
{
    unsigned char *bytes = NULL;
    size_t n = 0;
    qpdf_oh to;

    qpdf_oh_get_stream_data(mark, from, qpdf_dl_none, NULL, &bytes, &n);
    to = paper_new_stream(p, (struct str){(const char *)bytes, n});
    free(bytes);
    borrow_entries(p, mark, qpdf_oh_get_dict(mark, from), qpdf_oh_get_dict(p->q, to));
    return to;
}

/* Nothing in a mark's resources leads back to what holds it. */
qpdf_oh paper_borrow(struct paper *p, qpdf_data mark, qpdf_oh from)
{
    int id = qpdf_oh_is_indirect(mark, from) ? qpdf_oh_get_object_id(mark, from) : 0;
    qpdf_oh to;

    for (size_t i = 0; id && i < p->nloans; i++)
        if (p->loans[i].from == id)
            return qpdf_get_object_by_id(p->q, p->loans[i].to, 0);
    to = qpdf_oh_is_stream(mark, from) ? borrow_stream(p, mark, from) : borrow_value(p, mark, from);
    if (!id)
        return to;
    if (!qpdf_oh_is_indirect(p->q, to))
        to = paper_new_object(p, to);
    arena_grow(p->scratch, &p->loans, &p->cap_loans, p->nloans, sizeof *p->loans);
    p->loans[p->nloans++] = (struct paper_loan){id, qpdf_oh_get_object_id(p->q, to)};
    return to;
}
