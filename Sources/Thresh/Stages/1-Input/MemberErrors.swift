/// Words what is wrong with a compressed file.
struct MemberErrors {
    let path: String
    let format: String

    /// Whether a member ends with a step of its decoder. Throws what the step failed with, also where it did nothing.
    ///
    /// - Parameters:
    ///   - hadInput: whether the decoder was given bytes.
    ///   - offset: in the file, behind what the decoder took.
    ///   - isFirst: whether the range begins with this member.
    func isMemberEnd(
        after step: DecodeStep, hadInput: Bool, at offset: UInt64, memberStart: UInt64, isFirst: Bool
    ) throws(ThreshError) -> Bool {
        if let error = error(step.outcome, at: offset, memberStart: memberStart, isFirst: isFirst) { throw error }
        if case .memberEnd = step.outcome { return true }
        if step.consumed == 0 && step.produced == 0 {
            throw hadInput
                ? corrupt("the decoder makes no progress", at: offset)
                : truncated(at: offset, memberStart: memberStart)
        }
        return false
    }

    private func error(
        _ outcome: DecodeStep.Outcome, at offset: UInt64, memberStart: UInt64, isFirst: Bool
    ) -> ThreshError? {
        switch outcome {
        case .more, .memberEnd: nil
        case .foreign: foreign(at: offset, memberStart: memberStart, isFirst: isFirst)
        case .corrupt(let reason): corrupt(reason, at: offset)
        case .refused(let reason):
            ThreshError(.badData, "\(path): \(format) data at compressed byte \(memberStart) \(reason)")
        case .outOfMemory: outOfMemory(memberStart)
        }
    }

    func corrupt(_ reason: String, at offset: UInt64) -> ThreshError {
        ThreshError(
            .badData,
            "\(path): \(format) data is corrupt at compressed byte \(offset) (\(reason)); "
                + "restore the file, or leave it out")
    }

    func truncated(at offset: UInt64, memberStart: UInt64) -> ThreshError {
        ThreshError(
            .badData,
            "\(path): \(format) data ends too early at compressed byte \(offset), in the part that begins "
                + "at byte \(memberStart); copy the whole file again, or leave it out")
    }

    func foreign(at offset: UInt64, memberStart: UInt64, isFirst: Bool) -> ThreshError {
        if isFirst { return corrupt("no \(format) data begins here", at: offset) }
        return ThreshError(
            .badData,
            "\(path): what follows the \(format) data at compressed byte \(memberStart) is not \(format); "
                + "cut the file off there if that does not belong to it, or restore the file")
    }

    func outOfMemory(_ memberStart: UInt64) -> ThreshError {
        ThreshError(
            .inputOutput,
            "\(path): there is not enough memory to decompress the \(format) data at compressed byte "
                + "\(memberStart); run fewer workers")
    }
}
