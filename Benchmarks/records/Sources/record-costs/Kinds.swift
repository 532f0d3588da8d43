import Thresh

// Static, so that the jobs are compiled for each kind as a job of one's own is.

protocol KindOfKey {
    associatedtype Key: JobKey & Cells
    static func emit(_ fields: borrowing Fields, into output: inout Combined<Key, Count>)
}

enum ShortView: KindOfKey {
    static func emit(_ fields: borrowing Fields, into output: inout Combined<String, Count>) {
        output.emit(fields.short, 1)
    }
}

enum LongView: KindOfKey {
    static func emit(_ fields: borrowing Fields, into output: inout Combined<String, Count>) {
        output.emit(fields.long, 1)
    }
}

enum ShortString: KindOfKey {
    static func emit(_ fields: borrowing Fields, into output: inout Combined<String, Count>) {
        output.emit(String(fields.short), 1)
    }
}

enum LongString: KindOfKey {
    static func emit(_ fields: borrowing Fields, into output: inout Combined<String, Count>) {
        output.emit(String(fields.long), 1)
    }
}

enum Number: KindOfKey {
    static func emit(_ fields: borrowing Fields, into output: inout Combined<Int, Count>) {
        output.emit(fields.number, 1)
    }
}

enum TwoNumbers: KindOfKey {
    static func emit(_ fields: borrowing Fields, into output: inout Combined<Pair<Int32, Int32>, Count>) {
        output.emit(Pair(Int32(truncatingIfNeeded: fields.number), 7), 1)
    }
}

enum TextAndNumber: KindOfKey {
    static func emit(_ fields: borrowing Fields, into output: inout Combined<Pair<String, Int32>, Count>) {
        output.emit(Pair(String(fields.short), 7), 1)
    }
}

protocol KindOfValue {
    associatedtype Value: JobValue
    static func make(_ fields: borrowing Fields) -> Value
}

enum KeptNumber: KindOfValue {
    static func make(_ fields: borrowing Fields) -> Int { fields.number }
}

enum KeptPair: KindOfValue {
    static func make(_ fields: borrowing Fields) -> Pair<Int, Int> { Pair(fields.number, 7) }
}

enum KeptArray: KindOfValue {
    static func make(_ fields: borrowing Fields) -> [Int] { [fields.number, 1, 2] }
}

enum KeptText: KindOfValue {
    static func make(_ fields: borrowing Fields) -> String { String(fields.long) }
}

enum KeptStruct: KindOfValue {
    struct Reading: BitwiseValue {
        var low: Int
        var high: Int
        var mean: Double
    }
    static func make(_ fields: borrowing Fields) -> Reading { Reading(low: fields.number, high: 1, mean: 2) }
}

enum KeptCodable: KindOfValue {
    struct Reading: CodableValue {
        var low: Int
        var high: Int
        var mean: Double
    }
    static func make(_ fields: borrowing Fields) -> Reading { Reading(low: fields.number, high: 1, mean: 2) }
}
