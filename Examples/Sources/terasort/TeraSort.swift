import ArgumentParser
import Thresh
import ThreshCommand

/// Sorts records of 100 bytes by their first ten. The part files of `-o`, one after another, are in order: a sample of
/// the input decides which keys go to which part.
@main
struct TeraSort: JobCommand, GroupingJob {
    @OptionGroup var options: RunOptions

    var records: RecordFormat { .fixedWidth(100) }
    var order: KeyOrder { .total }

    func map(_ record: Record, into output: inout Grouped<Bytes, Bytes>) {
        output.emit(record.bytes.slice(0, 10), record.bytes.slice(10, 100))
    }

    // The form of `reduce` that takes views: nothing is copied but into the output.
    func reduce(_ key: ByteView, _ values: inout GroupedValues<Bytes>, into part: inout PartWriter) throws {
        while let rest = try values.nextBytes() {
            part.write(key)
            part.write(rest)
            part.endRecord()
        }
    }
}
