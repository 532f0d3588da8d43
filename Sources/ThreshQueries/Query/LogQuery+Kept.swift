import Thresh
import ThreshLogs

/// What was kept of some files beside what is kept of others, whose fields may be of other types.
extension LogQuery {
    /// How pairs become those of one run over all files.
    ///
    /// - Parameters:
    ///   - plans: those of the questions.
    ///   - hasSeveral: whether keys begin with the number of their question.
    ///   - path: what is named where that cannot be.
    static func rewrite(
        _ types: KeptTypes, _ mapper: LogMapper, _ plans: [LogPlan], hasSeveral: Bool, path: String
    ) throws(ThreshError) -> PairRewrite? {
        let states = plans.map { KeptStates(states: $0.states, types: types) }
        let keys = plans.map { $0.firstKey..<$0.firstKey + $0.keys.count }
        let used = Set(keys.joined()).union(plans.flatMap { $0.states.compactMap(\.argument) })
        let lost = used.first { types.loses($0) }
        for index in [lost] + states.map(\.estimated) {
            guard let index else { continue }
            throw ThreshError(.badData, "\(path): \(otherTypes(mapper.plan.expressions[index].text, mapper))")
        }
        if keys.joined().allSatisfy({ types.keeps($0) }) && !states.contains(where: \.isNeeded) { return nil }
        let hasStates = hasSeveral || !mapper.plan.isCount && mapper.plan.quantilesState == nil
        let failure = ThreshError(.badData, "\(path): a value that it keeps cannot be read; make it anew")
        return PairRewrite { (key, result) throws(ThreshError) in
            if !hasSeveral { return types.append(key: key, of: keys[0], to: &result) }
            guard key.count > 0, keys.indices.contains(Int(key[0])) else { throw failure }
            result.append(key[0])
            types.append(key: key.slice(1, key.count), of: keys[Int(key[0])], to: &result)
        } value: { (value, result) throws(ThreshError) in
            if !hasStates { return result.append(value) }
            if !hasSeveral {
                guard states[0].append(value, to: &result) else { throw failure }
                return
            }
            var reader = ByteReader(value)
            guard let number = reader.readCount(), states.indices.contains(number - 1),
                let rest = reader.readBytes(reader.remaining)
            else { throw failure }
            result.append(varint: number)
            guard states[number - 1].append(rest, to: &result) else { throw failure }
        }
    }

    private static func otherTypes(_ text: String, _ mapper: LogMapper) -> String {
        """
        \(text) is of another type in some of the files than in others, so that what is kept of it cannot be put together; say \
        its type for all of them, as in --types '\(text) text'
        """
    }
}
