/// Records as a job's own reader finds them.
struct CustomCutter: RecordCutter {
    let reader: any RecordReader
    private let headed: (any HeadedRecordReader)?
    private var isFirst = true

    init(reader: any RecordReader) {
        self.reader = reader
        headed = reader as? any HeadedRecordReader
    }

    mutating func cut(
        _ bytes: UnsafeRawBufferPointer, isAtEnd: Bool, into ranges: inout [RecordRange]
    ) throws -> Int {
        var position = 0
        while position < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[position...])
            let extent = try CustomCutter.call(position) {
                if let headed {
                    return try unsafe headed.nextRecord(in: ByteView(rest), isAtEnd: isAtEnd, isFirst: isFirst)
                }
                return try unsafe reader.nextRecord(in: ByteView(rest), isAtEnd: isAtEnd)
            }
            guard let extent else {
                if isAtEnd { throw RecordFault(position: position, reason: "the last record does not end") }
                return position
            }
            guard extent.length > 0, extent.length <= rest.count, extent.content.lowerBound >= 0,
                extent.content.upperBound <= extent.length
            else {
                throw RecordFault(
                    position: position, reason: "the record reader found a record outside of \(rest.count) bytes")
            }
            ranges.append(
                RecordRange(
                    begin: position, position + extent.content.lowerBound..<position + extent.content.upperBound))
            position += extent.length
            isFirst = false
        }
        return position
    }

    func recordStart(in bytes: UnsafeRawBufferPointer, isAtEnd: Bool) throws -> Int? {
        guard let reader = reader as? any DivisibleRecordReader else { return nil }
        let start = try CustomCutter.call(0) {
            try unsafe reader.recordStart(in: ByteView(bytes), isAtEnd: isAtEnd)
        }
        guard let start else { return nil }
        guard start >= 0, start <= bytes.count else {
            throw RecordFault(
                position: 0, reason: "the record reader found a beginning outside of \(bytes.count) bytes")
        }
        return start
    }

    /// Gives an error of the reader its place.
    private static func call<R>(_ position: Int, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch {
            throw RecordFault(position: position, reason: "the record reader failed: \(error)")
        }
    }
}
