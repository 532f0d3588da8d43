public import Thresh

/// Divides what a container's runtime wrote into records: a line, or the parts of a long one with the lines of the other
/// stream that are between them.
///
/// Whether a stream's line has begun cannot be told from any place, so a file with parts is read by one process.
struct ContainerRecords: RecordReader {
    let isCRI: Bool

    var isText: Bool { true }

    /// Parts of more bytes than this are no line.
    private static let mostBytes = 32 << 20

    func nextRecord(in bytes: ByteView, isAtEnd: Bool) -> RecordExtent? {
        var isOpen = [false, false]
        var position = 0
        while position < bytes.count {
            let feed = bytes.firstIndex(of: 10, from: position)
            if feed == nil && !isAtEnd { return nil }
            let end = feed ?? bytes.count
            if let part = ContainerPart(unsafe LineBytes(bytes.slice(position, end)), isCRI: isCRI) {
                isOpen[part.stream] = part.goesOn
            }
            position = min(end + 1, bytes.count)
            if !isOpen.contains(true) || position > ContainerRecords.mostBytes {
                return RecordExtent(content: 0..<end, length: position)
            }
        }
        return isAtEnd && position > 0 ? RecordExtent(content: 0..<position, length: position) : nil
    }
}

/// What a runtime says of a line.
struct ContainerPart {
    /// 0 for standard output, 1 for standard error.
    let stream: Int
    /// Whether the message goes on in the stream's next line.
    let goesOn: Bool

    /// nil for lines that are not a runtime's.
    init?(_ line: LineBytes, isCRI: Bool) {
        if isCRI {
            guard let blank = line.firstIndex(of: 32) else { return nil }
            if line.starts(with: "stdout ", at: blank + 1) {
                stream = 0
            } else if line.starts(with: "stderr ", at: blank + 1) {
                stream = 1
            } else {
                return nil
            }
            goesOn = line.at(blank + 8) == UInt8(ascii: "P")
        } else {
            guard line.starts(with: "{\"log\":\""), let end = ContainerPart.endOfText(line, from: 8) else { return nil }
            stream = line.contains("\"stream\":\"stderr\"") ? 1 : 0
            // The line end of what the program wrote is in the last part.
            goesOn = !(end >= 10 && line.starts(with: "\\n", at: end - 2))
        }
    }

    private static func endOfText(_ line: LineBytes, from start: Int) -> Int? {
        var index = start
        while index < line.count, line[index] != UInt8(ascii: "\"") {
            index += line[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index < line.count ? index : nil
    }
}

/// Puts the parts of long lines together, those of each stream for themselves.
public final class ContainerJoiner {
    private let isCRI: Bool
    private let message: FieldExtractor
    private var pending: [[UInt8]] = [[], []]
    /// How many parts wait for their last one.
    public private(set) var waiting = [0, 0]
    private var line: [UInt8] = []

    /// nil for a format whose lines are not divided.
    public init?(_ format: LogFormat) {
        guard format.hasParts, let outer = format.outerFormat,
            let message = try? FieldExtractor(outer, fields: ["message"], context: TimeContext.ofSamples)
        else { return nil }
        isCRI = outer.name == "cri"
        self.message = message
    }

    public func begin() {
        pending = [[], []]
        waiting = [0, 0]
    }

    /// Calls `body` with the line, or with the last part of one and the parts before it in front of its message.
    ///
    /// - Returns: false for a part that is not the last, which is kept.
    public func add(_ view: ByteView, _ body: (ByteView) -> Void) -> Bool {
        guard let part = ContainerPart(unsafe LineBytes(view), isCRI: isCRI), part.goesOn || waiting[part.stream] > 0,
            message.extract(view) == .fields
        else {
            body(view)
            return true
        }
        // SAFETY: the line is what was extracted last.
        let text = unsafe message.fields(of: view)[0]
        let start =
            text.isNull
            ? view.count : unsafe text.bytes.rawBuffer.baseAddress! - view.rawBuffer.baseAddress!
        if part.goesOn {
            pending[part.stream] += Array(text.bytes)
            waiting[part.stream] += 1
            return false
        }
        line = Array(view.slice(0, start)) + pending[part.stream] + Array(view.slice(start, view.count))
        pending[part.stream] = []
        waiting[part.stream] = 0
        line.withByteView(body)
        return true
    }
}

extension LogFormat {
    /// The format of a runtime's lines, whatever is in them; nil for others.
    var outerFormat: LogFormat? {
        if case .wrapped(let outer, _) = layout { return outer }
        return isWrapper ? self : nil
    }
}
