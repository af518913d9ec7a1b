/* Pictures from files, decoded as far as a PDF needs and no further than is safe. */
#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include "base/diag.h"

#define IMAGE_MAX_BYTES  (32u << 20)
#define IMAGE_MAX_PIXELS 50000000u

/* The ways a camera may have been held (EXIF's orientation): the stored rows run … */
enum image_turn {
    IMAGE_UPRIGHT = 1,
    IMAGE_MIRRORED,
    IMAGE_UPSIDE_DOWN,
    IMAGE_FLIPPED,
    IMAGE_TRANSPOSED,
    IMAGE_RIGHT, /* turned by a quarter to the right to stand upright */
    IMAGE_TRANSVERSED,
    IMAGE_LEFT
};

struct image {
    uint32_t width, height; /* as stored, pixels */
    uint8_t components;     /* 1 grey, 3 red green blue; 8 bits each */
    enum image_turn turn;
    uint32_t dpi;     /* 0: the file does not say */
    bool jpeg;        /* bytes are a JPEG file, plain; else rows of samples, top first */
    struct str bytes;
    uint32_t number;  /* the caller's, unique within a run: backends name the picture by it */
};

/* Reads a PNG or JPEG file, whichever it is. Everything belongs to `a`. JPEG data is checked by
 * decoding all of it; PNG is decoded to 8 bits, transparency laid on white. `pos`: where it is
 * asked for. Errors: not there, neither of the two, damaged, too big (IMAGE_MAX_…); NULL. */
struct image *image_read(const char *path, struct pos pos, struct arena *a, struct diag *d);

/* As it is looked at: the size after turning. */
uint32_t image_width(const struct image *i);
uint32_t image_height(const struct image *i);

/* A JPEG file (a JPEG 2000 file) without what tells of the camera, the place, programs and people: EXIF,
 * XMP, IPTC, comments, thumbnails, whatever stands behind the picture. The same samples: nothing is
 * encoded anew. `file` itself when there is nothing to take out, or when it is no such file. */
struct str image_jpeg_plain(struct str file, struct arena *a);
struct str image_jp2_plain(struct str file, struct arena *a);

/* For image.c. False when damaged. */
bool image_png(struct str file, struct arena *a, struct image *out);
bool image_jpeg(struct str file, struct arena *a, struct image *out);

#endif
