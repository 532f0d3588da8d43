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
    /// The current record where it is a long one: the only one that is ever whole in memory.
    private var whole = ByteBuffer(capacity: 0)
    private let decompressor: Decompressor

    /// - Parameter room: bytes of blocks that may be in memory. A record that is longer than a run's share of them is
    ///   read when its turn comes.
    init(runs: [RunInput], partition: Int, ordersValues: Bool, room: Int) throws(ThreshError) {
        let decompressor = try Decompressor()
        let cursors = UnsafeMutablePointer<RunCursor>.allocate(capacity: max(1, runs.count))
        var opened = 0
        do throws(ThreshError) {
            for run in runs {
                let cursor = try RunCursor.open(
                    run, partition: partition, decompressor: decompressor, room: room / runs.count)
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
        self.decompressor = decompressor
        unsafe tree = .allocate(capacity: max(1, runs.count))
        if cursorCount > 0 {
            unsafe tree[0] = try build(1)
            try completeWinner()
        }
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
            if try unsafe precedes(tree[node], winner) { unsafe swap(&tree[node], &winner) }
            node /= 2
        }
        unsafe tree[0] = winner
        if unsafe cursors[winner].long != nil { try completeWinner() }
    }

    @inline(never)
    private func completeWinner() throws(ThreshError) { try unsafe cursors[tree[0]].complete(in: &whole) }

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
    private func build(_ node: Int) throws(ThreshError) -> Int {
        if node >= cursorCount { return node - cursorCount }
        let left = try build(2 * node)
        let right = try build(2 * node + 1)
        let leftWins = try precedes(left, right)
        unsafe tree[node] = leftWins ? right : left
        return leftWins ? left : right
    }

    private func precedes(_ a: Int, _ b: Int) throws(ThreshError) -> Bool {
        if unsafe cursors[a].isDone { return false }
        if unsafe cursors[b].isDone { return true }
        let (prefixA, prefixB) = unsafe (cursors[a].prefix, cursors[b].prefix)
        if prefixA != prefixB { return prefixA < prefixB }
        if unsafe cursors[a].long != nil || cursors[b].long != nil { return try precedesLong(a, b) }
        let order = unsafe compareBytes(cursors[a].key, cursors[b].key)
        if order != 0 { return order < 0 }
        if ordersValues {
            let order = unsafe compareBytes(cursors[a].value, cursors[b].value)
            if order != 0 { return order < 0 }
        }
        return a < b
    }
    // MARK: long records

    /// The same where one of the two is not in memory: by what there is of the keys, or by reading on in both.
    @inline(never)
    private func precedesLong(_ a: Int, _ b: Int) throws(ThreshError) -> Bool {
        let common = unsafe min(cursors[a].key.count, cursors[b].key.count)
        let fronts = unsafe compareBytes(
            UnsafeRawBufferPointer(rebasing: cursors[a].key[..<common]),
            UnsafeRawBufferPointer(rebasing: cursors[b].key[..<common]))
        if fronts != 0 { return fronts < 0 }
        let order = try compareLong(a, b, values: false)
        if order != 0 { return order < 0 }
        if ordersValues {
            let order = try compareLong(a, b, values: true)
            if order != 0 { return order < 0 }
        }
        return a < b
    }

    private func compareLong(_ a: Int, _ b: Int, values: Bool) throws(ThreshError) -> Int {
        let (countA, countB) = unsafe (cursors[a].count(ofValue: values), cursors[b].count(ofValue: values))
        let streams = try decompressor.streams()
        try unsafe cursors[a].begin(streams.0, atValue: values)
        try unsafe cursors[b].begin(streams.1, atValue: values)
        var (piecesA, piecesB) = unsafe (cursors[a].held(ofValue: values), cursors[b].held(ofValue: values))
        var left = min(countA, countB)
        while left > 0 {
            if unsafe piecesA.isEmpty { unsafe piecesA = try cursors[a].next(streams.0, atMost: left) }
            if unsafe piecesB.isEmpty { unsafe piecesB = try cursors[b].next(streams.1, atMost: left) }
            let count = min(piecesA.count, piecesB.count, left)
            let order = unsafe compareBytes(
                UnsafeRawBufferPointer(rebasing: piecesA[..<count]),
                UnsafeRawBufferPointer(rebasing: piecesB[..<count]))
            if order != 0 { return order }
            unsafe piecesA = UnsafeRawBufferPointer(rebasing: piecesA[count...])
            unsafe piecesB = UnsafeRawBufferPointer(rebasing: piecesB[count...])
            left -= count
        }
        return countA - countB
    }
}
