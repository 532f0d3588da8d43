import ArgumentParser
import Thresh
import ThreshCommand

/// The lowest, mean and highest temperature of each weather station: the One Billion Row Challenge
/// (https://github.com/gunnarmorling/1brc). A line is `Hamburg;12.0`, with one digit after the point.
@main
struct OneBillionRows: JobCommand, CombiningJob {
    @OptionGroup var options: RunOptions

    var columns: [Column]? {
        [Column("station"), Column("min", .number), Column("mean", .number), Column("max", .number)]
    }

    func map(_ record: Record, into output: inout Combined<String, Temperatures>) {
        let line = record.line
        guard let semicolon = line.firstIndex(of: ";") else { return }
        output.emit(line.slice(0, semicolon), line.slice(semicolon + 1, line.count).tenths)
    }

    func reduce(_ station: String, _ all: Temperatures, into part: inout PartWriter) {
        // Rounded to a tenth, a half towards plus infinity, as the challenge asks.
        let mean = (Double(all.sum) / Double(all.count) + 0.5).rounded(.down)
        part.writeRow(station, Double(all.low) / 10, mean / 10, Double(all.high) / 10)
    }
}

/// Temperatures in tenths of a degree.
struct Temperatures: FixedAggregate {
    var low = Int16.max
    var high = Int16.min
    var count: UInt32 = 0
    var sum = 0

    mutating func add(_ tenths: Int16) {
        low = min(low, tenths)
        high = max(high, tenths)
        count += 1
        sum += Int(tenths)
    }

    mutating func merge(_ other: Temperatures) {
        low = min(low, other.low)
        high = max(high, other.high)
        count += other.count
        sum += other.sum
    }

    var result: Int { sum }
}

extension ByteView {
    /// `-12.3` as -123.
    var tenths: Int16 {
        var value: Int16 = 0
        var isNegative = false
        for index in 0..<count {
            switch self[index] {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): break
            case let digit: value = value &* 10 &+ Int16(digit &- 48)
            }
        }
        return isNegative ? -value : value
    }
}
