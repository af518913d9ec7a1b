/* The numbers of Taiwan's official documents: 壹、 一、 （一） 1. （1） A. */
#ifndef TEXT_CLAUSE_H
#define TEXT_CLAUSE_H

#include "base/utf8.h"

/* Bytes of 一、 （一） 1. … at the start of `text`, with the white space behind it; 0: none, or
 * nothing else. */
size_t clause_number(struct str text);

/* In the order of their levels. */
enum clause_style {
    CLAUSE_FORMAL,          /* 壹、 */
    CLAUSE_CHINESE,         /* 一、 */
    CLAUSE_CHINESE_BRACKET, /* （一） */
    CLAUSE_DIGITS,          /* 1. */
    CLAUSE_DIGITS_BRACKET,  /* （1） */
    CLAUSE_LETTERS,         /* A. */
    CLAUSE_STYLE_COUNT
};

/* "壹", "一", "（一）", "1", "（1）", "A"; CLAUSE_STYLE_COUNT when unknown. */
enum clause_style clause_style_named(struct str name);
const char *clause_style_name(enum clause_style style);

/* Of a number that clause_number has found. */
enum clause_style clause_style_of(struct str number);

/* "一、" for 1. n: 1 or more; from 1,000 on, and letters from 27 on, in digits. */
struct str clause_write(enum clause_style style, int n, struct arena *a);
/* "十一" for 11. */
struct str clause_chinese(int n, struct arena *a);

#endif
