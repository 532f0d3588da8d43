// Scenarios with processes, for tests of locks, queues and shared state. Each prints what it found, and ends with exit
// code 0 when that was as it should be.
import ProbeSupport

run([
    "lock-guards": { _ in try lockGuards() },
    "recursive-lock": { _ in try recursiveLock() },
    "semaphore-values": { _ in try semaphoreValues() },
    "semaphore-deaths": { _ in try semaphoreDeaths() },
    "participants": { _ in try participants() },
    "descriptions": { _ in try descriptions() },
    "event": { _ in try eventWaits() },
    "condition-counts": { _ in try conditionCounts() },
    "condition-deaths": { _ in try conditionDeaths() },
    "barrier-lockstep": { try barrierLockstep(parties: $0[0], rounds: $0[1]) },
    "barrier-breaks": { _ in try barrierBreaks() },
    "barrier-deaths": { _ in try barrierDeaths() },
    "mutex-deaths": { _ in try mutexDeaths() },
    "shared-state": { _ in try sharedState() },
    "named-memory": { _ in try namedMemory() },
    "queue-values": { _ in try queueValues() },
    "queue-limits": { _ in try queueLimits() },
    "queue-large": { _ in try queueLarge() },
    "queue-large-kills": { try queueLargeKills(kills: $0[0], seed: $0[1]) },
    "queue-batches": { _ in try queueBatches() },
    "queue-joining": { _ in try queueJoining() },
    "threads": { try threads(rounds: $0[0]) },
    "thread-race": { try threadRace(rounds: $0[0]) },
    "stress": { try stress(processes: $0[0], milliseconds: $0[1]) },
    "steps": { try killAtSteps(kills: $0[0], secondsEach: $0[1], seed: UInt64($0[2])) },
    "chaos": { try chaos(kills: $0[0], seed: UInt64($0[1])) },
])
