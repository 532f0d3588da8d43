/// What becomes of an item of a `JoinableRing`, in the word before its bytes.
struct TakenMark: Equatable {
    enum Phase: UInt64 { case waiting, taken, done }

    var phase: Phase
    /// Whose consumer has it, or had it last: a slot of the table of consumers.
    var slot: Int
    /// How often it was delivered to a consumer that ended without having done it.
    var failures: Int

    static let new = TakenMark(phase: .waiting, slot: 0, failures: 0)

    init(phase: Phase, slot: Int, failures: Int) {
        self.phase = phase
        self.slot = slot
        self.failures = failures
    }

    // 8 bits of phase, 24 of failures, 32 of slot.
    init(packed: UInt64) {
        phase = Phase(rawValue: packed & 0xFF) ?? .done
        failures = Int(packed >> 8 & 0xFF_FFFF)
        slot = Int(packed >> 32)
    }

    var packed: UInt64 { phase.rawValue | UInt64(min(failures, 0xFF_FFFF)) << 8 | UInt64(slot) << 32 }
}
