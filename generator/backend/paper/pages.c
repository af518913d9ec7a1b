/* Every page draws the mark of its shape. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backend/paper/internal.h"

#define DIAGONAL 1031.1 /* of A4, points: a mark is laid out on paper of this size */
#define SAME     0.02   /* pages whose sides are alike within this share a mark */
#define MOST_LONG 2.5   /* a mark's long side to its short one */

/* What a reader sees of a page, in the page's own coordinates. */
struct view {
    double x, y, width, height; /* points, before turning */
    int turned;                 /* degrees clockwise: 0, 90, 180, 270 */
};

static const struct view letter = {0, 0, 612, 792, 0}; /* what readers take for a page without a box */

static bool read_box(const struct paper *p, qpdf_oh page, const char *key, double box[4])
{
    qpdf_oh array = qpdf_oh_get_key(p->q, page, key);

    if (!qpdf_oh_is_array(p->q, array) || qpdf_oh_get_array_n_items(p->q, array) != 4)
        return false;
    for (int i = 0; i < 4; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(p->q, array, i);

        if (!qpdf_oh_is_number(p->q, item))
            return false;
        box[i] = qpdf_oh_get_numeric_value(p->q, item);
        if (!isfinite(box[i]) || fabs(box[i]) > 1e6)
            return false;
    }
    for (int i = 0; i < 2; i++) { /* any two corners */
        double least = fmin(box[i], box[i + 2]);

        box[i + 2] = fmax(box[i], box[i + 2]);
        box[i] = least;
    }
    return box[2] - box[0] >= 1 && box[3] - box[1] >= 1;
}

static struct view view_of(const struct paper *p, qpdf_oh page)
{
    qpdf_oh rotate = qpdf_oh_get_key(p->q, page, "/Rotate");
    struct view v = letter;
    double box[4], crop[4];

    if (read_box(p, page, "/MediaBox", box))
        v = (struct view){box[0], box[1], box[2] - box[0], box[3] - box[1], 0};
    if (read_box(p, page, "/CropBox", crop)) {
        double left = fmax(v.x, crop[0]), low = fmax(v.y, crop[1]);
        double right = fmin(v.x + v.width, crop[2]), high = fmin(v.y + v.height, crop[3]);

        if (right - left >= 1 && high - low >= 1)
            v = (struct view){left, low, right - left, high - low, 0};
    }
    if (qpdf_oh_is_integer(p->q, rotate))
        v.turned = (int)((qpdf_oh_get_int_value(p->q, rotate) % 360 + 360) % 360 / 90 * 90);
    return v;
}

static void seen_sides(const struct view *v, double *width, double *height)
{
    bool lies = v->turned % 180 != 0;

    *width = lies ? v->height : v->width;
    *height = lies ? v->width : v->height;
}

/* Which mark fits a page; a new one while there is room, else the nearest. */
static size_t size_of(struct paper *p, const struct view *v)
{
    double width, height, aspect, best = INFINITY;
    size_t nearest = 0;

    seen_sides(v, &width, &height);
    aspect = fmin(fmax(width / height, 1 / MOST_LONG), MOST_LONG);
    for (size_t i = 0; i < p->nsizes; i++) {
        double other = (double)p->sizes[i].width / p->sizes[i].height;
        double differs = fabs(log(aspect / other));

        if (differs < best) {
            best = differs;
            nearest = i;
        }
    }
    if (best <= SAME || p->nsizes == PAPER_SIZES)
        return nearest;
    height = DIAGONAL / sqrt(1 + aspect * aspect);
    p->sizes[p->nsizes] = (struct paper_size){(mpt)(height * aspect * 1000), (mpt)(height * 1000)};
    return p->nsizes++;
}

static qpdf_oh new_stream(const struct paper *p, struct str bytes)
{
    qpdf_oh stream = qpdf_oh_new_stream(p->q), none = qpdf_oh_new_null(p->q);

    qpdf_oh_replace_stream_data(p->q, stream, (const unsigned char *)bytes.ptr, bytes.len, none, none);
    return stream;
}

static void put_number(struct buf *b, double v)
{
    long long micro = llround(v * 1e5);

    buf_fmt(b, "%s%lld.%05lld ", micro < 0 ? "-" : "", llabs(micro) / 100000, llabs(micro) % 100000);
}

/* From the mark's paper to the page: as large as it may be, in the middle, upright for the reader. */
static void put_matrix(struct buf *b, const struct view *v, const struct paper_size *size)
{
    double width, height, s, x, y, m[6];

    seen_sides(v, &width, &height);
    s = fmin(width * 1000 / size->width, height * 1000 / size->height);
    x = (width - s * size->width / 1000) / 2;
    y = (height - s * size->height / 1000) / 2;
    switch (v->turned) {
    case 90:
        memcpy(m, (double[]){0, s, -s, 0, v->x + v->width - y, v->y + x}, sizeof m);
        break;
    case 180:
        memcpy(m, (double[]){-s, 0, 0, -s, v->x + v->width - x, v->y + v->height - y}, sizeof m);
        break;
    case 270:
        memcpy(m, (double[]){0, -s, s, 0, v->x + y, v->y + v->height - x}, sizeof m);
        break;
    default:
        memcpy(m, (double[]){s, 0, 0, s, v->x + x, v->y + y}, sizeof m);
    }
    for (int i = 0; i < 6; i++)
        put_number(b, m[i]);
    buf_str(b, STR("cm"));
}

