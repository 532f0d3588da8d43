//! Sort input in the shape of `gensort -a`: 100-byte lines with a random key of 10 printable bytes.

use crate::random::Random;
use std::io::{Result, Write};

pub fn write(out: &mut impl Write, count: u64) -> Result<()> {
    let mut random = Random::new(20240404);
    let mut record = [b' '; 100];
    for number in 0..count {
        for byte in &mut record[..10] {
            *byte = b' ' + random.below(95) as u8;
        }
        record[12..44].copy_from_slice(format!("{:032X}", number).as_bytes());
        for filler in record[46..98].chunks_mut(4) {
            filler.fill(b"0123456789ABCDEF"[random.below(16)]);
        }
        record[98] = b'X';
        record[99] = b'\n';
        out.write_all(&record)?;
    }
    Ok(())
}
