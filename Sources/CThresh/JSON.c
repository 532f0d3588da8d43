#include "CThreshJSON.h"
#include "CThreshMasks.h"

// Sixty-four bytes at a time, as bits. Strings are the stretches between quotes that no backslash stands before: each bit
// becomes the parity of the quotes up to it.

/// Keeps a mask in a register of integers: Clang would go on with it in vectors.
static inline __attribute__((always_inline)) uint64_t settled(uint64_t mask) {
    __asm__("" : "+r"(mask));
    return mask;
}

/// The bytes that a backslash escapes; `carry` is whether one before them escapes the first, then whether the last one
/// escapes what follows.
static inline __attribute__((always_inline)) uint64_t escaped_bytes(uint64_t backslashes, uint64_t *carry) {
    uint64_t escaped = *carry;
    // One that is escaped itself escapes nothing.
    uint64_t rest = backslashes & ~escaped;
    *carry = 0;
    while (rest != 0) {
        uint64_t first = rest & -rest;
        escaped |= first << 1;
        *carry = first >> 63;
        rest &= ~(first | first << 1);
    }
    return escaped;
}

static inline __attribute__((always_inline)) uint64_t parity_by_shifts(uint64_t bits) {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    return bits ^ bits << 32;
}

#define CONTAINER_END(NAME, PARITY)                                                                                        \
    static int64_t NAME(const unsigned char *bytes, int64_t start, int64_t limit) {                                        \
        uint64_t escape_carry = 0, in_string = 0;                                                                          \
        int64_t depth = 0;                                                                                                 \
        for (int64_t at = start; at < limit; at += 64) {                                                                   \
            thresh_bytes64 v;                                                                                              \
            memcpy(&v, bytes + at, sizeof v);                                                                              \
            thresh_bytes64 braces = v | (unsigned char)32;                                                                 \
            uint64_t quotes = settled(thresh_bits(__builtin_convertvector(v == (unsigned char)'"', thresh_bits64)));       \
            uint64_t backslashes =                                                                                         \
                settled(thresh_bits(__builtin_convertvector(v == (unsigned char)'\\', thresh_bits64)));                    \
            uint64_t opening =                                                                                             \
                settled(thresh_bits(__builtin_convertvector(braces == (unsigned char)'{', thresh_bits64)));                \
            uint64_t closing =                                                                                             \
                settled(thresh_bits(__builtin_convertvector(braces == (unsigned char)'}', thresh_bits64)));                \
            if (limit - at < 64) {                                                                                         \
                uint64_t within = ((uint64_t)1 << (limit - at)) - 1;                                                       \
                quotes &= within;                                                                                          \
                backslashes &= within;                                                                                     \
                opening &= within;                                                                                         \
                closing &= within;                                                                                         \
            }                                                                                                              \
            if (backslashes | escape_carry) quotes &= ~escaped_bytes(backslashes, &escape_carry);                          \
            uint64_t strings = PARITY(quotes) ^ in_string;                                                                 \
            in_string = (uint64_t)((int64_t)strings >> 63);                                                                \
            if (backslashes & ~strings) return -1;                                                                         \
            opening &= ~strings;                                                                                           \
            closing &= ~strings;                                                                                           \
            int64_t closed = __builtin_popcountll(closing);                                                                \
            if (closed >= depth) {                                                                                         \
                /* The end may be here: at the first closing brace that as many stand before as opening ones. */           \
                int64_t before = 0;                                                                                        \
                for (uint64_t rest = closing; rest != 0; rest &= rest - 1) {                                               \
                    before += 1;                                                                                           \
                    uint64_t below = (rest & -rest) - 1;                                                                   \
                    if (depth + __builtin_popcountll(opening & below) == before) return at + __builtin_ctzll(rest) + 1;    \
                }                                                                                                          \
            }                                                                                                              \
            depth += __builtin_popcountll(opening) - closed;                                                               \
        }                                                                                                                  \
        return -1;                                                                                                         \
    }

CONTAINER_END(container_end, parity_by_shifts)

#if defined(__x86_64__)
#include <immintrin.h>

#define WITH_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul")))
#define WITH_AVX512 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul,avx512f,avx512bw,avx512vl,evex512")))

static inline __attribute__((always_inline, target("pclmul"))) uint64_t parity_by_product(uint64_t bits) {
    return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)bits), _mm_set1_epi8(-1), 0));
}

WITH_AVX2 CONTAINER_END(container_end_avx2, parity_by_product)
WITH_AVX512 CONTAINER_END(container_end_avx512, parity_by_product)

/// 2 with AVX-512, 1 with AVX2, 0 else.
static int best_kind(void) {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2") || !__builtin_cpu_supports("pclmul")) return 0;
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") ? 2 : 1;
}

// One more than the kind, 0 before it is known. Whoever writes it writes the same.
static _Atomic int known_kind;

static inline int kind(void) {
    int known = __atomic_load_n((int *)&known_kind, __ATOMIC_RELAXED);
    if (known == 0) {
        known = best_kind() + 1;
        __atomic_store_n((int *)&known_kind, known, __ATOMIC_RELAXED);
    }
    return known - 1;
}

int64_t thresh_json_container_end(const unsigned char *bytes, int64_t start, int64_t limit) {
    return thresh_json_container_end_with(kind(), bytes, start, limit);
}

int64_t thresh_json_container_end_with(int with, const unsigned char *bytes, int64_t start, int64_t limit) {
    if (with == 2) return container_end_avx512(bytes, start, limit);
    return with == 1 ? container_end_avx2(bytes, start, limit) : container_end(bytes, start, limit);
}

int thresh_json_kinds(void) { return kind() + 1; }

#else

int64_t thresh_json_container_end(const unsigned char *bytes, int64_t start, int64_t limit) {
    return container_end(bytes, start, limit);
}

int64_t thresh_json_container_end_with(int with, const unsigned char *bytes, int64_t start, int64_t limit) {
    (void)with;
    return container_end(bytes, start, limit);
}

int thresh_json_kinds(void) { return 1; }

#endif
