import Thresh

/// The counters that the commands of this process have named. A program that names counters by its data is told so
/// instead of filling memory.
final class CounterNames {
    private var names: Set<CounterName> = []

    /// What one table of the engine holds.
    private static let most = 256

    /// - Throws: when there are too many.
    func add(_ new: some Sequence<CounterName>) throws {
        names.formUnion(new)
        if names.count > CounterNames.most {
            throw ThreshError(
                .badData,
                "the commands report more than \(CounterNames.most) counters, \(names.max()!) among them; print pairs instead"
            )
        }
    }
}
