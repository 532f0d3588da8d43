//! A week of a busy web server: combined log format with the response time in microseconds at the end, or the same
//! requests as lines of JSON.

use crate::random::{Random, Weighted};
use crate::words::distinct_words;
use std::collections::HashSet;
use std::f64::consts::PI;
use std::io::{Result, Write};

const CLIENTS: usize = 200_000;
const PATHS: usize = 20_000;
const REFERRERS: usize = 2_000;
const SLUG_WORDS: usize = 8_000;
const SECONDS_PER_DAY: u64 = 86_400;
const SECONDS: u64 = 7 * SECONDS_PER_DAY;
/// Used to turn a size in bytes into a rate of lines.
const EXPECTED_LINE_LENGTH: f64 = 226.0;

const STATUSES: [(u32, f64); 11] = [
    (200, 0.78),
    (304, 0.08),
    (404, 0.055),
    (301, 0.035),
    (302, 0.015),
    (206, 0.01),
    (403, 0.008),
    (500, 0.007),
    (204, 0.005),
    (503, 0.003),
    (502, 0.002),
];
const METHODS: [(&str, f64); 5] =
    [("GET", 0.88), ("POST", 0.08), ("HEAD", 0.03), ("PUT", 0.006), ("DELETE", 0.004)];

/// What is logged of a request.
struct Request<'a> {
    second: u64,
    client: &'a str,
    method: &'a str,
    path: &'a str,
    version: &'a str,
    status: u32,
    size: u64,
    referrer: &'a str,
    agent: &'a str,
    /// Microseconds.
    time: u64,
}

pub fn write(out: &mut impl Write, bytes: u64) -> Result<()> {
    write_requests(out, bytes, append_combined)
}

/// Of the log that has so many bytes; these are 1.64 times as many.
pub fn write_json(out: &mut impl Write, bytes: u64) -> Result<()> {
    write_requests(out, bytes, append_json)
}

fn write_requests(
    out: &mut impl Write,
    bytes: u64,
    append: fn(&mut Vec<u8>, &Request) -> Result<()>,
) -> Result<()> {
    let mut random = Random::new(20240202);
    let clients = clients(&mut random);
    let client_weights = Weighted::zipf(CLIENTS, 0.95, 3.0);
    let words = distinct_words(&mut random, SLUG_WORDS);
    let paths = paths(&mut random, &words);
    let path_weights = Weighted::zipf(PATHS, 1.0, 2.0);
    // Medians by path: 0.5 to 45 ms, and 0.4 to 60 kB.
    let path_time: Vec<f64> = exponentials(&mut random, 6.2, 4.5);
    let path_size: Vec<f64> = exponentials(&mut random, 6.0, 5.0);
    let agents = agents(&mut random);
    let agent_weights = Weighted::zipf(agents.len(), 0.9, 2.0);
    let referrers = referrers(&mut random, &words, &paths);
    let referrer_weights = Weighted::zipf(REFERRERS, 0.5, 1.0);
    let status_weights = Weighted::new(&STATUSES.map(|(_, weight)| weight));
    let method_weights = Weighted::new(&METHODS.map(|(_, weight)| weight));

    let lines_per_second = bytes as f64 / EXPECTED_LINE_LENGTH / SECONDS as f64;
    let mut due = 0.0;
    let mut line: Vec<u8> = Vec::with_capacity(1024);
    for second in 0..SECONDS {
        let of_day = (second % SECONDS_PER_DAY) as f64 / SECONDS_PER_DAY as f64;
        let rhythm = 1.0 + 0.6 * (2.0 * PI * (of_day - 0.35)).sin();
        due += lines_per_second * rhythm * (0.6 + 0.8 * random.unit());
        while due >= 1.0 {
            due -= 1.0;
            let client = &clients[client_weights.pick(&mut random)];
            let path = path_weights.pick(&mut random);
            let status = STATUSES[status_weights.pick(&mut random)].0;
            let method = METHODS[method_weights.pick(&mut random)].0;
            let version = if random.unit() < 0.7 { "1.1" } else { "2.0" };
            let size = match status {
                304 | 204 => 0,
                200 | 206 => (path_size[path] * (0.3 * random.gauss()).exp()) as u64,
                _ => 150 + random.below(500) as u64,
            };
            let referrer = &referrers[referrer_weights.pick(&mut random)];
            let agent = &agents[agent_weights.pick(&mut random)];
            let time = 50 + (path_time[path] * (0.9 * random.gauss()).exp()) as u64;
            line.clear();
            let path = &paths[path];
            let request =
                Request { second, client, method, path, version, status, size, referrer, agent, time };
            append(&mut line, &request)?;
            out.write_all(&line)?;
        }
    }
    Ok(())
}

