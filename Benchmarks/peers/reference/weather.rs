//! B: least, mean and greatest temperature by station.

use crate::input::{find, parallel, Bytes};
use crate::table::{merged, ordered, ByteTable};
use std::io::{Result, Write};

/// In tenths of a degree.
struct Summary {
    least: i32,
    greatest: i32,
    sum: i64,
    count: u32,
}

impl Default for Summary {
    fn default() -> Summary {
        Summary { least: i32::MAX, greatest: i32::MIN, sum: 0, count: 0 }
    }
}

impl Summary {
    #[inline]
    fn merge(&mut self, other: Summary) {
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
        self.sum += other.sum;
        self.count += other.count;
    }
}

pub fn by_station(data: Bytes, out: &mut impl Write) -> Result<()> {
    let tables = parallel(data, ByteTable::default, add_lines);
    for (station, summary) in ordered(merged(tables, Summary::merge)) {
        // Halves of a tenth go up.
        let mean = (summary.sum as f64 / summary.count as f64 + 0.5).floor();
        let [least, mean, greatest] =
            [summary.least as f64, mean, summary.greatest as f64].map(|tenths| tenths / 10.0);
        out.write_all(station)?;
        writeln!(out, "\t{:.1}\t{:.1}\t{:.1}", least, mean, greatest)?;
    }
    Ok(())
}

fn add_lines(bytes: Bytes, table: &mut ByteTable<Summary>) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let (station, value) = rest.split_at(find(rest, b';'));
        let negative = value[1] == b'-';
        let mut at = 1 + negative as usize;
        let mut tenths = 0i32;
        while value[at] != b'\n' {
            if value[at] != b'.' {
                tenths = tenths * 10 + (value[at] & 15) as i32;
            }
            at += 1;
        }
        if negative {
            tenths = -tenths;
        }
        rest = &value[at + 1..];
        let one = Summary { least: tenths, greatest: tenths, sum: tenths as i64, count: 1 };
        table.entry(station).or_default().merge(one);
    }
}
