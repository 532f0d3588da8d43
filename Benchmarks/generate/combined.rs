//! Apache combined log of a small web shop: nine days over the end of a month.
//!
//! People make visits (pages with their referrers, pictures, a purchase now and then); robots and
//! scanners come in between; one afternoon the server is out of order for twelve minutes. Some lines
//! are as odd as real logs have them: escaped quotes, a TLS handshake in place of a request, no request
//! at all. Addresses are those reserved for documentation (RFC 5737, RFC 3849), and so are the hosts.

use crate::random::{Random, Weighted};
use crate::shop::*;
use std::f64::consts::PI;
use std::io::{Result, Write};
use std::ops::Range;

const DAY: i64 = 86_400;
const DAYS: i64 = 9;
/// The server was down from 14:37 on the fourth day, and people tried again.
const OUTAGE: Range<i64> = (3 * DAY + 52_620)..(3 * DAY + 53_340);

struct Visitor {
    address: String,
    agent: usize,
}

struct Entry {
    second: i64,
    line: String,
}

/// What is told apart within one visit.
struct Request<'a> {
    user: &'a str,
    request: &'a str,
    status: u32,
    bytes: usize,
    referrer: &'a str,
    agent: &'a str,
}

pub fn write(out: &mut impl Write, lines: u64) -> Result<()> {
    let mut log = Log { random: Random::new(20240606), entries: Vec::new() };
    let visitors = log.visitors(700);
    let regulars = Weighted::zipf(visitors.len(), 0.8, 4.0);
    while (log.entries.len() as u64) < lines {
        let second = log.moment();
        let visitor = &visitors[regulars.pick(&mut log.random)];
        match log.random.below(100) {
            0..=79 => log.visit(second, visitor),
            80..=93 => log.crawl(second, &visitor.address),
            94..=95 => log.scan(second, &visitor.address),
            96..=97 => log.administer(second, &visitor.address),
            _ => log.nonsense(second, &visitor.address),
        }
    }
    log.entries.sort_by_key(|entry| entry.second);
    // Cut at the end: what is missing there looks like a log that was copied while in use.
    for entry in log.entries.iter().take(lines as usize) {
        out.write_all(entry.line.as_bytes())?;
    }
    Ok(())
}

struct Log {
    random: Random,
    entries: Vec<Entry>,
}

impl Log {
    /// Addresses of visitors: the three IPv4 documentation networks, and every sixth from the IPv6 one.
    fn visitors(&mut self, count: usize) -> Vec<Visitor> {
        let random = &mut self.random;
        let mut hosts: Vec<String> = Vec::new();
        for network in ["192.0.2", "198.51.100", "203.0.113"] {
            hosts.extend((1..255).map(|host| format!("{}.{}", network, host)));
        }
        random.shuffle(&mut hosts);
        let browsers = Weighted::zipf(BROWSERS.len(), 1.0, 1.0);
        (0..count)
            .map(|number| {
                let address = match number % 12 {
                    0 => {
                        let network = 1 + random.below(40);
                        format!("2001:db8:{:x}::{:x}", network, 1 + random.below(0xfffe))
                    }
                    6 => {
                        let network = 1 + random.below(40);
                        let group = |_| format!(":{:x}", 1 + random.below(0xfffe));
                        format!("2001:db8:{:x}{}", network, (0..5).map(group).collect::<String>())
                    }
                    _ => hosts[number].clone(),
                };
                Visitor { address, agent: browsers.pick(random) }
            })
            .collect()
    }

    /// A second at which something happens: evenings are busy, nights are not, weekends half as much.
    fn moment(&mut self) -> i64 {
        if self.random.unit() < 0.015 {
            return OUTAGE.start + self.random.below(720) as i64;
        }
        loop {
            let second = self.random.below((DAYS * DAY) as usize) as i64;
            let hour = (second % DAY) as f64 / 3600.0;
            let rhythm = 0.55 - 0.45 * ((hour - 3.0) / 24.0 * 2.0 * PI).cos();
            // The first day is a Monday.
            let week = if matches!(second / DAY % 7, 5 | 6) { 0.5 } else { 1.0 };
            if self.random.unit() < rhythm * week {
                return second;
            }
        }
    }

