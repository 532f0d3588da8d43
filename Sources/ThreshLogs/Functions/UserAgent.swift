/// What a user agent says it is: the usual families, no versions.
enum UserAgent {
    /// `Chrome`, `Firefox`, `Safari`, `Edge`, …; `Bot` for what `bot` knows, `Other` for the rest.
    static func browser(_ agent: LineBytes) -> StaticString {
        if bot(agent) != nil { return "Bot" }
        for (mark, name) in browsers where agent.contains(mark) { return name }
        return "Other"
    }

    static func system(_ agent: LineBytes) -> StaticString {
        for (mark, name) in systems where agent.contains(mark) { return name }
        return "Other"
    }

    /// The crawler's or library's name; nil when it looks like a person's browser.
    static func bot(_ agent: LineBytes) -> StaticString? {
        for (mark, name) in bots where agent.contains(mark) { return name }
        for mark in botWords where agent.contains(mark) { return "Other bot" }
        return nil
    }

    // Most browsers name others too: the first that is found decides.
    private static let browsers: [(StaticString, StaticString)] = [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("Edge/", "Edge"), ("OPR/", "Opera"),
        ("Opera", "Opera"),
        ("YaBrowser/", "Yandex"), ("SamsungBrowser/", "Samsung Internet"), ("UCBrowser/", "UC Browser"),
        ("Vivaldi/", "Vivaldi"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"),
        ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("Trident/", "Internet Explorer"),
        ("MSIE ", "Internet Explorer"),
        ("Safari/", "Safari"), ("AppleWebKit/", "WebKit"), ("Lynx/", "Lynx"),
    ]

    private static let systems: [(StaticString, StaticString)] = [
        ("Windows Phone", "Windows Phone"), ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"),
        ("iPad", "iOS"), ("iPod", "iOS"), ("Mac OS X", "macOS"), ("Macintosh", "macOS"), ("CrOS", "ChromeOS"),
        ("FreeBSD", "FreeBSD"), ("OpenBSD", "OpenBSD"), ("Linux", "Linux"), ("X11", "Unix"),
    ]

    private static let bots: [(StaticString, StaticString)] = [
        ("Googlebot", "Googlebot"), ("bingbot", "Bingbot"), ("msnbot", "Msnbot"), ("YandexBot", "YandexBot"),
        ("Yandex", "Yandex"), ("Baiduspider", "Baiduspider"), ("DuckDuckBot", "DuckDuckBot"), ("Applebot", "Applebot"),
        ("AhrefsBot", "AhrefsBot"), ("SemrushBot", "SemrushBot"), ("MJ12bot", "MJ12bot"), ("DotBot", "DotBot"),
        ("PetalBot", "PetalBot"), ("Bytespider", "Bytespider"), ("GPTBot", "GPTBot"), ("ClaudeBot", "ClaudeBot"),
        ("CCBot", "CCBot"), ("facebookexternalhit", "Facebook"), ("Twitterbot", "Twitterbot"), ("Slackbot", "Slackbot"),
        ("Slurp", "Yahoo! Slurp"), ("UptimeRobot", "UptimeRobot"), ("curl/", "curl"), ("Wget/", "Wget"),
        ("python-requests", "python-requests"), ("Python-urllib", "Python-urllib"),
        ("Go-http-client", "Go-http-client"),
        ("Java/", "Java"), ("okhttp", "okhttp"), ("libwww-perl", "libwww-perl"),
        ("Apache-HttpClient", "Apache-HttpClient"),
        ("ELB-HealthChecker", "ELB-HealthChecker"), ("kube-probe", "kube-probe"),
    ]

    private static let botWords: [StaticString] = [
        "bot", "Bot", "spider", "Spider", "crawl", "Crawl", "scan", "Scan", "HeadlessChrome", "feed", "Feed", "http://",
        "https://",
    ]
}
