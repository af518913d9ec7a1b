/* UTF-8, one code point at a time.
 *
 *     for (size_t at = 0; at < s.len;)
 *         cp = utf8_next(s, &at);
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"

#define UTF8_BAD 0xFFFFFFFFu

/* The code point at byte *at, which moves behind it; UTF8_BAD (and one byte on) where the bytes
 * are no UTF-8. *at < s.len is the caller's promise. */
uint32_t utf8_next(struct str s, size_t *at);

/* The code point that ends before byte `at` (> 0) of valid UTF-8. */
uint32_t utf8_before(struct str s, size_t at);

bool utf8_valid(struct str s);             /* no surrogates, nothing overlong, at most U+10FFFF */
size_t utf8_encode(uint32_t cp, char *to); /* 1 to 4 bytes written to `to` */
void utf8_put(struct buf *b, uint32_t cp);
size_t utf8_count(struct str s); /* code points in valid UTF-8 */

/* "王 U+738B": how a message names a character. */
struct str utf8_describe(struct arena *a, uint32_t cp);

/* "U+200B", without the character. */
struct str utf8_describe_hidden(struct arena *a, uint32_t cp);

/* Of `names`, the one most like `word` (less than half of its characters differ), or the empty
 * string: for "did you mean". */
struct str utf8_nearest(struct str word, const struct str *names, size_t n);

#endif
