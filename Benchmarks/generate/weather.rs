//! The One Billion Row shape: `station;temperature`, one decimal.

use crate::random::Random;
use crate::words::distinct_words;
use std::fs::File;
use std::io::{BufRead, BufReader, Result, Write};

const FIRST_NAME: usize = 20_000;

/// Station names of one or two capitalised words, some with letters outside ASCII, and their mean.
pub fn write_stations(out: &mut impl Write, count: u64) -> Result<()> {
    let mut random = Random::new(20240505);
    // The first words are too short for names.
    let words = distinct_words(&mut random, FIRST_NAME + 2 * count as usize);
    for names in words[FIRST_NAME..].chunks(2) {
        let mut name = accented(&capitalised(&names[0]), &mut random);
        if random.unit() < 0.12 {
            name = format!("{} {}", name, capitalised(&names[1]));
        }
        writeln!(out, "{};{:.1}", name, -15.0 + 45.0 * random.unit())?;
    }
    Ok(())
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

fn accented(word: &str, random: &mut Random) -> String {
    match random.below(20) {
        0 => word.replacen('e', "é", 1),
        1 => word.replacen('o', "ö", 1),
        2 => word.replacen('a', "ã", 1),
        _ => word.to_string(),
    }
}

/// `rows` measurements, each of a random station, within 10 degrees (one deviation) of its mean.
pub fn write_measurements(out: &mut impl Write, rows: u64, stations: &str) -> Result<()> {
    let mut random = Random::new(20240303);
    let stations = read_stations(stations)?;
    let mut line: Vec<u8> = Vec::with_capacity(256);
    for _ in 0..rows {
        let (name, mean) = &stations[random.below(stations.len())];
        let tenths = ((mean + 10.0 * random.gauss()) * 10.0).round();
        line.clear();
        line.extend_from_slice(name.as_bytes());
        line.push(b';');
        append_tenths(&mut line, tenths.max(-999.0).min(999.0) as i32);
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}

fn read_stations(path: &str) -> Result<Vec<(String, f64)>> {
    let mut stations = Vec::new();
    for line in BufReader::new(File::open(path)?).lines() {
        let line = line?;
        let (name, mean) = line.rsplit_once(';').expect("a station line is name;mean");
        stations.push((name.to_string(), mean.parse().expect("the mean is a number")));
    }
    Ok(stations)
}

fn append_tenths(line: &mut Vec<u8>, tenths: i32) {
    if tenths < 0 {
        line.push(b'-');
    }
    let tenths = tenths.unsigned_abs();
    let digit = |value: u32| b'0' + (value % 10) as u8;
    if tenths >= 100 {
        line.push(digit(tenths / 100));
    }
    line.extend_from_slice(&[digit(tenths / 10), b'.', digit(tenths)]);
}
