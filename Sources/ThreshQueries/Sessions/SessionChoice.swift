import Thresh
import ThreshLogs

/// Which sessions are wanted, and in which order: a condition and expressions over the columns of a session.
final class SessionChoice {
    typealias Order = [(expression: Expression, isDescending: Bool)]

    private let plan: SessionPlan
    private let program: ExpressionProgram
    private let hasCondition: Bool
    private let isDescending: [Bool]
    /// The number of the column of each name that the program has.
    private let columns: [Int]
    private let part = ScratchBytes()

    /// - Parameters:
    ///   - readers: nil to see whether the expressions are right before any file is read.
    /// - Throws: `.usage` when there is something wrong with the expressions.
    init(
        having: Expression?, order: Order, plan: SessionPlan, readers: LogReaders?, context: ExpressionContext
    ) throws(ThreshError) {
        let names = plan.columnNames
        let inputs = Array(zip(names, plan.types(readers).map { $0 == .integer ? .number : $0 }))
        program = try reporting { () throws(ExpressionError) in
            try ExpressionProgram(
                (having.map { [$0] } ?? []) + order.map(\.expression), columns: inputs.map { (name: $0, type: $1) },
                context: context)
        }
        self.plan = plan
        hasCondition = having != nil
        isDescending = order.map(\.isDescending)
        columns = program.fieldNames.map { names.firstIndex(of: $0)! }
    }

    /// Looks at a session: whether it is wanted. What `appendRank` says is of this one then.
    func holds(_ key: ByteView, _ session: Session) -> Bool {
        let program = self.program
        program.begin()
        let keys = plan.lines.keys.count
        let parts = columns.contains { $0 < keys } ? LogKey.parts(of: key, count: keys) : []
        for (index, column) in columns.enumerated() {
            if column < keys {
                set(index, parts[column])
            } else {
                set(index, SessionPlan.Field(rawValue: column - keys)!, of: session)
            }
        }
        return !hasCondition || program.value(0).isTrue
    }

    /// Appends bytes in the wanted order of sessions; those that are equal in it are in the order of keys and times.
    func appendRank(of key: ByteView, _ session: Session, to rank: inout ByteBuffer) {
        let program = self.program
        for (index, isDescending) in isDescending.enumerated() {
            unsafe part.bytes.removeAll()
            unsafe LogKey.append(program.value(index + (hasCondition ? 1 : 0)), isLast: false, to: &part.bytes)
            let view = unsafe ByteView(part.bytes.rawBuffer)
            for place in 0..<view.count { rank.append(isDescending ? ~view[place] : view[place]) }
        }
        rank.append(ordered: key)
        session.start.encodePart(into: &rank)
    }

    private func set(_ index: Int, _ field: SessionPlan.Field, of session: Session) {
        switch field {
        case .start: program.setColumn(index, time: Timestamp(nanoseconds: session.start))
        case .end: program.setColumn(index, time: Timestamp(nanoseconds: session.end))
        case .duration: program.setColumn(index, number: Double(session.duration) / 1e9)
        case .lines: program.setColumn(index, integer: session.lines)
        case .bytes:
            if let volume = session.volume {
                program.setColumn(index, integer: volume)
            } else {
                program.setNull(index)
            }
        case .entry: set(index, LogKey.parts(of: session.entry, count: 1)[0])
        case .exit: set(index, LogKey.parts(of: session.exit, count: 1)[0])
        }
    }

    private func set(_ index: Int, _ value: LogKey.Part) {
        switch value {
        case .null: program.setNull(index)
        case .boolean(let value): setText(index, Array("\(value)".utf8))
        case .integer(let value): program.setColumn(index, integer: value)
        case .number(let value): program.setColumn(index, number: value)
        case .time(let value): program.setColumn(index, time: value)
        case .text(let bytes): setText(index, bytes)
        }
    }

    private func setText(_ index: Int, _ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { program.setColumn(index, text: unsafe ByteView($0)) }
    }
}
