// Scenarios with processes, for tests: a test runner has threads, so that it cannot fork safely itself. Each prints what
// it found, and ends with exit code 0 when that was as it should be.
import ProbeSupport

run([
    "lock-owner-died": { _ in try lockOwnerDied() },
    "lock-timeout": { _ in try lockTimeout() },
    "lock-recursion": { _ in try lockRecursion() },
    "lock-counter": { try lockCounter(processes: $0[0], increments: $0[1]) },
    "queue-transfer": { try queueTransfer(producers: $0[0], consumers: $0[1], messages: $0[2]) },
    "queue-kills": { try queueKills(kills: $0[0], seed: UInt64($0[1])) },
    "queue-close": { _ in try queueClose() },
    "queue-timeouts": { _ in try queueTimeouts() },
    "queue-sizes": { _ in try queueSizes() },
    "queue-put-killed-while-waiting": { _ in try queueWaiterKilled() },
    "child-endings": { _ in try childEndings() },
    "child-certificate": { _ in try childCertificate() },
    "child-of-threads": { _ in try childOfThreads() },
    "child-waiting": { _ in try childWaiting() },
    "child-signals": { _ in try childSignals() },
    "child-orphan": { _ in try childOrphan() },
    "ledger-claims": { try ledgerClaims(processes: $0[0], tasks: $0[1]) },
])
