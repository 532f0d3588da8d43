//! W: how often each word occurs.

use crate::input::{parallel, Bytes};
use crate::table::{merged, Table};
use std::io::{Result, Write};

const PACKED: usize = 15;

/// Words of at most 15 bytes are packed into an integer, length in the top byte; longer ones are kept apart.
#[derive(Default)]
struct Counts {
    short: Table<u128, u64>,
    long: Table<Bytes, u64>,
}

pub fn count(data: Bytes, out: &mut impl Write) -> Result<()> {
    let counts = parallel(data, Counts::default, add_words);
    let (short, long) = counts.into_iter().map(|c| (c.short, c.long)).unzip();
    let add = |sum: &mut u64, count: u64| *sum += count;
    let short: Table<u128, u64> = merged(short, add);
    let long: Table<Bytes, u64> = merged(long, add);
    let mut words: Vec<(Vec<u8>, u64)> = Vec::with_capacity(short.len() + long.len());
    words.extend(short.into_iter().map(|(key, count)| (unpacked(key), count)));
    words.extend(long.into_iter().map(|(word, count)| (word.to_vec(), count)));
    words.sort_unstable();
    for (word, count) in words {
        out.write_all(&word)?;
        writeln!(out, "\t{}", count)?;
    }
    Ok(())
}

fn add_words(bytes: Bytes, counts: &mut Counts) {
    for_each_word(bytes, |at, length| {
        if length <= PACKED {
            *counts.short.entry(packed(bytes, at, length)).or_insert(0) += 1;
        } else {
            *counts.long.entry(&bytes[at..at + length]).or_insert(0) += 1;
        }
    });
}

/// Calls `body` with the position and the length of every word: a run of bytes above the blank.
#[inline]
pub fn for_each_word(bytes: &[u8], mut body: impl FnMut(usize, usize)) {
    let mut at = 0;
    while at < bytes.len() {
        while at < bytes.len() && bytes[at] <= b' ' {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && bytes[at] > b' ' {
            at += 1;
        }
        if at > start {
            body(start, at - start);
        }
    }
}

#[inline]
fn packed(bytes: &[u8], at: usize, length: usize) -> u128 {
    let word = match bytes.get(at..at + 16) {
        Some(window) => u128::from_le_bytes(window.try_into().unwrap()) & ((1 << (8 * length)) - 1),
        None => {
            let mut window = [0u8; 16];
            window[..length].copy_from_slice(&bytes[at..at + length]);
            u128::from_le_bytes(window)
        }
    };
    word | (length as u128) << 120
}

fn unpacked(key: u128) -> Vec<u8> {
    key.to_le_bytes()[..(key >> 120) as usize].to_vec()
}
