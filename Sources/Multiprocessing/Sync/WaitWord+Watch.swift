internal import Platform

extension WaitWord {
    /// As `sleep`, for changes that are likely to come sooner than going to sleep and waking up takes: looks for an
    /// announcement a few times first. Between looks it leaves the word alone, so that whoever makes the changes gets
    /// through several of them.
    func watch(_ ticket: UInt32, until deadline: Instant?) -> Bool {
        if let deadline, deadline <= .now { return false }
        if Machine.hasSeveralProcessors {
            for _ in 0..<WaitWord.looks {
                Futex.pause(WaitWord.pausesBetweenLooks)
                if self.ticket != ticket { return true }
            }
        }
        return sleep(ticket, until: deadline)
    }

    private static let looks = 8
    /// Half a microsecond or so.
    private static let pausesBetweenLooks: UInt32 = 24
}
