import Platform
import TestSupport

@testable import Thresh

typealias Bytes = [UInt8]

/// A directory that a suite can hold.
typealias ScratchDirectory = TestSupport.TemporaryDirectory

struct Pair: Hashable, Comparable {
    var key: Bytes
    var value: Bytes

    init(_ key: Bytes, _ value: Bytes) {
        self.key = key
        self.value = value
    }

    static func < (a: Pair, b: Pair) -> Bool { a.key == b.key ? precedes(a.value, b.value) : precedes(a.key, b.key) }
}

/// As memcmp, a prefix before what it begins.
func precedes(_ a: Bytes, _ b: Bytes) -> Bool {
    a.withUnsafeBytes { a in b.withUnsafeBytes { b in compareBytes(a, b) < 0 } }
}

func withView<R>(_ bytes: Bytes, _ body: (ByteView) throws -> R) rethrows -> R {
    try bytes.withUnsafeBytes { try body(ByteView($0)) }
}

func encoded(_ number: Int) -> Bytes { withUnsafeBytes(of: number) { Bytes($0) } }

func number(_ bytes: Bytes) -> Int { bytes.withUnsafeBytes { $0.loadUnaligned(as: Int.self) } }

/// Writes a run of what each partition shall hold.
func writeRun(_ partitions: [[Pair]], to path: String, width: Int? = nil, blockBytes: Int = 200) throws {
    var writer = try RunWriter(
        path: path, partitions: partitions.count, valueWidth: width, level: 1, blockBytes: blockBytes)
    for (partition, pairs) in partitions.enumerated() {
        for pair in pairs {
            try pair.key.withUnsafeBytes { key in
                try pair.value.withUnsafeBytes { try writer.append(partition: partition, key: key, value: $0) }
            }
        }
    }
    let size = try writer.finish()
    let found = try FileSystem.status(path).size
    precondition(size == found)
}

/// What a partition of a run holds.
func readRun(_ path: String, partition: Int) throws -> [Pair] {
    var cursor = try RunCursor.open(path, partition: partition, decompressor: Decompressor())
    var pairs: [Pair] = []
    while !cursor.isDone {
        pairs.append(Pair(Bytes(cursor.key), Bytes(cursor.value)))
        try cursor.advance()
    }
    return pairs
}

/// A merge that has room for all blocks.
func merge(_ runs: [String], _ partition: Int, ordersValues: Bool, room: Int = .max) throws -> RunMerger {
    try merge(runs.map { .file($0) }, partition, ordersValues: ordersValues, room: room)
}

func merge(_ runs: [RunInput], _ partition: Int, ordersValues: Bool, room: Int = .max) throws -> RunMerger {
    try RunMerger(runs: runs, partition: partition, ordersValues: ordersValues, room: room)
}

/// All records of a merge.
func readAll(_ merger: RunMerger) throws -> [Pair] {
    var pairs: [Pair] = []
    while merger.hasRecord {
        pairs.append(Pair(Bytes(merger.key), Bytes(merger.value)))
        try merger.advance()
    }
    return pairs
}

/// A record for each key, its values folded.
func readGroups(_ merger: RunMerger, _ fold: any ValueFolding) throws -> [Pair] {
    var pairs: [Pair] = []
    while merger.hasRecord {
        merger.beginGroup()
        fold.begin(merger.value)
        try merger.advance()
        while merger.isInGroup {
            fold.add(merger.value)
            try merger.advance()
        }
        try fold.forEachPart { pairs.append(Pair(Bytes(merger.groupKey), Bytes($0))) }
    }
    return pairs
}

extension Partitioner {
    func partition(ofBytes key: Bytes) -> Int {
        key.withUnsafeBytes { partition(of: $0, prefix: keyPrefix($0)) }
    }
}
