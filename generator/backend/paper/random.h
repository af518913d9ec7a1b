/* What libqpdf takes for random: C's side of provider.cc. */
#ifndef BACKEND_PAPER_RANDOM_H
#define BACKEND_PAPER_RANDOM_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* random.c */
void paper_random_fill(unsigned char *to, size_t n);
/* provider.cc: libqpdf's C interface has no call for it. on: ask paper_random_fill, else the system. */
void paper_random_install(int on);

#ifdef __cplusplus
}
#endif

#endif
