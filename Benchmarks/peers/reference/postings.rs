//! I: for each word the files it occurs in, and how often.

use crate::input::{parallel_files, Bytes};
use crate::words::{for_each_word, Words};
use std::io::{Result, Write};

/// A file's index and how often the word occurs in it.
type Posting = (usize, u64);

/// `word TAB file:count file:count …`, the files in the given order.
pub fn index(files: &[(String, Bytes)], out: &mut impl Write) -> Result<()> {
    let contents: Vec<Bytes> = files.iter().map(|&(_, content)| content).collect();
    let tables = parallel_files(&contents, Words::default, add_words);
    for (word, mut postings) in Words::merged(tables, |all, more| all.extend(more)) {
        postings.sort_unstable();
        postings.dedup_by(|next, kept| add_if_same(kept, next));
        out.write_all(&word)?;
        let mut separator = '\t';
        for (file, count) in postings {
            write!(out, "{}{}:{}", separator, files[file].0, count)?;
            separator = ' ';
        }
        writeln!(out)?;
    }
    Ok(())
}

fn add_words(file: usize, bytes: Bytes, words: &mut Words<Vec<Posting>>) {
    for_each_word(bytes, |at, length| {
        let postings = words.of(bytes, at, length);
        match postings.last_mut() {
            Some((last, count)) if *last == file => *count += 1,
            _ => postings.push((file, 1)),
        }
    });
}

/// Adds up what several threads have counted in one file.
fn add_if_same(sum: &mut Posting, part: &Posting) -> bool {
    if sum.0 == part.0 {
        sum.1 += part.1;
    }
    sum.0 == part.0
}