    fn add(&mut self, second: i64, address: &str, request: Request) {
        let Request { user, request, mut status, mut bytes, referrer, agent } = request;
        if OUTAGE.contains(&second) && status != 400 && status != 408 {
            (status, bytes) = (503, 299);
        }
        // %b in Apache's format: no bytes are a hyphen.
        let bytes = if bytes == 0 { "-".to_string() } else { bytes.to_string() };
        let line = format!(
            "{address} - {user} [{}] \"{request}\" {status} {bytes} \"{referrer}\" \"{agent}\"\n",
            timestamp(second)
        );
        self.entries.push(Entry { second, line });
    }

    fn product(&mut self) -> String {
        // Squaring favours the first of each list, so that some products are popular.
        let popular = |unit: f64, count: usize| (unit * unit * count as f64) as usize;
        let adjective = ADJECTIVES[popular(self.random.unit(), ADJECTIVES.len())];
        let noun = NOUNS[popular(self.random.unit(), NOUNS.len())];
        format!("{}-{}", adjective, noun)
    }

    fn visit(&mut self, start: i64, visitor: &Visitor) {
        let mut second = start;
        let agent = BROWSERS[visitor.agent];
        let mut referrer = ELSEWHERE[self.random.below(ELSEWHERE.len())].to_string();
        let pages = 1 + (self.random.unit() * self.random.unit() * 9.0) as usize;
        let returning = self.random.unit() < 0.4;
        for page in 0..pages {
            let product = self.product();
            let path = match self.random.below(20) {
                _ if page == 0 && self.random.unit() < 0.5 => "/".to_string(),
                0..=9 => format!("/products/{}", product),
                10..=12 => format!("/search?q={}", SEARCHES[self.random.below(SEARCHES.len())]),
                13..=15 => format!("/blog/2025/0{}/{}", 1 + self.random.below(2), product),
                16 => "/about".to_string(),
                17 => "/products".to_string(),
                18 => "/about-us.html".to_string(),
                _ => format!("/download/{}.pdf", product),
            };
            let (status, bytes) = match (path.as_str(), self.random.below(100)) {
                ("/products", _) => (301, 245),
                ("/about-us.html", _) => (404, 1_245),
                (_, 0) => (500, 612),
                (path, _) if path.ends_with(".pdf") && self.random.unit() < 0.5 => {
                    (206, 65_536 * (1 + self.random.below(4)))
                }
                (path, _) if path.ends_with(".pdf") => {
                    (200, 180_000 + self.random.below(2_000_000))
                }
                _ => (200, 4_000 + self.random.below(24_000)),
            };
            self.get(second, visitor, &path, status, bytes, &referrer);
            let here = format!("{}{}", SITE, path);
            if status == 301 {
                self.get(second, visitor, "/products/", 200, 18_304, &referrer);
            } else if status == 200 && !path.ends_with(".pdf") {
                self.page_files(second, visitor, page == 0, returning, &product, &here);
            }
            referrer = here;
            second += 4 + (self.random.unit().powi(2) * 240.0) as i64;
        }
        if pages >= 4 && self.random.unit() < 0.5 {
            self.buy(second, visitor, &referrer, agent);
        }
    }

    fn get(
        &mut self,
        second: i64,
        visitor: &Visitor,
        path: &str,
        status: u32,
        bytes: usize,
        referrer: &str,
    ) {
        // An address has one browser, and a browser speaks one version.
        let version = if visitor.agent % 3 == 1 { "1.1" } else { "2.0" };
        let request = &format!("GET {} HTTP/{}", path, version);
        let agent = BROWSERS[visitor.agent];
        self.add(
            second,
            &visitor.address,
            Request { user: "-", request, status, bytes, referrer, agent },
        );
    }

    /// What a browser fetches along with a page; a returning one is told that its copy is still good.
    fn page_files(
        &mut self,
        second: i64,
        visitor: &Visitor,
        first: bool,
        returning: bool,
        product: &str,
        page: &str,
    ) {
        if first {
            for (path, bytes) in [("/static/site.css", 8_811), ("/static/app.js", 41_927)] {
                let (status, bytes) = if returning { (304, 0) } else { (200, bytes) };
                self.get(second, visitor, path, status, bytes, page);
            }
            if !returning {
                self.get(second + 1, visitor, "/favicon.ico", 200, 1_150, page);
            }
        }
        let picture = format!("/images/{}.jpg", product);
        let bytes = 20_000 + self.random.below(160_000);
        let (status, bytes) = match self.random.below(40) {
            0 => (404, 1_245),
            _ if returning => (304, 0),
            _ => (200, bytes),
        };
        self.get(second + 1, visitor, &picture, status, bytes, page);
    }

