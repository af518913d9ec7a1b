#include "backend/pdf/strings.h"

#include "base/utf8.h"

void pdf_put_milli(struct buf *b, int64_t thousandths)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t v = thousandths < 0 ? -(uint64_t)thousandths : (uint64_t)thousandths;
    uint64_t whole = v / 1000;
    unsigned fraction = (unsigned)(v % 1000), places = 3;

    if (fraction) {
        for (; fraction % 10 == 0; fraction /= 10)
            places--;
        for (; places > 0; places--, fraction /= 10)
            digits[--at] = (char)('0' + fraction % 10);
        digits[--at] = '.';
    }
    do
        digits[--at] = (char)('0' + whole % 10);
    while (whole /= 10);
    if (thousandths < 0)
        digits[--at] = '-';
    buf_put(b, digits + at, sizeof digits - at);
}

void pdf_put_uint(struct buf *b, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + n % 10);
    while (n /= 10);
    buf_put(b, digits + at, sizeof digits - at);
}

void pdf_put_hex16(struct buf *b, unsigned value)
{
    static const char hex[] = "0123456789ABCDEF";
    char digits[4] = {hex[value >> 12 & 15], hex[value >> 8 & 15], hex[value >> 4 & 15],
                      hex[value & 15]};

    buf_put(b, digits, sizeof digits);
}

void pdf_put_utf16(struct buf *b, struct str utf8)
{
    for (size_t at = 0; at < utf8.len;) {
        uint32_t cp = utf8_next(utf8, &at);

        if (cp == UTF8_BAD) {
            pdf_put_hex16(b, 0xFFFD);
        } else if (cp < 0x10000) {
            pdf_put_hex16(b, cp);
        } else {
            pdf_put_hex16(b, 0xD800 + ((cp - 0x10000) >> 10));
            pdf_put_hex16(b, 0xDC00 + ((cp - 0x10000) & 0x3FF));
        }
    }
}

void pdf_put_text(struct buf *b, struct str utf8)
{
    buf_str(b, STR("<FEFF"));
    pdf_put_utf16(b, utf8);
    buf_char(b, '>');
}
