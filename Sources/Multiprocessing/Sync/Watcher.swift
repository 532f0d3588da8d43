internal import Platform

/// How long one has waited without news, and what others are told of that.
struct Watcher {
    private let sharers: Sharers
    private let channel: Sharers.Channel
    private let isForever: Bool
    private var rests = 0
    /// What a process with other threads waits for keeps only one of them.
    private var threads: (isOne: Bool, handlesSignals: Bool)?

    /// Sleeps without news before anyone is suspected: 250 ms. What a look at the others costs is nothing to that.
    private static let patience = 5
    static let suspicion = WaitWord.recheck * patience

    init(_ sharers: Sharers, _ channel: Sharers.Channel, isForever: Bool) {
        self.sharers = sharers
        self.channel = channel
        self.isForever = isForever
    }

    /// A look whether anybody is left.
    struct Look {
        /// The time limit is over.
        var isLast = false
        fileprivate let isForever: Bool

        /// The numbers of the locks that others cannot have before what is waited for comes: where there is a time limit,
        /// they are let go without it.
        var locks: [UInt64] { isForever ? RobustMutex.heldNumbers : [] }
    }

    var look: Look { Look(isForever: isForever) }
    var lastLook: Look { Look(isLast: true, isForever: isForever) }

    /// Time to look whether those who are waited for are gone.
    var isDue: Bool { rests > 0 && rests % Watcher.patience == 0 }

    var hasRested: Bool { rests > 0 }

    /// Before a judgement.
    mutating func review() {
        let threads = threads ?? Family.threads
        self.threads = threads
        if threads.isOne { _ = GivenWork.review() }
    }

    /// Before a sleep.
    mutating func begin() {
        guard isForever, rests >= Watcher.patience else { return }
        let threads = threads ?? Family.threads
        self.threads = threads
        if threads.isOne { sharers.beginWait(channel, handlesSignals: threads.handlesSignals) }
    }

    /// After it, and before the next look: from here on this process may do something.
    mutating func end(hadNews: Bool) {
        if threads?.isOne == true { Sharers.endWait() }
        if !hadNews { rests += 1 }
    }
}
