// Sixty-four comparisons in a few instructions: bit i of the result tells something of byte i; and a prefetch.
// Clang lowers these vector expressions to SSE2/AVX or NEON; Swift has no way to ask for the bit mask.
#ifndef CTHRESH_MASKS_H
#define CTHRESH_MASKS_H

#include <stdint.h>
#include <string.h>

typedef unsigned char thresh_bytes64 __attribute__((ext_vector_type(64)));
typedef _Bool thresh_bits64 __attribute__((ext_vector_type(64)));

static inline __attribute__((always_inline)) uint64_t thresh_bits(thresh_bits64 bits) {
    uint64_t mask;
    memcpy(&mask, &bits, sizeof mask);
    return mask;
}

/// Bytes that are ASCII white space: space, TAB, LF, VT, FF, CR. REQUIRES: 64 readable bytes at `bytes`.
static inline __attribute__((always_inline)) uint64_t thresh_whitespace_mask(const void *_Nonnull bytes) {
    thresh_bytes64 v;
    memcpy(&v, bytes, sizeof v);
    thresh_bytes64 control = v - (unsigned char)9;
    return thresh_bits(__builtin_convertvector((v == (unsigned char)32) | (control < (unsigned char)5), thresh_bits64));
}

/// Starts loading a cache line that will be written soon.
static inline __attribute__((always_inline)) void thresh_prefetch(const void *_Nonnull address) {
    __builtin_prefetch(address, 1, 3);
}

/// Bytes equal to `byte`. REQUIRES: 64 readable bytes at `bytes`.
static inline __attribute__((always_inline)) uint64_t thresh_equal_mask(const void *_Nonnull bytes, uint8_t byte) {
    thresh_bytes64 v;
    memcpy(&v, bytes, sizeof v);
    return thresh_bits(__builtin_convertvector(v == byte, thresh_bits64));
}

#endif
