import Platform
import Testing
import Thresh

@Suite("Display width", .timeLimit(.minutes(1)))
struct DisplayWidthTests {
    @Test(
        "of text in a terminal",
        arguments: [
            ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("ｗ", 2), ("한", 2), ("😀", 2), ("…─█░·", 5),
            ("a\u{200D}b", 2), ("\u{1B}", 0), ("ａ", 2), ("ไทย", 3), ("אב", 2), ("\u{FFFD}", 1), ("⚡", 2), ("©", 1),
        ])
    func widths(text: String, expected: Int) { #expect(DisplayWidth.of(text) == expected) }

    @Test("text shown has no control characters left, nor any that turn its direction")
    func visible() {
        #expect(VisibleText.of("a\tb\n\u{1B}[2J\u{7F}é".utf8) == #"a\tb\n\x1b[2J\x7fé"#)
        #expect(VisibleText.of("x\u{202E}y\u{9B}".utf8) == #"x\u{202e}y\u{9b}"#)
        #expect(VisibleText.of([0x61, 0xFF, 0x00]) == "a\\xff\\x00")
    }
}