/* A dictionary of its own with the same entries: the old one may be another page's, too. */
static qpdf_oh copy_dict(const struct paper *p, qpdf_oh from)
{
    qpdf_oh to = qpdf_oh_new_dictionary(p->q);

    if (!qpdf_oh_is_dictionary(p->q, from))
        return to;
    qpdf_oh_begin_dict_key_iter(p->q, from);
    while (qpdf_oh_dict_more_keys(p->q)) {
        const char *key = qpdf_oh_dict_next_key(p->q);

        qpdf_oh_replace_key(p->q, to, key, qpdf_oh_get_key(p->q, from, key));
    }
    return to;
}

/* Gives the page the mark among its resources; its name there. */
static struct str add_resource(const struct paper *p, qpdf_oh page, size_t size, struct arena *a)
{
    qpdf_oh resources = copy_dict(p, qpdf_oh_get_key(p->q, page, "/Resources"));
    qpdf_oh objects = copy_dict(p, paper_get(p->q, resources, "/XObject"));
    struct str name = STR("/Mark");

    for (size_t i = 2; qpdf_oh_has_key(p->q, objects, name.ptr); i++)
        name = arena_fmt(a, "/Mark%zu", i);
    qpdf_oh_replace_key(p->q, objects, name.ptr, qpdf_get_object_by_id(p->q, p->forms[size], 0));
    qpdf_oh_replace_key(p->q, resources, "/XObject", objects);
    qpdf_oh_replace_key(p->q, page, "/Resources", resources);
    return name;
}

static struct paper_balance balance_of(const struct paper *p, qpdf_oh page)
{
    struct paper_balance b = {0};
    unsigned char *bytes = NULL;
    size_t n = 0;

    if (qpdf_oh_is_null(p->q, qpdf_oh_get_key(p->q, page, "/Contents")))
        return b;
    qpdf_oh_get_page_content_data(p->q, page, &bytes, &n);
    if (bytes)
        b = paper_balance((struct str){(char *)bytes, n});
    free(bytes);
    return b;
}

static void set_contents(const struct paper *p, qpdf_oh page, struct str before, struct str behind)
{
    qpdf_oh old = qpdf_oh_get_key(p->q, page, "/Contents"), all = qpdf_oh_new_array(p->q);
    int n = qpdf_oh_is_array(p->q, old) ? qpdf_oh_get_array_n_items(p->q, old) : 0;

    qpdf_oh_append_item(p->q, all, new_stream(p, before));
    if (qpdf_oh_is_stream(p->q, old))
        qpdf_oh_append_item(p->q, all, old);
    for (int i = 0; i < n; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(p->q, old, i);

        if (qpdf_oh_is_stream(p->q, item))
            qpdf_oh_append_item(p->q, all, item);
    }
    if (behind.len)
        qpdf_oh_append_item(p->q, all, new_stream(p, behind));
    qpdf_oh_replace_key(p->q, page, "/Contents", all);
}

/* False when the page's content would swallow the mark. */
static bool prepare_page(const struct paper *p, qpdf_oh page, const struct view *v, size_t size,
                         struct arena *a)
{
    struct str name = add_resource(p, page, size, a);
    struct paper_balance b = balance_of(p, page);
    struct buf before = {0}, behind = {0};

    for (size_t i = 0; i <= b.before; i++)
        buf_str(&before, STR("q "));
    for (size_t i = 0; i <= b.behind; i++)
        buf_str(&behind, STR(" Q"));
    buf_str(&behind, STR("\nq "));
    put_matrix(&behind, v, &p->sizes[size]);
    buf_fmt(&behind, " %.*s Do Q\n", STR_ARG(name));
    set_contents(p, page, buf_view(&before), buf_view(&behind));
    buf_free(&before);
    buf_free(&behind);
    return !b.cut_off;
}

/* The forms have their numbers before the first page needs them; paper_write fills them. */
static void add_forms(struct paper *p)
{
    for (size_t i = 0; i < p->nsizes; i++)
        p->forms[i] = qpdf_oh_get_object_id(p->q, new_stream(p, STR("")));
}

bool paper_prepare(struct paper *p, struct diag *d)
{
    struct view *views = arena_array(p->arena, p->npages, sizeof *views);
    size_t *sizes = arena_array(p->arena, p->npages, sizeof *sizes);

    qpdf_push_inherited_attributes_to_page(p->q);
    for (size_t i = 0; i < p->npages; i++) {
        views[i] = view_of(p, qpdf_get_page_n(p->q, i));
        sizes[i] = size_of(p, &views[i]);
        qpdf_oh_release_all(p->q);
    }
    add_forms(p);
    for (size_t i = 0; i < p->npages; i++) {
        if (!prepare_page(p, qpdf_get_page_n(p->q, i), &views[i], sizes[i], p->arena))
            return diag(d, DIAG_PAPER_DAMAGED, pos_file(p->name),
                        arena_fmt(p->arena, "page %zu ends within a string or a picture", i + 1));
        qpdf_oh_release_all(p->q);
    }
    return (!qpdf_has_error(p->q) && !qpdf_more_warnings(p->q)) || paper_damaged(p, d);
}
