import Crypto
import Foundation
import Testing

@testable import ThreshCommand

@Suite(.timeLimit(.minutes(1))) struct HTMLTests {
    private func text(_ html: HTML) -> String { String(decoding: html.bytes, as: UTF8.self) }

    @Test func whatIsInterpolatedIsEscaped() {
        let name = "<b>\"x\" & 'y'</b>\u{0}\u{1B}[1m\u{202E}é\n"
        #expect(
            text("<p title=\"\(name)\">\(3)</p>")
                == "<p title=\"&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;\\x00\\x1b[1m\\u{202e}é\\n\">3</p>")
        let piece: HTML = "<i>\("&")</i>"
        #expect(text("<p>\(piece)</p>") == "<p><i>&amp;</i></p>")
    }

    @Test(arguments: [(0.0, "0"), (-0.04, "0"), (12.0, "12"), (12.34, "12.3"), (-0.5, "-0.5"), (99.96, "100")])
    func coordinatesHaveOneDigit(number: Double, expected: String) { #expect(text("\(number)") == expected) }

    /// Browsers run the script only if the page's policy has its hash.
    @Test func thePolicyNamesTheScript() {
        let digest = Data(SHA256.hash(data: Data(PageStyle.script.utf8)))
        #expect(PageStyle.scriptHash == digest.base64EncodedString())
        #expect(!PageStyle.script.contains("<") && !PageStyle.script.contains("&"))
        #expect(!PageStyle.style.contains("<") && !PageStyle.style.contains("&"))
    }
}