    /// The way to a purchase; most leave before its end.
    fn buy(&mut self, start: i64, visitor: &Visitor, page: &str, agent: &str) {
        let mut second = start;
        let mut referrer = page.to_string();
        let steps = [
            ("POST /cart HTTP/1.1", 302, 0, 1.0),
            ("GET /cart HTTP/1.1", 200, 6_210, 1.0),
            ("GET /checkout HTTP/1.1", 200, 9_120, 0.6),
            ("POST /checkout HTTP/1.1", 302, 0, 0.7),
            ("GET /thanks HTTP/1.1", 200, 3_377, 0.97),
        ];
        for (request, status, bytes, chance) in steps {
            if self.random.unit() >= chance {
                return;
            }
            let referrer_now = &referrer.clone();
            let entry =
                Request { user: "-", request, status, bytes, referrer: referrer_now, agent };
            self.add(second, &visitor.address, entry);
            if request.starts_with("GET") {
                let path = request.split(' ').nth(1).unwrap_or("/");
                referrer = format!("{}{}", SITE, path);
                second += 6 + self.random.below(90) as i64;
            }
        }
    }

    fn crawl(&mut self, start: i64, address: &str) {
        let agent = ROBOTS[self.random.below(ROBOTS.len())];
        let mut second = start;
        let mut request = "GET /robots.txt HTTP/1.1".to_string();
        for page in 0..1 + self.random.below(8) {
            let (status, bytes) = match self.random.below(12) {
                _ if page == 0 => (200, 68),
                0 => (404, 1_245),
                1 | 2 => (304, 0),
                _ => (200, 4_000 + self.random.below(24_000)),
            };
            let entry =
                Request { user: "-", request: &request, status, bytes, referrer: "-", agent };
            self.add(second, address, entry);
            request = format!("GET /products/{} HTTP/1.1", self.product());
            second += 1 + self.random.below(20) as i64;
        }
    }

    fn scan(&mut self, start: i64, address: &str) {
        for (index, request) in PROBES.iter().enumerate() {
            let (status, bytes) = match *request {
                "GET /../../etc/passwd HTTP/1.0" => (400, 226),
                "HEAD /backup.zip HTTP/1.1" => (404, 0),
                "GET /.env HTTP/1.1" => (403, 199),
                _ => (404, 1_245),
            };
            let agent = if index % 3 == 0 { "-" } else { "Mozilla/5.0 zgrab/0.x" };
            let entry = Request { user: "-", request, status, bytes, referrer: "-", agent };
            self.add(start + index as i64 / 3, address, entry);
        }
    }

    /// Someone signs in: first without a name, then with one.
    fn administer(&mut self, start: i64, address: &str) {
        let user = ["alice", "bob", "j.o\\\"neill"][self.random.below(3)];
        let agent = BROWSERS[self.random.below(4)];
        let steps = [
            ("-", "GET /admin/ HTTP/1.1", 401, 381),
            (user, "GET /admin/ HTTP/1.1", 200, 7_204),
            (user, "GET /admin/orders?from=2025-02-24&to=2025-03-04 HTTP/1.1", 200, 22_480),
            (user, "PUT /api/v1/orders/1042 HTTP/1.1", 204, 0),
            (user, "DELETE /api/v1/carts/77 HTTP/1.1", 204, 0),
        ];
        for (index, (user, request, status, bytes)) in steps.into_iter().enumerate() {
            let referrer = if index < 2 { "-" } else { "https://www.example.com/admin/" };
            let entry = Request { user, request, status, bytes, referrer, agent };
            self.add(start + 9 * index as i64, address, entry);
        }
    }

    /// What arrives at an open port and is not a request of a web browser.
    fn nonsense(&mut self, second: i64, address: &str) {
        let (request, status, bytes) = match self.random.below(4) {
            0 => ("\\x16\\x03\\x01\\x02", 400, 226),
            1 => ("-", 408, 0),
            2 => ("GET / HTTP/1.0", 200, 11_321),
            _ => ("OPTIONS * HTTP/1.0", 200, 0),
        };
        let entry = Request { user: "-", request, status, bytes, referrer: "-", agent: "-" };
        self.add(second, address, entry);
    }
}

/// Seconds since Monday 24 February 2025, as Apache prints a time at UTC+1.
fn timestamp(second: i64) -> String {
    let (day, of_day) = (24 + second / DAY, second % DAY);
    let (day, month) = if day <= 28 { (day, "Feb") } else { (day - 28, "Mar") };
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{day:02}/{month}/2025:{hour:02}:{minute:02}:{second:02} +0100")
}