/// Of a second of the week: the day of January, the hour, minute and second.
fn clock(second: u64) -> (u64, u64, u64, u64) {
    (6 + second / SECONDS_PER_DAY, second / 3600 % 24, second / 60 % 60, second % 60)
}

fn append_combined(line: &mut Vec<u8>, request: &Request) -> Result<()> {
    let Request { second, client, method, path, version, status, size, referrer, agent, time } = request;
    let (day, hour, minute, second) = clock(*second);
    write!(line, "{client} - - [{day:02}/Jan/2025:{hour:02}:{minute:02}:{second:02} +0000] ")?;
    writeln!(line, "\"{method} {path} HTTP/{version}\" {status} {size} \"{referrer}\" \"{agent}\" {time}")
}

/// Nothing in a request needs an escape.
fn append_json(line: &mut Vec<u8>, request: &Request) -> Result<()> {
    let Request { second, client, method, path, version, status, size, referrer, agent, time } = request;
    let (day, hour, minute, second) = clock(*second);
    write!(line, "{{\"time\":\"2025-01-{day:02}T{hour:02}:{minute:02}:{second:02}Z\",\"level\":\"info\",")?;
    write!(line, "\"service\":\"shop\",\"request\":{{\"id\":\"{:016x}\",\"ip\":\"{client}\",", number(request))?;
    write!(line, "\"method\":\"{method}\",\"path\":\"{path}\",\"protocol\":\"HTTP/{version}\",")?;
    write!(line, "\"referer\":\"{referrer}\",\"user_agent\":\"{agent}\"}},")?;
    writeln!(line, "\"status\":{status},\"bytes\":{size},\"duration_us\":{time}}}")
}

/// Some number that hardly any other request has.
fn number(request: &Request) -> u64 {
    let mixed = (request.second << 40 ^ request.size << 20 ^ request.time).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 29
}

fn exponentials(random: &mut Random, least: f64, range: f64) -> Vec<f64> {
    (0..PATHS).map(|_| (least + range * random.unit()).exp()).collect()
}

/// Distinct IPv4 addresses outside the first bytes of the private ranges.
fn clients(random: &mut Random) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut clients = Vec::with_capacity(CLIENTS);
    while clients.len() < CLIENTS {
        let bits = random.bits();
        let byte = |shift: u32| (bits >> shift) & 255;
        let first = 1 + byte(0) % 222;
        if matches!(first, 10 | 127 | 172 | 192) {
            continue;
        }
        let client = format!("{}.{}.{}.{}", first, byte(8), byte(16), 1 + byte(24) % 254);
        if seen.insert(client.clone()) {
            clients.push(client);
        }
    }
    clients
}

