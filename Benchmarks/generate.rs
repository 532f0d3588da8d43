//! Makes the benchmark's input files. The same arguments always give the same bytes.
//!
//!     generate text     OUT BYTES               English-like text, 300,000 distinct words
//!     generate log      OUT BYTES               web server log with response times, about BYTES long
//!     generate json     OUT BYTES               the same requests as lines of JSON, with a request object
//!     generate combined OUT LINES               Apache combined log: visits, robots, scanners, an outage
//!     generate stations OUT STATIONS            weather stations, `name;mean`
//!     generate brc      OUT ROWS STATIONS_FILE  measurements, `name;temperature`
//!     generate tera     OUT RECORDS             100-byte records with random 10-byte keys
//!     generate keys     OUT WORDS               every one of WORDS distinct words twice, in random order
//!
//! Build: rustc --edition 2021 -O generate.rs

#[path = "generate/combined.rs"]
mod combined;
#[path = "generate/keys.rs"]
mod keys;
#[path = "generate/log.rs"]
mod log;
#[path = "generate/random.rs"]
mod random;
#[path = "generate/records.rs"]
mod records;
#[path = "generate/shop.rs"]
mod shop;
#[path = "generate/text.rs"]
mod text;
#[path = "generate/weather.rs"]
mod weather;
#[path = "generate/words.rs"]
mod words;

use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::process::exit;

fn usage() -> ! {
    eprintln!("usage: generate text|log|json|combined|stations|brc|tera|keys OUT SIZE [STATIONS_FILE]");
    exit(2)
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (kind, path, size, stations) = match arguments.as_slice() {
        [kind, path, size] => (kind, path, size, None),
        [kind, path, size, stations] => (kind, path, size, Some(stations)),
        _ => usage(),
    };
    let size: u64 = size.parse().unwrap_or_else(|_| usage());
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    match (kind.as_str(), stations) {
        ("text", None) => text::write(&mut out, size)?,
        ("log", None) => log::write(&mut out, size)?,
        ("json", None) => log::write_json(&mut out, size)?,
        ("combined", None) => combined::write(&mut out, size)?,
        ("stations", None) => weather::write_stations(&mut out, size)?,
        ("brc", Some(stations)) => weather::write_measurements(&mut out, size, stations)?,
        ("tera", None) => records::write(&mut out, size)?,
        ("keys", None) => keys::write(&mut out, size)?,
        _ => usage(),
    }
    out.flush()
}
