//! A hand-written native program for each task: memory mapping and a few threads, standard library only.
//! It is the oracle of every comparison and a figure near the limit of the machine.
//!
//!     reference W|I|L1|L2|L3|L4|B|S IN OUT          THREADS threads (default 2); for I, IN is a folder
//!
//! Build: rustc --edition 2021 -O reference.rs

#[path = "reference/input.rs"]
mod input;
#[path = "reference/logs.rs"]
mod logs;
#[path = "reference/postings.rs"]
mod postings;
#[path = "reference/records.rs"]
mod records;
#[path = "reference/table.rs"]
mod table;
#[path = "reference/weather.rs"]
mod weather;
#[path = "reference/words.rs"]
mod words;

use std::fs::File;
use std::io::{BufWriter, Result, Write};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [task, input, output] = match <[String; 3]>::try_from(arguments) {
        Ok(arguments) => arguments,
        Err(_) => {
            eprintln!("usage: reference W|I|L1|L2|L3|L4|B|S IN OUT");
            std::process::exit(2)
        }
    };
    let data = || input::map(&input);
    let file = File::create(&output)?;
    let mut out = BufWriter::with_capacity(1 << 20, &file);
    match task.as_str() {
        "W" => words::count(data()?, &mut out)?,
        "I" => postings::index(&input::map_folder(&input)?, &mut out)?,
        "L1" => logs::by_status(data()?, &mut out)?,
        "L2" => logs::top_clients(data()?, &mut out)?,
        "L3" => logs::time_quantiles(data()?, &mut out)?,
        "L4" => logs::clients_by_hour(data()?, &mut out)?,
        "B" => weather::by_station(data()?, &mut out)?,
        "S" => records::sort(data()?, &file)?,
        _ => panic!("no such task: {}", task),
    }
    out.flush()
}
