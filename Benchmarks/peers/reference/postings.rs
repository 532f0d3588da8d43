//! I: for each word the files it occurs in, and how often.

use crate::input::{parallel_files, Bytes};
use crate::words::{for_each_word, Words};
use std::io::{Result, Write};

/// `word TAB file:count file:count …`, the files in the given order.
pub fn index(files: &[(String, Bytes)], out: &mut impl Write) -> Result<()> {
    let contents: Vec<Bytes> = files.iter().map(|&(_, content)| content).collect();
    let tables = parallel_files(&contents, Words::default, |file, bytes, words: &mut Words<Vec<_>>| {
        for_each_word(bytes, |at, length| {
            let postings = words.of(bytes, at, length);
            match postings.last_mut() {
                Some((last, count)) if *last == file => *count += 1,
                _ => postings.push((file, 1u64)),
            }
        });
    });
    for (word, mut postings) in Words::merged(tables, |all, more| all.extend(more)) {
        // A file that several threads have read is there several times.
        postings.sort_unstable();
        out.write_all(&word)?;
        let mut separator = '\t';
        for same_file in postings.chunk_by(|a, b| a.0 == b.0) {
            let count: u64 = same_file.iter().map(|&(_, count)| count).sum();
            write!(out, "{}{}:{}", separator, files[same_file[0].0].0, count)?;
            separator = ' ';
        }
        writeln!(out)?;
    }
    Ok(())
}
