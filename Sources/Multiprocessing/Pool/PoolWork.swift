public import Synchronization

/// What the workers of a pool do.
@usableFromInline struct PoolWork {
    /// Works through the items of a chunk; returns how many they were.
    @usableFromInline typealias Run = (
        _ arguments: ArraySlice<UInt8>, _ marker: PoolItemMarker, _ outcomes: inout PoolOutcomes
    ) -> Int

    let initializer: (() throws -> Void)?
    let run: Run

    @usableFromInline init(initializer: (() throws -> Void)?, run: @escaping Run) {
        self.initializer = initializer
        self.run = run
    }

    /// For items that are not told apart by their types.
    init(initializer: (() throws -> Void)?, body: @escaping ([UInt8]) throws -> [UInt8]) {
        self.init(initializer: initializer) { arguments, marker, outcomes in
            let items = PoolMessage.items(arguments)
            for (place, item) in items.enumerated() {
                marker.begin(place)
                do { outcomes.append(returned: try body(item)) } catch { outcomes.append(threw: error) }
            }
            return items.count
        }
    }
}

/// Says which item of its chunk a worker is at, for the case that it dies there.
@safe @usableFromInline struct PoolItemMarker {
    // SAFETY: a word of the pool's ledger, which outlives its workers.
    @usableFromInline let place: UnsafeMutablePointer<Atomic<UInt64>>
    /// Called before each item but the first.
    @usableFromInline let onNext: (() -> Void)?

    init(_ place: UnsafeMutablePointer<UInt64>, onNext: (() -> Void)?) {
        unsafe self.place = UnsafeMutableRawPointer(place).assumingMemoryBound(to: Atomic<UInt64>.self)
        self.onNext = onNext
    }

    @inlinable func begin(_ index: Int) {
        unsafe place.pointee.store(UInt64(truncatingIfNeeded: index), ordering: .relaxed)
        // The compiler must not move the item's work before the store.
        atomicMemoryFence(ordering: .acquiringAndReleasing)
        if index > 0, let onNext { onNext() }
    }
}
