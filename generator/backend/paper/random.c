/* Salts, keys and initialization vectors of an encrypted copy. They must be unknown to whoever is not
 * told of them, and the same in a run that is repeated: so they are SHA-256 of a counter and of a seed,
 * which is made of a secret of the list of passwords, the password, and all that the copy holds. */
#include "backend/paper/random.h"

#include <nettle/sha2.h>
#include <string.h>

#include "backend/paper/internal.h"

static struct {
    unsigned char seed[SHA256_DIGEST_SIZE], block[SHA256_DIGEST_SIZE];
    uint64_t blocks;
    size_t left; /* bytes of the block not given out yet */
} drawn;

static void next_block(void)
{
    struct sha256_ctx h;
    unsigned char counter[8];

    for (int i = 0; i < 8; i++)
        counter[i] = (unsigned char)(drawn.blocks >> (8 * i));
    drawn.blocks++;
    sha256_init(&h);
    sha256_update(&h, sizeof drawn.seed, drawn.seed);
    sha256_update(&h, sizeof counter, counter);
    sha256_digest(&h, sizeof drawn.block, drawn.block);
    drawn.left = sizeof drawn.block;
}

void paper_random_fill(unsigned char *to, size_t n)
{
    while (n > 0) {
        size_t part;

        if (drawn.left == 0)
            next_block();
        part = n < drawn.left ? n : drawn.left;
        memcpy(to, drawn.block + sizeof drawn.block - drawn.left, part);
        drawn.left -= part;
        to += part;
        n -= part;
    }
}

void paper_random_seed(const unsigned char seed[32])
{
    memset(&drawn, 0, sizeof drawn);
    if (seed)
        memcpy(drawn.seed, seed, sizeof drawn.seed);
    paper_random_install(seed != NULL);
}
