/// Merges the records of one partition from several runs into one order: a tree of losers (Knuth, The Art of Computer
/// Programming, volume 3, section 5.4.1) over the runs' cursors, one comparison per level and record.
@safe @usableFromInline final class RunMerger {
    // SAFETY: `cursorCount` cursors and as many nodes, freed in `deinit`; nodes hold indices of cursors.
    private let cursors: UnsafeMutablePointer<RunCursor>
    private let cursorCount: Int
    /// Node i holds the cursor that lost there; node 0 the winner.
    private let tree: UnsafeMutablePointer<Int>
    /// Whether values decide between equal keys. Where a combiner folds them they need not.
    private let ordersValues: Bool
    // Nothing else runs while one of its methods does, and the dynamic checks of that cost more than the comparisons.
    @exclusivity(unchecked) private var groupKeyBytes = ByteBuffer()
    @exclusivity(unchecked) private var groupPrefix: UInt64 = 0
    private let isCareful = CurrentTask.isCareful

    init(runs: [RunInput], partition: Int, ordersValues: Bool) throws(ThreshError) {
        let decompressor = try Decompressor()
        let cursors = UnsafeMutablePointer<RunCursor>.allocate(capacity: max(1, runs.count))
        var opened = 0
        do throws(ThreshError) {
            for run in runs {
                let cursor = try RunCursor.open(run, partition: partition, decompressor: decompressor)
                unsafe (cursors + opened).initialize(to: cursor)
                opened += 1
            }
        } catch {
            // No property has a value yet, so that `deinit` will not run and do this again.
            unsafe cursors.deinitialize(count: opened).deallocate()
            throw error
        }
        unsafe self.cursors = cursors
        cursorCount = runs.count
        self.ordersValues = ordersValues
        unsafe tree = .allocate(capacity: max(1, runs.count))
        if cursorCount > 0 { unsafe tree[0] = build(1) }
    }

    convenience init(runs: [String], partition: Int, ordersValues: Bool) throws(ThreshError) {
        try self.init(runs: runs.map { .file($0) }, partition: partition, ordersValues: ordersValues)
    }

    deinit {
        unsafe cursors.deinitialize(count: cursorCount).deallocate()
        unsafe tree.deallocate()
    }

    /// Whether there is a current record.
    @usableFromInline var hasRecord: Bool { unsafe cursorCount > 0 && !cursors[tree[0]].isDone }
    /// The current record's key and value; valid until `advance`.
    var key: UnsafeRawBufferPointer { unsafe cursors[tree[0]].key }
    @usableFromInline var value: UnsafeRawBufferPointer { unsafe cursors[tree[0]].value }

    @usableFromInline func advance() throws(ThreshError) {
        var winner = unsafe tree[0]
        try unsafe cursors[winner].advance()
        var node = (winner + cursorCount) / 2
        while node > 0 {
            if unsafe precedes(tree[node], winner) { unsafe swap(&tree[node], &winner) }
            node /= 2
        }
        unsafe tree[0] = winner
    }

    // MARK: groups of equal keys

    /// Remembers the current record's key as the group's.
    @usableFromInline func beginGroup() {
        unsafe groupKeyBytes.removeAll()
        unsafe groupKeyBytes.append(key)
        unsafe groupPrefix = cursors[tree[0]].prefix
        if isCareful { unsafe CurrentTask.trace?.enter(groupKeyBytes.rawBuffer, at: 0) }
    }

    @usableFromInline var groupKey: UnsafeRawBufferPointer { unsafe groupKeyBytes.rawBuffer }

    /// Whether the current record has the group's key.
    @usableFromInline var isInGroup: Bool {
        guard hasRecord, unsafe cursors[tree[0]].prefix == groupPrefix else { return false }
        return unsafe compareBytes(key, groupKeyBytes.rawBuffer) == 0
    }

    // MARK: the tree

    /// Plays the matches below `node`; returns the winner. Leaves are nodes from `cursorCount` on.
    private func build(_ node: Int) -> Int {
        if node >= cursorCount { return node - cursorCount }
        let left = build(2 * node)
        let right = build(2 * node + 1)
        let leftWins = precedes(left, right)
        unsafe tree[node] = leftWins ? right : left
        return leftWins ? left : right
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        if unsafe cursors[a].isDone { return false }
        if unsafe cursors[b].isDone { return true }
        let (prefixA, prefixB) = unsafe (cursors[a].prefix, cursors[b].prefix)
        if prefixA != prefixB { return prefixA < prefixB }
        let order = unsafe compareBytes(cursors[a].key, cursors[b].key)
        if order != 0 { return order < 0 }
        if ordersValues {
            let order = unsafe compareBytes(cursors[a].value, cursors[b].value)
            if order != 0 { return order < 0 }
        }
        return a < b
    }
}
