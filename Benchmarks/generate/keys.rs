//! Input with very many distinct words, for jobs whose keys do not fit in the memory allowed to them.
//!
//! Each word occurs exactly twice, so every count of the answer is 2. Nothing is kept in memory:
//! a word is computed from its number, and the order is a permutation computed from the position.

use crate::random::mix;
use std::io::{Result, Write};

/// A 64-bit number needs 14 letters in base 26; the first 14 letters therefore tell words apart.
const LETTERS_OF_NUMBER: usize = 14;
const MOST_EXTRA_LETTERS: u64 = 20;
const WORDS_PER_LINE: u64 = 4;

pub fn write(out: &mut impl Write, distinct: u64) -> Result<()> {
    let mut line = Vec::with_capacity(256);
    for position in 0..2 * distinct {
        append_word(&mut line, permuted(position, 2 * distinct) % distinct);
        if position % WORDS_PER_LINE == WORDS_PER_LINE - 1 || position == 2 * distinct - 1 {
            line.push(b'\n');
            out.write_all(&line)?;
            line.clear();
        } else {
            line.push(b' ');
        }
    }
    Ok(())
}

/// The word with this number: 14 to 34 letters, 24 on average.
fn append_word(line: &mut Vec<u8>, number: u64) {
    let bits = mix(number.wrapping_add(0x9E3779B97F4A7C15));
    let extra = (mix(bits) % (MOST_EXTRA_LETTERS + 1)) as usize;
    let mut digits = bits;
    for _ in 0..LETTERS_OF_NUMBER {
        line.push(b'a' + (digits % 26) as u8);
        digits /= 26;
    }
    digits = mix(!bits);
    for _ in 0..extra {
        line.push(b'a' + (digits % 26) as u8);
        digits = (digits / 26) ^ (bits >> 7);
    }
}

/// A pseudo-random permutation of 0..count: a four-round Feistel network on the next even number of
/// bits, applied again while the result is out of range.
fn permuted(position: u64, count: u64) -> u64 {
    let half = ((64 - count.leading_zeros()) + 1) / 2;
    let mask = (1u64 << half) - 1;
    let mut value = position;
    loop {
        let (mut left, mut right) = (value >> half, value & mask);
        for round in 0..4 {
            let next = left ^ (mix(right ^ (round << 56)) & mask);
            left = right;
            right = next;
        }
        value = left << half | right;
        if value < count {
            return value;
        }
    }
}
