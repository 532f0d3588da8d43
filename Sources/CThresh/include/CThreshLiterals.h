// Where one of some texts is in a block of bytes.
//
// Each text has a print: a few of its bytes, in a row. Tables of nibbles tell for 16 or 32 places at once which of them may
// begin a print; a hash table tells which texts have the print that is there, and these are compared.
#ifndef CTHRESH_LITERALS_H
#define CTHRESH_LITERALS_H

#include <stddef.h>
#include <stdint.h>

/// The most bytes of a print.
#define THRESH_PRINT_BYTES 4

/// A text that is looked for.
struct thresh_literal {
    /// Its print, the first byte lowest; letters in lower case where case is ignored.
    uint32_t print;
    /// Where its bytes are in `bytes`, and how many there are.
    uint32_t start, length;
    /// Where in it the print is.
    uint32_t offset;
};

struct thresh_literals {
    /// Bit b of `low[k][n]`: of the texts in bucket b, one has a byte at place k of its print whose low nibble is n.
    uint8_t low[THRESH_PRINT_BYTES][16];
    /// The same of the high nibble.
    uint8_t high[THRESH_PRINT_BYTES][16];
    /// How many bytes each print has.
    uint32_t width;
    /// Whether ASCII letters match in both cases.
    uint32_t ignores_case;
    /// By how much the product of a print and `THRESH_PRINT_FACTOR` is shifted to be its slot.
    uint32_t shift;
    /// Where the texts of each slot begin in `texts`, and behind the last slot where they end.
    const uint32_t *_Nullable slots;
    /// The texts, in the order of their slots.
    const struct thresh_literal *_Nullable texts;
    const uint8_t *_Nullable bytes;
};

#define THRESH_PRINT_FACTOR 0x9E3779B1u

/// A place within the first text in [from, count), by where the prints of texts are; `count` when there is none.
size_t thresh_literals_find(const struct thresh_literals *_Nonnull literals, const uint8_t *_Nonnull bytes, size_t from,
                            size_t count);

#endif
