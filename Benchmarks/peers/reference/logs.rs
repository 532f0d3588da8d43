//! L1 to L4: questions about a web server's log.

use crate::input::{after_last, find, for_each_line, number, parallel, Bytes};
use crate::table::{merged, ordered, Build, ByteTable};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::io::{Result, Write};

/// `client - - [time zone] "method path version" status bytes "referrer" "agent" microseconds`
struct Entry {
    path: Bytes,
    status: usize,
    bytes: u64,
}

#[inline]
fn client(line: Bytes) -> Bytes {
    &line[..find(line, b' ')]
}

#[inline]
fn parse(line: Bytes) -> Entry {
    // The time has a fixed width, so that the request's quote is at least 26 bytes after the client.
    let time = find(line, b' ') + 6;
    let request = &line[time + 20..];
    let request = &request[find(request, b'"') + 1..];
    let path = &request[find(request, b' ') + 1..];
    let path = &path[..find(path, b' ')];
    let status = &request[find(request, b'"') + 2..];
    let bytes = &status[4..];
    Entry {
        path,
        status: number(&status[..3]) as usize,
        bytes: number(&bytes[..find(bytes, b' ')]),
    }
}

/// L1: requests and bytes by status.
pub fn by_status(data: Bytes, out: &mut impl Write) -> Result<()> {
    let add_lines = |bytes: Bytes, sums: &mut Vec<(u64, u64)>| {
        for_each_line(bytes, |line| {
            let entry = parse(line);
            sums[entry.status].0 += 1;
            sums[entry.status].1 += entry.bytes;
        });
    };
    let parts = parallel(data, || vec![(0, 0); 1000], add_lines);
    for status in 0..1000 {
        let requests: u64 = parts.iter().map(|part| part[status].0).sum();
        let bytes: u64 = parts.iter().map(|part| part[status].1).sum();
        if requests > 0 {
            writeln!(out, "{}\t{}\t{}", status, requests, bytes)?;
        }
    }
    Ok(())
}

/// L2: the ten clients with most requests.
pub fn top_clients(data: Bytes, out: &mut impl Write) -> Result<()> {
    let add_lines = |bytes: Bytes, table: &mut ByteTable<u64>| {
        for_each_line(bytes, |line| *table.entry(client(line)).or_insert(0) += 1);
    };
    let tables = parallel(data, ByteTable::default, add_lines);
    let mut clients: Vec<_> = merged(tables, |sum, count| *sum += count)
        .into_iter()
        .map(|(client, count)| (Reverse(count), client))
        .collect();
    if clients.len() > 10 {
        clients.select_nth_unstable(10);
        clients.truncate(10);
    }
    clients.sort_unstable();
    for (count, client) in clients {
        out.write_all(client)?;
        writeln!(out, "\t{}", count.0)?;
    }
    Ok(())
}

/// L3: median, 95th and 99th percentile of the response time by path (nearest rank).
pub fn time_quantiles(data: Bytes, out: &mut impl Write) -> Result<()> {
    let add_lines = |bytes: Bytes, table: &mut ByteTable<Vec<u32>>| {
        for_each_line(bytes, |line| {
            let time = number(after_last(line, b' ')) as u32;
            table.entry(parse(line).path).or_default().push(time);
        });
    };
    let tables = parallel(data, ByteTable::default, add_lines);
    for (path, mut times) in ordered(merged(tables, |all, more| all.extend(more))) {
        out.write_all(path)?;
        for percent in [50, 95, 99] {
            let rank = (percent * times.len() + 99) / 100 - 1;
            write!(out, "\t{}", times.select_nth_unstable(rank).1)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// L4: distinct clients by hour. Hour and IPv4 address are packed into one integer.
pub fn clients_by_hour(data: Bytes, out: &mut impl Write) -> Result<()> {
    type Seen = HashSet<u64, Build>;
    let add_lines = |bytes: Bytes, seen: &mut Seen| {
        for_each_line(bytes, |line| {
            let client = client(line);
            let time = &line[client.len() + 6..];
            let hour = number(&time[..2]) * 24 + number(&time[12..14]);
            let address =
                client.split(|&byte| byte == b'.').fold(0, |a, part| a << 8 | number(part));
            seen.insert(hour << 32 | address);
        });
    };
    let mut parts = parallel(data, Seen::default, add_lines).into_iter();
    let mut seen = parts.next().unwrap_or_default();
    parts.for_each(|part| seen.extend(part));
    let mut counts = [0u64; 32 * 24];
    seen.iter().for_each(|key| counts[(key >> 32) as usize] += 1);
    for (hour, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        writeln!(out, "{:02}/Jan/2025:{:02}\t{}", hour / 24, hour % 24, count)?;
    }
    Ok(())
}
