internal import Synchronization

/// A format of the catalogue with what it takes to try it on lines, which takes longer to make than a small file's lines take to
/// be tried: kept for the next file.
final class FormatTrial {
    let format: LogFormat
    let extractor: FieldExtractor?
    let proof: FormatProof

    init(_ format: LogFormat) {
        self.format = format
        extractor = try? FormatDetector.wholeLineExtractor(format)
        proof = FormatProof(format)
    }
}

/// The trials that were made, by the name of their format.
final class FormatTrials {
    private var made: [String: FormatTrial] = [:]

    func trial(of entry: CatalogEntry) -> FormatTrial {
        if let known = made[entry.name] { return known }
        let trial = FormatTrial(entry.format)
        made[entry.name] = trial
        return trial
    }

    /// Calls `body` with those that the process keeps; where they are in use, by another thread or further up, with none yet.
    static func with<R>(_ body: (FormatTrials) -> R) -> R {
        guard kept.isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            return body(FormatTrials())
        }
        defer { kept.isTaken.store(false, ordering: .releasing) }
        return body(kept.trials)
    }

    private static let kept = Kept()

    /// SAFETY: only who has set `isTaken` uses the trials.
    private final class Kept: @unchecked Sendable {
        let isTaken = Atomic(false)
        let trials = FormatTrials()
    }
}
