internal import Platform

/// What this process has given to those that serve it: as long as there is any, they may do what others wait for.
///
/// For the process that made it, and one thread of it.
final class GivenWork {
    private static let all = WeakSet<GivenWork>()

    private let owner = Fork.currentPid
    private let isUnderWay: () -> Bool
    /// Whether others are told that there is some.
    private var isTold = false

    /// - Parameter isUnderWay: whether somebody who lives may take some of it, and does not say yet that it is at it.
    init(isUnderWay: @escaping () -> Bool) {
        self.isUnderWay = isUnderWay
        GivenWork.all.insert(self)
    }

    deinit {
        GivenWork.all.remove(self)
        tell(false)
    }

    /// Before some is given, and once what came of all has been taken in.
    func tell(_ isGiven: Bool) {
        if isGiven == isTold || Fork.currentPid != owner { return }
        isTold = isGiven
        Family.giveWork(isGiven)
    }

    /// While this process waits elsewhere: what is done and was not taken in, or ended with who had it, is nobody's until
    /// this process comes to it, and who is at some says so itself. False when nothing is left to look at.
    ///
    /// For a process that has one thread.
    static func review() -> Bool {
        let told = all.all.filter { $0.isTold && $0.owner == Fork.currentPid }
        for work in told where !work.isUnderWay() { work.tell(false) }
        return told.contains(where: \.isTold)
    }
}
