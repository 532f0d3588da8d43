//! W: how often each word occurs.

use crate::input::{parallel, Bytes};
use crate::table::{merged, Table};
use std::io::{Result, Write};

const PACKED: usize = 15;

/// A value for each word. Words of at most 15 bytes are packed into an integer, length in the top byte; longer ones
/// are kept apart.
#[derive(Default)]
pub struct Words<V> {
    short: Table<u128, V>,
    long: Table<Bytes, V>,
}

impl<V: Default + Ord> Words<V> {
    /// The value of the word at a position.
    #[inline]
    pub fn of(&mut self, bytes: Bytes, at: usize, length: usize) -> &mut V {
        if length <= PACKED {
            self.short.entry(packed(bytes, at, length)).or_default()
        } else {
            self.long.entry(&bytes[at..at + length]).or_default()
        }
    }

    /// The words of all tables in their order.
    pub fn merged(tables: Vec<Self>, merge: impl Fn(&mut V, V)) -> Vec<(Vec<u8>, V)> {
        let (short, long) = tables.into_iter().map(|t| (t.short, t.long)).unzip();
        let short: Table<u128, V> = merged(short, &merge);
        let long: Table<Bytes, V> = merged(long, &merge);
        let mut words: Vec<(Vec<u8>, V)> = Vec::with_capacity(short.len() + long.len());
        words.extend(short.into_iter().map(|(key, value)| (unpacked(key), value)));
        words.extend(long.into_iter().map(|(word, value)| (word.to_vec(), value)));
        words.sort_unstable();
        words
    }
}

pub fn count(data: Bytes, out: &mut impl Write) -> Result<()> {
    let tables = parallel(data, Words::default, |bytes, counts| {
        for_each_word(bytes, |at, length| *counts.of(bytes, at, length) += 1);
    });
    for (word, count) in Words::merged(tables, |sum: &mut u64, count| *sum += count) {
        out.write_all(&word)?;
        writeln!(out, "\t{}", count)?;
    }
    Ok(())
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
