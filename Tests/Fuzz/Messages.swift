#if DEBUG || FUZZING
    import Multiprocessing
    import Platform

    @testable import Thresh

    func fuzzMessages(_ bytes: UnsafeRawBufferPointer) {
        let content = unsafe [UInt8](bytes)
        guard let message = WorkerMessage(bytes: content) else { return }
        _ = message.bytes
    }

    func fuzzPlans(_ bytes: UnsafeRawBufferPointer) {
        let content = unsafe [UInt8](bytes)
        _ = WorkerReport(json: content)
        // Behind its checksum.
        var plan = ByteBuffer()
        WorkerProtocol.appendHello(to: &plan)
        var checksum = Checksum()
        unsafe checksum.update(bytes)
        plan.append(integer: checksum.value)
        unsafe plan.append(bytes)
        guard let found = try? WorkerPlan(plan.view) else { return }
        _ = found.taskRanges
        _ = found.text(output: nil)
    }

    private struct Shape: Codable, Equatable {
        var number: Int
        var name: String
        var rest: [Double]?
        var inner: [String: [UInt8]]
        var flag: Bool
        var large: UInt64
        var small: Int8
        var deeper: [Shape]
    }

    func fuzzValues(_ bytes: UnsafeRawBufferPointer) {
        let content = unsafe [UInt8](bytes)
        if let value = try? MessageDecoder().decode(Shape.self, from: content) {
            guard let again = try? MessageEncoder().encode(value) else { fatalError("it cannot be written again") }
            _ = try? MessageDecoder().decode(Shape.self, from: again)
        }
        _ = try? MessageDecoder().decode([[String?]].self, from: content)
        _ = try? MessageDecoder().decode([Int: Int128].self, from: content)
    }

    /// A state that is read is merged, asked and written again, and is the same then.
    private func check<A: Aggregate>(_: A.Type, _ bytes: ByteView, merges: Bool = true) {
        guard var state = A(decoding: bytes) else { return }
        var first = ByteBuffer()
        state.encode(into: &first)
        guard let again = A(decoding: first.view) else { fatalError("\(A.self): what it wrote is not read") }
        var second = ByteBuffer()
        again.encode(into: &second)
        expect(unsafe first.rawBuffer.elementsEqual(second.rawBuffer), "\(A.self): is another the second time")
        _ = state.result
        if !merges { return }
        state.merge(again)
        _ = state.heapBytes
        _ = state.result
    }

    func fuzzAggregates(_ bytes: UnsafeRawBufferPointer) {
        let view = unsafe ByteView(bytes)
        check(Count.self, view)
        check(Mean.self, view)
        check(FloatingSum.self, view)
        check(Variance.self, view)
        check(VectorSum.self, view)
        check(IntegerMean.self, view)
        check(IntegerVariance.self, view)
        // A sum that is too large for its type ends the process: what it is then, nobody could say.
        check(Sum<Int32>.self, view, merges: false)
        check(Maximum<UInt16>.self, view)
        check(First<Int32, UInt8>.self, view)
        check(Last<Int32, UInt8>.self, view)
        check(Quantiles<UInt64>.self, view)
        check(Quantiles<Double>.self, view)
        check(DDSketch.self, view)
        check(Histogram.self, view)
        check(EqualWidthHistogram.self, view)
        check(Distinct.self, view)
        check(HyperLogLog.self, view)
        check(TopK.self, view)
        check(SpaceSaving.self, view)
        check(Sample.self, view)
        check(Both<Minimum<Double>, Mean>.self, view)
        check(Zipped<Count, Quantiles<Double>>.self, view)
    }

    private func check<K: JobKey & Equatable>(_ one: K, _ other: K, _ isBefore: Bool) {
        var a = ByteBuffer()
        var b = ByteBuffer()
        one.encode(into: &a)
        other.encode(into: &b)
        expect(K(decoding: a.view) == one && K(decoding: b.view) == other, "\(K.self): does not come back")
        let order = unsafe a.rawBuffer.lexicographicallyPrecedes(b.rawBuffer)
        expect(order == isBefore, "\(K.self): bytes are in another order than keys")
        var part = ByteBuffer()
        one.encodePart(into: &part)
        other.encodePart(into: &part)
        var reader = KeyReader(part.view)
        let (first, second) = (K(decodingPart: &reader), K(decodingPart: &reader))
        expect(first == one && second == other, "\(K.self): parts do not come back")
    }

    /// Keys come back as they were, and their bytes are in the order of the keys.
    func fuzzKeys(_ bytes: UnsafeRawBufferPointer) {
        let content = unsafe [UInt8](bytes)
        var reader = unsafe ByteReader(ByteView(bytes))
        guard let a = reader.read(Int64.self), let b = reader.read(Int64.self) else { return }
        check(Int(a), Int(b), a < b)
        check(
            UInt16(truncatingIfNeeded: a), UInt16(truncatingIfNeeded: b),
            UInt16(truncatingIfNeeded: a) < UInt16(truncatingIfNeeded: b))
        check(
            Pair(Int8(truncatingIfNeeded: a), Int(b)), Pair(Int8(truncatingIfNeeded: b), Int(a)),
            Pair(Int8(truncatingIfNeeded: a), Int(b)) < Pair(Int8(truncatingIfNeeded: b), Int(a)))
        let (x, y) = (Double(bitPattern: UInt64(bitPattern: a)), Double(bitPattern: UInt64(bitPattern: b)))
        if !x.isNaN && !y.isNaN && x != y { check(x, y, x < y) }
        let rest = content.dropFirst(16)
        let middle = rest.startIndex + rest.count / 2
        let one = String(decoding: rest[..<middle], as: UTF8.self)
        let other = String(decoding: rest[middle...], as: UTF8.self)
        check(one, other, one.utf8.lexicographicallyPrecedes(other.utf8))
        check(
            Pair(one, Int(a)), Pair(other, Int(b)),
            one == other ? a < b : one.utf8.lexicographicallyPrecedes(other.utf8))
    }
#endif
