internal import Platform
internal import Thresh

/// A piece of a page. Literals are markup; whatever is interpolated is escaped, so that no line of a log becomes markup.
///
///     page += "<td title=\"\(name)\">\(name)</td>"
struct HTML: ExpressibleByStringInterpolation {
    private(set) var bytes: [UInt8] = []

    init() {}
    init(stringLiteral literal: String) { bytes = Array(literal.utf8) }
    init(stringInterpolation: Interpolation) { bytes = stringInterpolation.bytes }

    static func + (page: HTML, piece: HTML) -> HTML {
        var page = page
        page += piece
        return page
    }

    static func += (page: inout HTML, piece: HTML) { page.bytes += piece.bytes }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) { bytes += literal.utf8 }

        /// Control characters are spelled out: an XML parser refuses some, and others turn text around.
        mutating func appendInterpolation(_ text: String) {
            for byte in VisibleText.of(text).utf8 {
                switch byte {
                case UInt8(ascii: "&"): bytes += "&amp;".utf8
                case UInt8(ascii: "<"): bytes += "&lt;".utf8
                case UInt8(ascii: ">"): bytes += "&gt;".utf8
                case UInt8(ascii: "\""): bytes += "&quot;".utf8
                case UInt8(ascii: "'"): bytes += "&#39;".utf8
                default: bytes.append(byte)
                }
            }
        }

        mutating func appendInterpolation(_ number: Int) { bytes += String(number).utf8 }

        /// A coordinate, with one digit behind the point.
        mutating func appendInterpolation(_ number: Double) {
            let tenths = Int((number * 10).rounded())
            bytes += (tenths < 0 ? "-" : "").utf8
            bytes += String(abs(tenths) / 10).utf8
            if tenths % 10 != 0 { bytes += ".\(abs(tenths) % 10)".utf8 }
        }

        mutating func appendInterpolation(_ piece: HTML) { bytes += piece.bytes }
    }
}
