/// Names and numbers of a blob, shared by its writer and its reader: a block of a run that travels alone. Docs/Formats.md
/// has the layout.
enum BlobFormat {
    /// Bytes of a blob before compression at most, unless one record is longer.
    static let largestBytes = 1 << 20
    /// Task, spill, sequence, width of every value: before the records.
    static let headerBytes = 16
    /// Of the sequence: nothing of the run's partition follows.
    static let lastFlag: UInt32 = 1 << 31
}

/// Where a worker's runs go that are not kept in files: frames with a blob each, to whoever places them.
struct BlobStream: Sendable {
    let descriptor: Int32
    let name: String
    /// The first task of the worker, which tells its runs from those of others.
    let task: UInt32
    /// Whether each blob is a line.
    var isText = false
}

/// A blob and its partition as a line of text, for who sorts lines: `0000000003 TAB` and hexadecimal digits.
enum BlobLine {
    private static let partitionDigits = 10
    private static let digits = Array("0123456789abcdef".utf8)

    static func append(partition: Int, _ frame: [UInt8], to output: inout ByteBuffer) {
        let number = String(partition)
        for _ in number.utf8.count..<partitionDigits { output.append(UInt8(ascii: "0")) }
        output.append(number)
        output.append(UInt8(ascii: "\t"))
        for byte in frame {
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// Puts the blob into `frame`; nil where the line is none.
    static func partition(of line: ByteView, into frame: inout ByteBuffer) -> Int? {
        guard let tab = line.firstIndex(of: UInt8(ascii: "\t"), from: 0), (line.count - tab) % 2 == 1,
            let partition = Int(String(decoding: [UInt8](line.slice(0, tab)), as: UTF8.self)), partition >= 0
        else { return nil }
        var index = tab + 1
        while index < line.count {
            guard let high = value(line[index]), let low = value(line[index + 1]) else { return nil }
            frame.append(high << 4 | low)
            index += 2
        }
        return frame.count > 0 ? partition : nil
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
