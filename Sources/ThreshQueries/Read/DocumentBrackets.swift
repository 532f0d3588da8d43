import Thresh
import ThreshLogs

/// The brackets around the records of a document, which one process reads from its beginning: where some are open at its
/// end, the end is missing.
struct DocumentBrackets {
    private var file = -1
    private var depth = 0

    /// Takes in a block, and tells of the document where it ends without its end.
    mutating func pass(_ block: RecordBlock, _ counts: inout LogMapper.Counts) {
        if file != block.file { (file, depth) = (block.file, 0) }
        block.forEachDivider { depth += JSONDocument.depth(ofDivider: $0) }
        guard block.endsFile, depth > 0 else { return }
        let end = block.offset + UInt64(max(1, block.bytes.count) - 1)
        counts.cut.append(RecordNote(file: file, offset: end, column: 1, text: ""))
    }

    /// Where the last record of a document begins, if it is an object that does not end.
    static func cutRecord(of block: RecordBlock) -> UInt64? {
        guard block.endsFile, let (content, offset) = block.lastRecord else { return nil }
        let record = block.bytes.slice(content.lowerBound, content.upperBound)
        return JSONDocument.isCut(record) ? offset : nil
    }
}
