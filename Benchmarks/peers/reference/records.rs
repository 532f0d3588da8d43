//! S: sorts 100-byte records by their first ten bytes. Two threads: the lower half of the keys, the upper half.

use crate::input::Bytes;
use std::fs::File;
use std::io::Result;
use std::os::unix::fs::FileExt;

const RECORD: usize = 100;
const BUFFER: usize = 4 << 20;
const MIDDLE: u8 = b'O';

pub fn sort(data: Bytes, out: &File) -> Result<()> {
    out.set_len(data.len() as u64)?;
    let below = data.chunks_exact(RECORD).filter(|record| record[0] < MIDDLE).count();
    std::thread::scope(|scope| {
        let lower = scope.spawn(|| write_half(data, out, true, 0));
        let upper = scope.spawn(|| write_half(data, out, false, below * RECORD));
        lower.join().expect("a worker panicked")?;
        upper.join().expect("a worker panicked")
    })
}

fn write_half(data: Bytes, out: &File, lower: bool, offset: usize) -> Result<()> {
    let mut offset = offset as u64;
    let records = data.chunks_exact(RECORD);
    let mut keys: Vec<u128> = records
        .enumerate()
        .filter(|(_, record)| (record[0] < MIDDLE) == lower)
        .map(|(number, record)| key(record) | number as u128)
        .collect();
    keys.sort_unstable();
    let mut buffer = Vec::with_capacity(BUFFER);
    for key in keys {
        let start = (key & ((1 << 48) - 1)) as usize * RECORD;
        buffer.extend_from_slice(&data[start..start + RECORD]);
        if buffer.len() + RECORD > BUFFER {
            out.write_all_at(&buffer, offset)?;
            offset += buffer.len() as u64;
            buffer.clear();
        }
    }
    out.write_all_at(&buffer, offset)
}

/// The ten key bytes above the 48 bits that are left for the number of the record.
#[inline]
fn key(record: &[u8]) -> u128 {
    let high = u64::from_be_bytes(record[..8].try_into().unwrap()) as u128;
    let low = u16::from_be_bytes(record[8..10].try_into().unwrap()) as u128;
    high << 64 | low << 48
}
