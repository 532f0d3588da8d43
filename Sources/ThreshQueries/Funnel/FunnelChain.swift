import Thresh

/// How far a client gets through the steps of a funnel: its lines are given in order of time.
///
/// For each step it keeps the chain that got there last. No other can get further: what begins later has more time left.
/// A chain that gets to a step is the one that got last to the step before, and that step a moment ago is as good as
/// any before it.
final class FunnelChain {
    /// Lines say which steps they are in the bits of a word.
    static let mostSteps = 64

    private let count: Int
    /// The longest time from the first step to the last.
    private let window: Int64
    /// A row for each step: the times of the steps up to it, in the chain that got there last.
    private var times: [Int64]
    /// How many steps have been reached: each after those before it.
    private(set) var reached = 0
    /// The times of so many steps, in the chain that got there first.
    private(set) var best: [Int64]

    init(steps count: Int, window: Int64) {
        self.count = count
        self.window = window
        times = [Int64](repeating: 0, count: count * count)
        best = [Int64](repeating: 0, count: count)
    }

    var isComplete: Bool { reached == count }

    /// Forgets the lines of the last client.
    func begin() { reached = 0 }

    /// Adds a line that is the steps with these bits; it counts as one of them in a chain.
    func add(_ steps: UInt64, at time: Int64) {
        // From the last one, so that a line does not follow itself.
        for step in (0...min(reached, count - 1)).reversed() where steps >> UInt64(step) & 1 == 1 {
            let row = step * count
            if step > 0 {
                let before = row - count
                if LengthOfTime.between(times[before], time) > window { continue }
                for index in 0..<step { times[row + index] = times[before + index] }
            }
            times[row + step] = time
            if step == reached {
                reached += 1
                for index in 0...step { best[index] = times[row + index] }
            }
        }
    }
}