fn paths(random: &mut Random, words: &[String]) -> Vec<String> {
    const SECTIONS: [&str; 14] = [
        "blog",
        "products",
        "docs",
        "api/v1",
        "api/v2",
        "images",
        "static/js",
        "static/css",
        "users",
        "search",
        "category",
        "news",
        "forum",
        "download",
    ];
    const ENDINGS: [&str; 8] = ["", "", "", ".html", ".html", "/", ".php", ".json"];
    const IMAGES: [&str; 3] = [".png", ".jpg", ".webp"];

    let mut paths: Vec<String> =
        ["/", "/index.html", "/favicon.ico", "/robots.txt"].map(String::from).to_vec();
    let mut seen: HashSet<String> = paths.iter().cloned().collect();
    while paths.len() < PATHS {
        let section = SECTIONS[random.below(SECTIONS.len())];
        let first = &words[100 + random.below(SLUG_WORDS - 100)];
        let second = &words[random.below(SLUG_WORDS)];
        let ending = match section {
            "images" => IMAGES[random.below(IMAGES.len())],
            "static/js" => ".js",
            "static/css" => ".css",
            _ => ENDINGS[random.below(ENDINGS.len())],
        };
        let path = match random.below(10) {
            0 => format!("/{}/{}/{}{}", section, first, 1 + random.below(9999), ending),
            1 => format!("/{}?q={}+{}&page={}", section, first, second, 1 + random.below(20)),
            2 | 3 => {
                let month = 1 + random.below(12);
                let third = &words[random.below(SLUG_WORDS)];
                format!("/{}/2024/{:02}/{}-{}-{}{}", section, month, first, second, third, ending)
            }
            4 | 5 | 6 => format!("/{}/{}-{}{}", section, first, second, ending),
            _ => format!("/{}/{}{}", section, first, ending),
        };
        if seen.insert(path.clone()) {
            paths.push(path);
        }
    }
    paths
}

/// Three hundred user agents in random order of popularity.
fn agents(random: &mut Random) -> Vec<String> {
    const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64";
    const MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
    const WEBKIT: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";
    const ROBOTS: [&str; 6] = [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "curl/7.88.1",
        "python-requests/2.31.0",
        "Go-http-client/1.1",
        "Wget/1.21.3",
    ];
    let mut agents: Vec<String> = Vec::new();
    for v in 90..125 {
        let (build, patch) = (4000 + random.below(2400), random.below(200));
        agents.push(format!("{WINDOWS}) {WEBKIT} Chrome/{v}.0.{build}.{patch} Safari/537.36"));
        let chrome = format!("{WEBKIT} Chrome/{v}.0.0.0");
        agents.push(format!("Mozilla/5.0 (X11; Linux x86_64) {chrome} Safari/537.36"));
        agents.push(format!("{MAC} {chrome} Safari/537.36"));
        agents.push(format!("{WINDOWS}; rv:{v}.0) Gecko/20100101 Firefox/{v}.0"));
        let (android, model) = (9 + random.below(6), 10 + random.below(89));
        let phone = format!("Mozilla/5.0 (Linux; Android {android}; SM-G9{model})");
        agents.push(format!("{phone} {chrome} Mobile Safari/537.36"));
        let (build, patch) = (1000 + random.below(1400), random.below(99));
        agents.push(format!("{WINDOWS}) {chrome} Safari/537.36 Edg/{v}.0.{build}.{patch}"));
    }
    for v in 12..18 {
        for m in 0..7 {
            let safari = format!("AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{v}.{m}");
            let phone = format!("Mozilla/5.0 (iPhone; CPU iPhone OS {v}_{m} like Mac OS X)");
            agents.push(format!("{phone} {safari} Mobile/15E148 Safari/604.1"));
            agents.push(format!("{MAC} {safari} Safari/605.1.15"));
        }
    }
    agents.extend(ROBOTS.map(String::from));
    random.shuffle(&mut agents);
    agents
}

fn referrers(random: &mut Random, words: &[String], paths: &[String]) -> Vec<String> {
    let mut referrer = |number: usize| match number % 5 {
        0 => "-".to_string(),
        1 => "https://www.google.com/".to_string(),
        2 => format!("https://www.example.com{}", paths[random.below(PATHS)]),
        3 => format!("https://www.example.com{}", paths[random.below(2000)]),
        _ => {
            let (host, page) = (random.below(SLUG_WORDS), random.below(SLUG_WORDS));
            format!("https://{}.example.org/{}", words[host], words[page])
        }
    };
    (0..REFERRERS).map(&mut referrer).collect()
}
