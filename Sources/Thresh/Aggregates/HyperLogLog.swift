/// About how many different byte strings there were, in at most 16 KiB (with few of them, 4 bytes each and some); the
/// same estimate in whatever order they come. `Distinct` is exact.
///
/// P. Flajolet et al., "HyperLogLog", 2007, with the estimator of O. Ertl, "New cardinality estimation algorithms for
/// HyperLogLog sketches", 2017. The hash is XXH3-64 with seed 0, for ever, so that sketches of different programs can be
/// merged; who knows it can choose strings that make an estimate wrong.
public struct HyperLogLog: DefaultAggregate, Sendable {
    /// Registers are two to this many.
    public let precision: Int
    private var sparse = SparseRegisters()
    /// A byte for each register, once more than `sparseLimit` of them are not 0; empty before.
    private var dense: [UInt8] = []

    public init() { self.init(precision: 14) }

    /// - Parameter precision: 4 to 18. The standard error is 1.04 / √2^precision: 0.8 % for 14, 1.6 % for 12.
    public init(precision: Int) {
        precondition(4...18 ~= precision, "precision out of range")
        self.precision = precision
    }

    private var registerCount: Int { 1 << precision }
    private var sparseLimit: Int { registerCount / 32 * 3 }

    /// - Complexity: O(bytes of the input): they are hashed.
    public mutating func add(_ input: ByteView) {
        let hash = ByteHash.hash(input, seed: 0)
        let index = Int(hash >> UInt64(64 - precision))
        // The first bits that are 0, and one; the bit that is set bounds them.
        let rank = UInt8((hash << UInt64(precision) | 1 << UInt64(precision - 1)).leadingZeroBitCount + 1)
        raise(index, to: rank)
    }

    @inline(__always)
    private mutating func raise(_ index: Int, to rank: UInt8) {
        if dense.isEmpty {
            sparse.raise(index, to: rank)
            if sparse.count > sparseLimit { spread() }
        } else if dense[index] < rank {
            dense[index] = rank
        }
    }

    private mutating func spread() {
        var dense = [UInt8](repeating: 0, count: registerCount)
        sparse.forEach { dense[$0] = $1 }
        self.dense = dense
        sparse = SparseRegisters()
    }

    /// REQUIRES: the same precision.
    /// - Complexity: O(registers).
    public mutating func merge(_ other: HyperLogLog) {
        precondition(precision == other.precision, "HyperLogLog of different precisions cannot be merged")
        if other.dense.isEmpty { return other.sparse.forEach { raise($0, to: $1) } }
        if dense.isEmpty {
            let few = sparse
            sparse = SparseRegisters()
            dense = other.dense
            few.forEach { raise($0, to: $1) }
        } else {
            for index in 0..<min(dense.count, other.dense.count) {
                dense[index] = max(dense[index], other.dense[index])
            }
        }
    }

    public var result: DistinctEstimate {
        // Beyond what 64 bits of hash can tell apart, which only damage can have made, it is infinite.
        DistinctEstimate(count: Int(min(estimate, 0x1p62).rounded()), relativeError: relativeError)
    }

    /// The standard error of the estimate, as a share of it: two of three estimates are nearer than this, nineteen of
    /// twenty nearer than twice this.
    public var relativeError: Double { 1.04 / Double(registerCount).squareRoot() }

    private var estimate: Double {
        let most = 65 - precision
        var multiplicity = [Int](repeating: 0, count: most + 1)
        for rank in dense { multiplicity[Int(rank)] += 1 }
        if dense.isEmpty {
            multiplicity[0] = registerCount - sparse.count
            sparse.forEach { multiplicity[Int($1)] += 1 }
        }
        let count = Double(registerCount)
        if multiplicity[0] == registerCount { return 0 }
        var z = count * HyperLogLog.tau(1 - Double(multiplicity[most]) / count)
        for rank in (1..<most).reversed() { z = 0.5 * (z + Double(multiplicity[rank])) }
        z += count * HyperLogLog.sigma(Double(multiplicity[0]) / count)
        // 1 / (2 ln 2)
        return 0.721_347_520_444_481_7 * count * count / z
    }

    /// Ertl's correction for registers that are 0. REQUIRES: less than 1.
    private static func sigma(_ share: Double) -> Double {
        var (x, y, z) = (share, 1.0, share)
        while true {
            x *= x
            let before = z
            z += x * y
            y += y
            if z == before { return z }
        }
    }

    /// Ertl's correction for registers that are full.
    private static func tau(_ share: Double) -> Double {
        if share == 0 || share == 1 { return 0 }
        var (x, y, z) = (share, 1.0, 1 - share)
        while true {
            x = x.squareRoot()
            let before = z
            y *= 0.5
            z -= (1 - x) * (1 - x) * y
            if z == before { return z / 3 }
        }
    }

    public var heapBytes: Int { dense.capacity + sparse.heapBytes + 32 }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.hyperLogLog)
        bytes.append(UInt8(precision))
        if dense.isEmpty {
            bytes.append(0)
            sparse.encode(into: &bytes)
        } else {
            bytes.append(1)
            unsafe dense.withUnsafeBytes { unsafe bytes.append($0) }
        }
    }

    public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.hyperLogLog), let precision = reader.readByte(), 4...18 ~= precision,
            let form = reader.readByte(), form <= 1
        else { return nil }
        self.init(precision: Int(precision))
        let most = UInt8(65 - self.precision)
        if form == 1 {
            guard reader.remaining == registerCount, let all = reader.readBytes(registerCount) else { return nil }
            dense = Array(all)
            var used: UInt32 = 0
            var largest: UInt8 = 0
            for rank in dense {
                used &+= rank == 0 ? 0 : 1
                largest = max(largest, rank)
            }
            guard largest <= most, Int(used) > sparseLimit else { return nil }
        } else {
            guard
                let sparse = SparseRegisters(
                    from: &reader, registers: registerCount, limit: sparseLimit, largestRank: most),
                reader.isAtEnd
            else { return nil }
            self.sparse = sparse
        }
    }
}

/// What `HyperLogLog` says.
public struct DistinctEstimate: Equatable, Sendable {
    public let count: Int
    /// The standard error, as a share of the count.
    public let relativeError: Double
}
