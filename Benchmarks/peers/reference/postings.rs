//! I: for each word the byte offsets of the lines that contain it.

use crate::input::{for_each_line, parallel, Bytes};
use crate::table::{merged, ordered, ByteTable};
use crate::words::for_each_word;
use std::io::{Result, Write};

pub fn index(data: Bytes, out: &mut impl Write) -> Result<()> {
    let base = data.as_ptr() as usize;
    let add_lines = |bytes: Bytes, table: &mut ByteTable<Vec<u64>>| {
        for_each_line(bytes, |line| {
            let offset = (line.as_ptr() as usize - base) as u64;
            for_each_word(line, |at, length| {
                let offsets = table.entry(&line[at..at + length]).or_default();
                if offsets.last() != Some(&offset) {
                    offsets.push(offset);
                }
            });
        });
    };
    let tables = parallel(data, ByteTable::default, add_lines);
    for (word, mut offsets) in ordered(merged(tables, |all, more| all.extend(more))) {
        offsets.sort_unstable();
        out.write_all(word)?;
        let mut separator = '\t';
        for offset in offsets {
            write!(out, "{}{}", separator, offset)?;
            separator = ',';
        }
        writeln!(out)?;
    }
    Ok(())
}
