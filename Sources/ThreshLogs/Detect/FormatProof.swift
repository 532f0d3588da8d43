internal import Thresh

/// How much a format proves about the lines that it fits: which of its fields can be wrong, and were not.
///
/// Text of any kind proves nothing, however many fields it is divided into.
struct FormatProof {
    private let kinds: [Kind]
    private let levelIndex: Int?
    private let timeIndex: Int?

    private enum Kind {
        case nothing, time, level, request, address, status, number, host
    }

    private static let mostNumbers = 4.0
    private static let mostQuotes = 3.0
    /// As many quoted fields as the format has, up to a limit, and what a signature is worth.
    private let certain: Double
    let ofSignature: Double

    /// What a line that looks as a format's signature says is worth beyond its fields.
    private static let signaturePoints = 4.0
    private static let mostWritings = 20

    /// - Parameter extraFields: how many fields were added to the format because lines have them: they prove nothing.
    init(_ format: LogFormat, extraFields: Int = 0) {
        var kinds: [Kind] = []
        let index = FieldIndex(format)
        for name in format.fieldNames.dropLast(extraFields) {
            kinds.append(index.definitions(of: name).first.map { FormatProof.kind($0) } ?? .nothing)
        }
        self.kinds = kinds
        levelIndex = kinds.firstIndex(of: .level)
        timeIndex = kinds.firstIndex(of: .time)
        var quotes = 0.0
        if case .steps(let variants) = format.layout, let steps = variants.first {
            for case .field(let field) in steps where field.extent == .quoted { quotes += 1 }
        }
        var isSigned = format.signature != nil
        // Of so many ways to write a line, one may fit by chance.
        if case .steps(let variants) = format.layout, variants.count > FormatProof.mostWritings { isSigned = false }
        ofSignature = isSigned ? FormatProof.signaturePoints : 0
        certain = min(quotes, FormatProof.mostQuotes) + ofSignature
    }

    private static func kind(_ field: FieldDefinition) -> Kind {
        switch field.type {
        case .time: .time
        case .ip: .address
        case .integer where field.name == "status": .status
        case .integer, .bytes, .number, .duration: .number
        case .text, .any, .numeral, .boolean, .url:
            switch field.part {
            case .level: .level
            case .requestProtocol: .request
            case .host: .host
            default: field.name == "level" ? .level : .nothing
            }
        }
    }

    /// Where the line's time and level begin, and how much its fields prove.
    func of(_ fields: borrowing LineFields) -> (points: Double, timeStart: Int?, levelStart: Int?) {
        var points = certain
        var numbers = 0.0
        for index in kinds.indices {
            let value = fields[index]
            if value.isNull { continue }
            switch kinds[index] {
            case .nothing: break
            case .time: points += 4
            case .level: points += 3
            case .request: points += 4
            case .address: if unsafe Address(LineBytes(value.bytes)) != nil { points += 3 }
            case .status: if let status = value.integer, (100..<600).contains(status) { points += 2 }
            case .host: points += 1
            case .number: numbers += 1
            }
        }
        points += min(numbers, FormatProof.mostNumbers)
        return (points, timeIndex.flatMap { fields.start(of: $0) }, levelIndex.flatMap { fields.start(of: $0) })
    }
}

extension LineFields {
    /// Where in the line a field begins; nil when the line lacks it, some other number for a word that stands for what is there.
    fileprivate func start(of index: Int) -> Int? {
        let value = self[index]
        // SAFETY: addresses are compared, and nothing is read.
        return value.isNull ? nil : unsafe value.bytes.rawBuffer.baseAddress! - line.rawBuffer.baseAddress!
    }
}
