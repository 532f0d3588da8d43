import TestSupport
import Testing

@testable import Thresh

@Suite("Keys in byte order", .timeLimit(.minutes(1)))
struct KeyEncodingTests {
    @Test("numbers")
    func numbers() {
        var generator = SeededGenerator(seed: 1)
        var values: [Double] = [
            0, -0.0, 1, -1, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
            .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .pi, 1e-300, -1e300,
        ]
        values += (0..<300).map { _ in Double(bitPattern: generator.next()) }.filter { !$0.isNaN }
        for a in values {
            for b in values {
                let (x, y) = (ascending(a), ascending(b))
                #expect(precedes(x, y) == (a < b), "\(a) \(b)")
                #expect((x == y) == (a == b), "\(a) \(b)")
                #expect(precedes(descending(a), descending(b)) == (b < a), "\(a) \(b)")
            }
        }
        for value in values { #expect(precedes(ascending(value), ascending(.nan))) }
        #expect(ascending(.nan) == ascending(-.nan) && ascending(.nan) == ascending(.signalingNaN))
    }

    @Test("text, and what follows it in the key")
    func text() {
        var generator = SeededGenerator(seed: 2)
        var values: [Bytes] = [[], [0], [0, 0], [0, 255], [255], [255, 255], [1], [0, 1], [97], [97, 98]]
        // Few bytes, those that the encoding treats in a way of their own.
        values += (0..<150).map { _ in (0..<generator.below(5)).map { _ in [0, 1, 254, 255][generator.below(4)] } }
        let tails: [Bytes] = [[], [0], [255]]
        for a in values {
            for b in values {
                let (x, y) = (ascending(a), ascending(b))
                #expect(precedes(x, y) == precedes(a, b), "\(a) \(b)")
                #expect(precedes(descending(a), descending(b)) == precedes(b, a), "\(a) \(b)")
                guard a != b else { continue }
                for tail in tails {
                    #expect(precedes(x + tail, y + [128]) == precedes(a, b), "\(a) \(b) \(tail)")
                    let down = precedes(descending(a) + tail, descending(b) + [128])
                    #expect(down == precedes(b, a), "\(a) \(b) \(tail)")
                }
            }
            var decoded = ByteBuffer()
            withView(descending(a) + [1, 2, 3]) { decoded.append(decodingDescending: $0) }
            #expect(Bytes(decoded.view) == a)
        }
    }

    private func ascending(_ number: Double) -> Bytes { encoding { $0.append(ordered: number) } }
    private func descending(_ number: Double) -> Bytes { encoding { $0.append(descending: number) } }
    private func ascending(_ text: Bytes) -> Bytes {
        encoding { key in withView(text) { key.append(ordered: $0) } }
    }
    private func descending(_ text: Bytes) -> Bytes {
        encoding { key in withView(text) { key.append(descending: $0) } }
    }

    private func encoding(_ body: (inout ByteBuffer) -> Void) -> Bytes {
        var buffer = ByteBuffer()
        body(&buffer)
        return Bytes(buffer.view)
    }
}
