//! The word lists of the combined log: what the shop sells, who comes, and with what.

pub const SITE: &str = "https://www.example.com";
pub const ADJECTIVES: [&str; 16] = [
    "amber", "blue", "broad", "copper", "dark", "early", "fine", "green", "light", "little", "old",
    "plain", "quiet", "red", "silver", "winter",
];
pub const NOUNS: [&str; 20] = [
    "apron", "basket", "blanket", "bowl", "candle", "chair", "clock", "cup", "desk", "jar",
    "kettle", "lamp", "mirror", "oven", "pillow", "quilt", "shelf", "stool", "table", "vase",
];
/// Search words as they stand in a URL.
pub const SEARCHES: [&str; 10] = [
    "lamp",
    "oak+table",
    "caf%C3%A9+cup",
    "%22winter+quilt%22",
    "gift",
    "blue%20vase",
    "",
    "kettle+1l",
    "chair&sort=price",
    "m%C3%B6bel",
];
/// Referrers of a first page.
pub const ELSEWHERE: [&str; 9] = [
    "-",
    "-",
    "-",
    "https://www.google.com/",
    "https://www.google.com/",
    "https://duckduckgo.com/",
    "https://www.bing.com/",
    "https://news.example.org/today?id=4711&from=\\\"front page\\\"",
    "http://blog.example.net/2025/02/home-made/",
];
pub const BROWSERS: [&str; 11] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36",
    "ExampleShop/5.2.1 (iPhone; iOS 18.3)",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "ExampleShop/5.2.0 (Android 15; Pixel 8)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:134.0) Gecko/20100101 Firefox/134.0",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Mobile Safari/537.36",
    "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "My \\\"Own\\\" Browser/0.1 (likes; semicolons, and commas)",
];
pub const ROBOTS: [&str; 5] = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "ExampleBot/1.4 (+https://bot.example.net/about)",
    "curl/7.88.1",
    "python-requests/2.32.3",
];
/// What a scanner asks for.
pub const PROBES: [&str; 9] = [
    "GET /wp-login.php HTTP/1.1",
    "GET /.env HTTP/1.1",
    "GET /phpmyadmin/index.php HTTP/1.1",
    "POST /xmlrpc.php HTTP/1.1",
    "GET /cgi-bin/luci/;stok=/locale?form=country HTTP/1.1",
    "GET /index.php?s=/Index/\\\\think\\\\app/invokefunction HTTP/1.1",
    "GET /?q=<script>alert(\\\"x\\\")</script> HTTP/1.1",
    "GET /../../etc/passwd HTTP/1.0",
    "HEAD /backup.zip HTTP/1.1",
];
