import Glibc
import Multiprocessing
import TestSupport
import Testing

/// Both ends in one process, for messages that fit the kernel's buffer.
@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    /// What `body` throws must be this.
    private func expect(
        _ expected: ConnectionError, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
    ) {
        do {
            try body()
            Issue.record("nothing was thrown where \(expected) is expected", sourceLocation: sourceLocation)
        } catch {
            #expect(error as? ConnectionError == expected, sourceLocation: sourceLocation)
        }
    }

    private func elapsed(_ body: () throws -> Void) rethrows -> Duration { try ContinuousClock().measure(body) }

    @Test func messagesKeepTheirBoundaries() throws {
        let pair = try MessagePipe.pair()
        for length in [3, 0, 1, 1000, 0] { try pair.first.send(bytes: [UInt8](repeating: 9, count: length)) }
        for length in [3, 0, 1, 1000, 0] {
            let message = try pair.second.receiveBytes()
            #expect(message == [UInt8](repeating: 9, count: length))
        }
        // A part of an array, and the other direction.
        let bytes = [UInt8](0..<100)
        try pair.second.send(bytes: bytes.span.extracting(10..<20).bytes)
        let part = try pair.first.receiveBytes()
        #expect(part == Array(10..<20))
    }

    @Test func pollTakesNothingOut() throws {
        let pair = try MessagePipe.pair()
        var ready = try pair.second.poll()
        #expect(!ready)
        ready = try pair.second.poll(timeout: .seconds(-1))
        #expect(!ready)
        let time = try elapsed { ready = try pair.second.poll(timeout: .milliseconds(80)) }
        #expect(!ready && time >= .milliseconds(80) && time < .seconds(1))
        try pair.first.send(bytes: [])
        for _ in 0..<3 {
            ready = try pair.second.poll()
            #expect(ready)
        }
        let message = try pair.second.receiveBytes()
        #expect(message.isEmpty)
        ready = try pair.second.poll()
        #expect(!ready)
    }

    @Test func theEndOfFileComesAfterTheMessages() throws {
        let pair = try MessagePipe.pair()
        let reader = pair.first
        let writer = pair.second
        try writer.send("last")
        writer.close()
        let last = try reader.receive(as: String.self)
        #expect(last == "last")
        for _ in 0..<2 { expect(.endOfFile) { _ = try reader.receiveBytes() } }
        let ready = try reader.poll()
        #expect(ready)
        expect(.brokenPipe) { try reader.send(bytes: [1]) }
        expect(.brokenPipe) { try reader.send(bytes: [1]) }
    }

    @Test func aMessageThatDoesNotFitIsNotLost() throws {
        let pair = try MessagePipe.pair()
        try pair.first.send(bytes: [1, 2, 3, 4])
        var buffer = [UInt8](repeating: 0, count: 5)
        expect(.bufferTooShort(message: [1, 2, 3, 4])) { _ = try pair.second.receiveBytes(into: &buffer, at: 2) }
        #expect(buffer == [0, 0, 0, 0, 0])
        try pair.first.send(bytes: [5, 6, 7])
        expect(.tooLarge(byteCount: 3, limit: 2)) { _ = try pair.second.receiveBytes(max: 2) }
        let count = try pair.second.receiveBytes(into: &buffer, at: 2)
        #expect(count == 3 && buffer == [0, 0, 5, 6, 7])
        try pair.first.send(bytes: [])
        let none = try pair.second.receiveBytes(into: &buffer, at: 5)
        #expect(none == 0)
    }

    @Test func aReceiveThatTimedOutGoesOnWhereItWas() throws {
        let pair = try MessagePipe.pair()
        for step in 0..<3 {
            let time = elapsed { expect(.timedOut) { _ = try pair.second.receiveBytes(timeout: .milliseconds(40)) } }
            #expect(time >= .milliseconds(40) && time < .seconds(1), "step \(step)")
        }
        // The header of a message of 6 bytes, in two pieces, and the message in two.
        let sender = pair.first.descriptor
        let pieces: [[UInt8]] = [[6, 0, 0], [0, 0, 0, 0, 0], [1, 2], [3, 4, 5]]
        for piece in pieces {
            write(sender, piece, piece.count)
            expect(.timedOut) { _ = try pair.second.receiveBytes(timeout: .milliseconds(10)) }
        }
        write(sender, [6] as [UInt8], 1)
        let message = try pair.second.receiveBytes(timeout: .seconds(1))
        #expect(message == [1, 2, 3, 4, 5, 6])
    }

    @Test func anAnnouncedLengthCostsNothing() throws {
        let pair = try MessagePipe.pair()
        // 2^55 bytes, of which 3 come.
        write(pair.first.descriptor, [0, 0, 0, 0, 0, 0, 0x80, 0, 1, 2, 3] as [UInt8], 11)
        expect(.timedOut) { _ = try pair.second.receiveBytes(timeout: .milliseconds(20)) }
        let receiver = pair.keepingSecond()
        expect(.truncated(byteCount: 3, of: 1 << 55)) { _ = try receiver.receiveBytes() }
    }

    @Test func anyValueGoesAcross() throws {
        let pair = try MessagePipe.pair()
        var source = ValueSource(seed: 5)
        for _ in 0..<20 {
            let value = source.everything()
            try pair.first.send(value)
            let copy = try pair.second.receive(as: Everything.self)
            #expect(copy == value)
        }
        // A value of another type, and then one of the right type.
        try pair.first.send("text")
        try pair.first.send(3)
        expect(.coding(.typeMismatch(path: "", expected: "Int", found: "a string"))) {
            _ = try pair.second.receive(as: Int.self)
        }
        let number = try pair.second.receive(as: Int.self)
        #expect(number == 3)
        // Bytes are the same however they are sent.
        let bytes: [UInt8] = [1, 2, 3]
        try pair.first.send(bytes)
        let raw = try pair.second.receiveBytes()
        try pair.first.send(bytes: bytes)
        let typed = try pair.second.receive(as: [UInt8].self)
        #expect(raw == bytes && typed == bytes)
    }

    @Test func bitwiseValuesGoAcross() throws {
        struct Sample: BitwiseCopyable, Equatable { var time: UInt64; var value: Float; var flag: Bool }
        let pair = try MessagePipe.pair()
        let sample = Sample(time: 5, value: 1.5, flag: true)
        try pair.first.send(bitwise: sample)
        let copy = try pair.second.receive(bitwise: Sample.self)
        #expect(copy == sample)
        for count in [0, 1, 2, 100] {
            let samples = [Sample](repeating: sample, count: count)
            try pair.first.send(bitwise: samples)
            let copies = try pair.second.receive(bitwiseArrayOf: Sample.self)
            #expect(copies == samples)
        }
        try pair.first.send(bitwise: 5 as UInt32)
        expect(.wrongSize(byteCount: 4, expected: 8)) { _ = try pair.second.receive(bitwise: UInt64.self) }
        expect(.wrongSize(byteCount: 4, expected: 8)) { _ = try pair.second.receive(bitwiseArrayOf: UInt64.self) }
        let number = try pair.second.receive(bitwise: UInt32.self)
        #expect(number == 5)
    }

    @Test func typedPipesKeepTheirTypes() throws {
        let pair = try MessagePipe.pair(sending: String.self, receiving: Int.self)
        try pair.first.send("four")
        let text = try pair.second.receive()
        try pair.second.send(text.count)
        let count = try pair.first.receive(timeout: .seconds(1))
        #expect(text == "four" && count == 4)

        let line = try MessagePipe.oneWay(of: [String: Int].self)
        try line.second.send(["a": 1])
        let first = try line.first.receive()
        #expect(first == ["a": 1])
        let receiver = line.keepingFirst()
        expect(.endOfFile) { _ = try receiver.receive() }
        // The direction holds below the types too.
        let other = try MessagePipe.oneWay(of: Int.self)
        let untyped = other.keepingFirst().untyped()
        expect(.brokenPipe) { try untyped.send(1) }
    }

    @Test func partsAreOneMessage() throws {
        let pair = try MessagePipe.pair()
        var parts: [[UInt8]] = [[1], [], [2, 3], [4]]
        try pair.first.sendParts(byteCount: 4) { parts.removeFirst() }
        let message = try pair.second.receiveBytes()
        #expect(message == [1, 2, 3, 4])
        try pair.first.sendParts(byteCount: 0) { nil }
        var calls = 0
        let none = try pair.second.receiveParts { _ in calls += 1 }
        #expect(none == 0 && calls == 0)
        expect(.brokenPipe) { try pair.first.sendParts(byteCount: 4) { [1, 2, 3, 4, 5] } }
        expect(.truncated(byteCount: 0, of: 4)) { _ = try pair.second.receiveParts { _ in } }
    }

    @Test func aSetNeverUsesANumberTwice() throws {
        let set = ConnectionSet()
        let pair = try MessagePipe.pair()
        let other = try MessagePipe.pair()
        let first = set.insert(pair.first)
        let removed = set.remove(first)
        #expect(removed != nil && set.count == 0)
        let second = set.insert(other.first)
        #expect(second != first && set.numbers == [second])
        #expect(set.with(first) { $0.descriptor } == nil)
        try other.second.send(1)
        let ready = try set.wait(timeout: .seconds(1))
        #expect(ready == [second])
    }
}
