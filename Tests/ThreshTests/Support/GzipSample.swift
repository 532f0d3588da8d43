import Testing
import Thresh

/// gzip files of every make, with what is in them.
struct GzipSample: CustomTestStringConvertible {
    let testDescription: String
    let content: [UInt8]
    let file: [UInt8]

    static let all: [GzipSample] = (try? make()) ?? []

    private static func make() throws -> [GzipSample] {
        func packed(_ content: [UInt8], _ level: String = "-6") throws -> [UInt8] {
            try Compression.gzip.pack(content, [level])
        }
        let log = Sample.log(900_000)
        let pieces = [200_000, 0, 1, 70_000, 0, 0, 130_000, 400].enumerated().map { Sample.log($1, seed: $0) }
        // Of 0 to 310 bytes, in no order.
        var blocks: [[UInt8]] = []
        var start = 0
        while start < 40_000 {
            let end = start + blocks.count * 89 % 311
            blocks.append(Array(log[start..<end]))
            start = end
        }
        return [
            GzipSample(testDescription: "one member", content: log, file: try packed(log)),
            GzipSample(testDescription: "level 1", content: log, file: try packed(log, "-1")),
            GzipSample(
                testDescription: "members", content: pieces.flatMap { $0 },
                file: try pieces.flatMap { try packed($0) } + [UInt8](repeating: 0, count: 3000)),
            GzipSample(
                testDescription: "handmade blocks", content: blocks.flatMap { $0 }, file: HandmadeGzip.member(blocks)),
            GzipSample(
                testDescription: "members of handmade blocks",
                content: [blocks[0..<40], blocks[40..<60]].flatMap { $0 }.flatMap { $0 },
                file: HandmadeGzip.member(Array(blocks[0..<40])) + HandmadeGzip.member([[]])
                    + HandmadeGzip.member(Array(blocks[40..<60]))),
            GzipSample(
                testDescription: "zeros", content: Sample.zeros(3_000_000), file: try packed(Sample.zeros(3_000_000))),
            GzipSample(
                testDescription: "noise", content: Sample.noise(400_000), file: try packed(Sample.noise(400_000))),
        ]
    }
}
