/// How many numbers lie from each multiple of a width up to the next, by the quotient as a double. Only bins in which there are numbers take memory:
/// for up to some thousands of them. NaN is left out; each infinity has a bin of its own.
public struct EqualWidthHistogram: Aggregate, Sendable {
    public let width: Double
    /// Which multiples of the width the bins begin with, ascending, and how many numbers are in each.
    private var multiples: [Double] = []
    private var counts: [Int] = []
    /// Where the last number was: the next one is often there too.
    private var recent = 0

    /// - Parameter width: positive and finite.
    public init(width: Double) {
        precondition(EqualWidthHistogram.isValid(width), "the width must be positive")
        self.width = width
    }

    private static func isValid(_ width: Double) -> Bool { width > 0 && width.isFinite }

    /// - Complexity: O(log bins); O(bins) for the first number of a bin.
    public mutating func add(_ input: Double) {
        if input.isNaN { return }
        add(1, to: (input / width).rounded(.down) + 0)
    }

    private mutating func add(_ count: Int, to multiple: Double) {
        if recent < multiples.count && multiples[recent] == multiple {
            counts[recent] &+= count
            return
        }
        var (low, high) = (0, multiples.count)
        while low < high {
            let middle = (low + high) / 2
            if multiples[middle] < multiple { low = middle + 1 } else { high = middle }
        }
        recent = low
        if low < multiples.count && multiples[low] == multiple {
            counts[low] &+= count
        } else {
            multiples.insert(multiple, at: low)
            counts.insert(count, at: low)
        }
    }

    /// REQUIRES: the same width.
    ///
    /// - Complexity: O(bins of the other) times that of adding a number.
    public mutating func merge(_ other: EqualWidthHistogram) {
        precondition(width == other.width, "histograms of different widths cannot be merged")
        if multiples.isEmpty {
            self = other
        } else {
            for (multiple, count) in zip(other.multiples, other.counts) { add(count, to: multiple) }
        }
    }

    /// The bins in which there are numbers, in ascending order.
    public var result: [HistogramBin] {
        zip(multiples, counts).map { multiple, count in
            HistogramBin(lower: multiple * width, upper: (multiple + 1) * width, count: count)
        }
    }

    public var heapBytes: Int { (multiples.capacity + counts.capacity) * 8 + 64 }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.append(.equalWidthHistogram)
        bytes.append(integer: width.bitPattern)
        bytes.append(varint: multiples.count)
        for (multiple, count) in zip(multiples, counts) {
            bytes.append(integer: multiple.bitPattern)
            bytes.append(varint: count)
        }
    }

    public init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard reader.read(.equalWidthHistogram), let width = reader.read(UInt64.self).map(Double.init(bitPattern:)),
            EqualWidthHistogram.isValid(width), let length = reader.readCount(limit: reader.remaining / 9)
        else { return nil }
        self.width = width
        for _ in 0..<length {
            guard let multiple = reader.read(UInt64.self).map(Double.init(bitPattern:)), let count = reader.readCount(),
                count > 0, multiple == multiple.rounded(.down), multiples.last.map({ $0 < multiple }) ?? true
            else { return nil }
            multiples.append(multiple)
            counts.append(count)
        }
        guard reader.isAtEnd else { return nil }
    }
}
