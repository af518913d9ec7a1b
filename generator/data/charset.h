/* From a file's bytes to UTF-8: UTF-8 (with or without BOM), UTF-16 with a BOM, or CP950, told apart
 * by decoding strictly: BOM, then UTF-8, then CP950.
 *
 * What cannot be decoded does not vanish: U+FFFD stands in the text, and a mark says which bytes
 * were there, so that the reader of cells can name the cell. */
#ifndef DATA_CHARSET_H
#define DATA_CHARSET_H

#include "base/diag.h"

enum charset { CHARSET_AUTO, CHARSET_UTF8, CHARSET_UTF16LE, CHARSET_UTF16BE, CHARSET_CP950 };

struct charset_mark {
    size_t at; /* where U+FFFD stands in the decoded text */
    unsigned char bytes[4];
    uint8_t nbytes;
    bool user_defined; /* CP950's 8140-A0FE, FA40-FEFE: characters an agency made itself */
};

struct charset_text {
    struct str text; /* UTF-8 without BOM */
    enum charset charset;
    struct charset_mark *marks; /* by `at` */
    size_t nmarks;
};

/* "utf-8", "utf-16le", "utf-16be", "cp950", "big5", any case; CHARSET_AUTO when unknown. */
enum charset charset_named(struct str name);
const char *charset_name(enum charset c);

/* Never fails: bytes that no charset explains are marks. The text may point into `bytes`.
 * bytes: a whole file, its BOM included. wanted: CHARSET_AUTO, or the user's --encoding; a BOM is
 * believed even against it. */
struct charset_text charset_decode(struct str bytes, enum charset wanted, struct arena *a);

#endif
