#include "CThreshLiterals.h"

#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

static inline uint8_t lower(uint8_t byte) { return (uint8_t)(byte - 'A') < 26 ? byte | 0x20 : byte; }

/// Whether a text has its print at `place`, where there are as many bytes as prints have.
static bool is_at(const struct thresh_literals *literals, const uint8_t *bytes, size_t place, size_t count) {
    uint32_t print = 0;
    for (uint32_t i = 0; i < literals->width; i++) {
        uint8_t byte = bytes[place + i];
        print |= (uint32_t)(literals->ignores_case ? lower(byte) : byte) << (8 * i);
    }
    uint32_t slot = (print * THRESH_PRINT_FACTOR) >> literals->shift;
    for (uint32_t index = literals->slots[slot]; index < literals->slots[slot + 1]; index++) {
        const struct thresh_literal *text = &literals->texts[index];
        if (text->print != print || place < text->offset || count - (place - text->offset) < text->length) continue;
        const uint8_t *there = bytes + place - text->offset, *wanted = literals->bytes + text->start;
        if (!literals->ignores_case) {
            if (memcmp(there, wanted, text->length) == 0) return true;
            continue;
        }
        uint32_t i = 0;
        while (i < text->length && lower(there[i]) == wanted[i]) i++;
        if (i == text->length) return true;
    }
    return false;
}

/// As `thresh_literals_find`, byte by byte.
static size_t find_bytes(const struct thresh_literals *literals, const uint8_t *bytes, size_t from, size_t count) {
    for (size_t place = from; place + literals->width <= count; place++) {
        uint8_t buckets = 0xFF;
        for (uint32_t i = 0; i < literals->width && buckets != 0; i++) {
            uint8_t byte = bytes[place + i];
            buckets &= literals->low[i][byte & 15] & literals->high[i][byte >> 4];
        }
        if (buckets != 0 && is_at(literals, bytes, place, count)) return place;
    }
    return count;
}

#if defined(__x86_64__)

/// The same of 32 places at a time; `*end` is where that ends, when nothing was found.
__attribute__((target("avx2"), always_inline)) static inline bool find_wide(
    const struct thresh_literals *literals, const uint8_t *bytes, size_t from, size_t count, uint32_t width, size_t *end) {
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i low[THRESH_PRINT_BYTES], high[THRESH_PRINT_BYTES];
    for (uint32_t i = 0; i < width; i++) {
        low[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)literals->low[i]));
        high[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)literals->high[i]));
    }
    size_t place = from;
    for (; place + 32 + THRESH_PRINT_BYTES - 1 <= count; place += 32) {
        __m256i buckets = _mm256_set1_epi8(-1);
        for (uint32_t i = 0; i < width; i++) {
            __m256i there = _mm256_loadu_si256((const __m256i *)(bytes + place + i));
            __m256i of_low = _mm256_shuffle_epi8(low[i], _mm256_and_si256(there, nibble));
            __m256i of_high = _mm256_shuffle_epi8(high[i], _mm256_and_si256(_mm256_srli_epi16(there, 4), nibble));
            buckets = _mm256_and_si256(buckets, _mm256_and_si256(of_low, of_high));
        }
        uint32_t places = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(buckets, _mm256_setzero_si256()));
        for (; places != 0; places &= places - 1) {
            size_t candidate = place + (size_t)__builtin_ctz(places);
            if (is_at(literals, bytes, candidate, count)) {
                *end = candidate;
                return true;
            }
        }
    }
    *end = place;
    return false;
}

__attribute__((target("avx2"))) static bool find_fast(const struct thresh_literals *literals, const uint8_t *bytes,
                                                      size_t from, size_t count, size_t *end) {
    switch (literals->width) {
    case 1: return find_wide(literals, bytes, from, count, 1, end);
    case 2: return find_wide(literals, bytes, from, count, 2, end);
    case 3: return find_wide(literals, bytes, from, count, 3, end);
    default: return find_wide(literals, bytes, from, count, 4, end);
    }
}

static bool is_fast(void) { return __builtin_cpu_supports("avx2"); }

#elif defined(__aarch64__)

/// The same of 16 places at a time; `*end` is where that ends, when nothing was found.
static bool find_fast(const struct thresh_literals *literals, const uint8_t *bytes, size_t from, size_t count, size_t *end) {
    uint8x16_t low[THRESH_PRINT_BYTES], high[THRESH_PRINT_BYTES];
    for (uint32_t i = 0; i < literals->width; i++) {
        low[i] = vld1q_u8(literals->low[i]);
        high[i] = vld1q_u8(literals->high[i]);
    }
    size_t place = from;
    for (; place + 16 + THRESH_PRINT_BYTES - 1 <= count; place += 16) {
        uint8x16_t buckets = vdupq_n_u8(0xFF);
        for (uint32_t i = 0; i < literals->width; i++) {
            uint8x16_t there = vld1q_u8(bytes + place + i);
            uint8x16_t of_low = vqtbl1q_u8(low[i], vandq_u8(there, vdupq_n_u8(15)));
            buckets = vandq_u8(buckets, vandq_u8(of_low, vqtbl1q_u8(high[i], vshrq_n_u8(there, 4))));
        }
        // Four bits for each place.
        uint16x8_t found = vreinterpretq_u16_u8(vtstq_u8(buckets, buckets));
        uint64_t places = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(found, 4)), 0) & 0x1111111111111111u;
        for (; places != 0; places &= places - 1) {
            size_t candidate = place + (size_t)__builtin_ctzll(places) / 4;
            if (is_at(literals, bytes, candidate, count)) {
                *end = candidate;
                return true;
            }
        }
    }
    *end = place;
    return false;
}

static bool is_fast(void) { return true; }

#else

static bool find_fast(const struct thresh_literals *literals, const uint8_t *bytes, size_t from, size_t count, size_t *end) {
    return false;
}

static bool is_fast(void) { return false; }

#endif

size_t thresh_literals_find(const struct thresh_literals *literals, const uint8_t *bytes, size_t from, size_t count) {
    size_t place = from;
    if (is_fast() && find_fast(literals, bytes, from, count, &place)) return place;
    return find_bytes(literals, bytes, place, count);
}
