/* Where a line of Chinese may break: libunibreak's classes (UAX 14, with the private planes taken as
 * ideographs), then the rules of Taiwan's typesetting (clreq): K2 no mark at a line's start, K3 none
 * at its end, K6 unbreakable pairs, and S1 where Han and Western text meet. */
#ifndef TEXT_BREAKS_H
#define TEXT_BREAKS_H

#include "base/utf8.h"

enum text_class {
    TEXT_HAN,       /* ideographs, kana, bopomofo, plane 2, 3 and 15 */
    TEXT_WESTERN,   /* letters and digits of other scripts, and their marks */
    TEXT_OPEN,      /* 「『（《〈【〖〔［｛ “ ‘ */
    TEXT_CLOSE,     /* 」』）》〉】〗〕］｝ ” ’ */
    TEXT_STOP,      /* 。．，、；：！？ ‼ ⁇ */
    TEXT_INTERPUNCT, /* · ・ ‧ */
    TEXT_DASH,      /* — … ⋯ ⸺ : two in a row stay together (K6) */
    TEXT_SPACE,     /* U+0020 U+00A0 U+2000-200A */
    TEXT_IDEOGRAPHIC_SPACE, /* U+3000 */
    TEXT_OBJECT,    /* U+FFFC: a blank or a box in the line */
    TEXT_OTHER,
    TEXT_CLASS_COUNT
};

enum text_class text_class(uint32_t cp);

/* How much K2 and K3 forbid (clreq's levels). None is for narrow columns of newspapers; K6 holds
 * even there. */
enum text_kinsoku {
    TEXT_KINSOKU_STRICT, /* all of K2 and K3 */
    TEXT_KINSOKU_BASIC,  /* a line may begin with a dash or an ellipsis */
    TEXT_KINSOKU_NONE
};

bool text_not_at_start(uint32_t cp, enum text_kinsoku level); /* K2 */
bool text_not_at_end(uint32_t cp, enum text_kinsoku level);   /* K3 */

enum text_break { TEXT_NO_BREAK, TEXT_MAY_BREAK, TEXT_MUST_BREAK };

/* breaks[i]: may a line break behind byte i of `text`? Set at the last byte of a character.
 * text: one paragraph in UTF-8; U+FFFC stands for an inline object. breaks: text.len entries. */
void text_find_breaks(struct str text, enum text_kinsoku level, enum text_break *breaks);

/* Is there a Han–Western gap (¼ em, S1) between these two neighbours? */
bool text_gap_between(uint32_t before, uint32_t after);

#endif
