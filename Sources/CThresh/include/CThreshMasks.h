// Sixty-four comparisons in a few instructions: bit i of the result tells something of byte i; and a prefetch.
// Clang lowers these vector expressions to SSE2/AVX or NEON; Swift has no way to ask for the bit mask.
#ifndef CTHRESH_MASKS_H
#define CTHRESH_MASKS_H

#include <stddef.h>
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

/// The same of the `count` bytes at `bytes`, fewer than 64 of them. May look at bytes behind them that are in the same
/// page, and so are readable, and says nothing of those.
static inline __attribute__((always_inline)) uint64_t thresh_whitespace_mask_of(const unsigned char *_Nonnull bytes,
                                                                                size_t count) {
    // No byte, no page.
    if (count == 0) return 0;
    if (((uintptr_t)bytes & 4095) <= 4096 - 64) return thresh_whitespace_mask(bytes) & (((uint64_t)1 << count) - 1);
    uint64_t mask = 0;
    for (size_t i = 0; i < count; i++) {
        mask |= (uint64_t)(bytes[i] == 32 || (unsigned char)(bytes[i] - 9) < 5) << i;
    }
    return mask;
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

/// How many of the `count` bytes at `bytes` are `byte`.
static inline size_t thresh_count_equal(const unsigned char *_Nonnull bytes, size_t count, uint8_t byte) {
    size_t total = 0, i = 0;
    while (count - i >= 64) {
        // A lane counts to 255.
        size_t rounds = (count - i) / 64 < 255 ? (count - i) / 64 : 255;
        thresh_bytes64 lanes = 0;
        for (size_t end = i + rounds * 64; i < end; i += 64) {
            thresh_bytes64 v;
            memcpy(&v, bytes + i, sizeof v);
            lanes -= (thresh_bytes64)(v == byte);
        }
        for (size_t lane = 0; lane < 64; lane++) total += lanes[lane];
    }
    for (; i < count; i++) total += bytes[i] == byte;
    return total;
}

typedef unsigned char thresh_bytes16 __attribute__((ext_vector_type(16)));
typedef _Bool thresh_bits16 __attribute__((ext_vector_type(16)));

static inline __attribute__((always_inline)) uint16_t thresh_bits_of_16(thresh_bits16 bits) {
    uint16_t mask;
    memcpy(&mask, &bits, sizeof mask);
    return mask;
}

/// Bytes equal to `byte` among the `count` at `bytes`, up to 64 of them. Reads no others.
static inline __attribute__((always_inline)) uint64_t thresh_equal_mask_of(const unsigned char *_Nonnull bytes, size_t count,
                                                                           uint8_t byte) {
    if (count >= 64) return thresh_equal_mask(bytes, byte);
    uint64_t mask = 0;
    if (count < 16) {
        for (size_t i = 0; i < count; i++) mask |= (uint64_t)(bytes[i] == byte) << i;
        return mask;
    }
    for (size_t i = 0;; i += 16) {
        // The last sixteen overlap those before.
        if (i > count - 16) i = count - 16;
        thresh_bytes16 v;
        memcpy(&v, bytes + i, sizeof v);
        mask |= (uint64_t)thresh_bits_of_16(__builtin_convertvector(v == byte, thresh_bits16)) << i;
        if (i == count - 16) return mask;
    }
}

/// Bytes that cannot stand in a JSON string as they are: quotes, backslashes, control characters.
/// REQUIRES: 16 readable bytes at `bytes`.
static inline __attribute__((always_inline)) uint16_t thresh_json_string_mask(const void *_Nonnull bytes) {
    thresh_bytes16 v;
    memcpy(&v, bytes, sizeof v);
    return thresh_bits_of_16(__builtin_convertvector(
        (v == (unsigned char)'"') | (v == (unsigned char)'\\') | (v < (unsigned char)32), thresh_bits16));
}

/// Bytes that matter to where a JSON object or array ends: quotes, brackets, braces.
/// REQUIRES: 16 readable bytes at `bytes`.
static inline __attribute__((always_inline)) uint16_t thresh_json_nesting_mask(const void *_Nonnull bytes) {
    thresh_bytes16 v;
    memcpy(&v, bytes, sizeof v);
    // A bracket and its brace differ in this bit.
    thresh_bytes16 braces = v | (unsigned char)32;
    return thresh_bits_of_16(__builtin_convertvector(
        (v == (unsigned char)'"') | (braces == (unsigned char)'{') | (braces == (unsigned char)'}'), thresh_bits16));
}

#endif
