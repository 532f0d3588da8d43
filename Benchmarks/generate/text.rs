//! English-like text: lines of 70 to about 100 bytes, words by Zipf-Mandelbrot.

use crate::random::{Random, Weighted};
use crate::words::distinct_words;
use std::io::{Result, Write};

const DISTINCT_WORDS: usize = 300_000;

/// Writes whole lines until at least `bytes` bytes are written.
pub fn write(out: &mut impl Write, bytes: u64) -> Result<()> {
    let mut random = Random::new(20240101);
    let words = distinct_words(&mut random, DISTINCT_WORDS);
    let frequency = Weighted::zipf(words.len(), 1.05, 1.5);
    let mut written = 0u64;
    let mut line: Vec<u8> = Vec::with_capacity(128);
    while written < bytes {
        line.clear();
        let width = 70 + random.below(20);
        while line.len() < width {
            if !line.is_empty() {
                line.push(b' ');
            }
            line.extend_from_slice(words[frequency.pick(&mut random)].as_bytes());
        }
        line.push(b'\n');
        written += line.len() as u64;
        out.write_all(&line)?;
    }
    Ok(())
}
