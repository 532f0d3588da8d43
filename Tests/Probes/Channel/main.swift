// Scenarios with processes that talk to each other, for tests: a test runner has threads, so that it cannot fork safely
// itself. Each prints what it found, and ends with exit code 0 when that was as it should be.
import ProbeSupport

run([
    "pipe-ends": { _ in try pipeEnds() },
    "pipe-echo": { _ in try pipeEcho() },
    "pipe-large": { try pipeLarge(byteCount: $0[0]) },
    "pipe-beyond-4-gib": { _ in try pipeBeyond4GiB() },
    "pipe-death": { _ in try pipeDeath() },
    "pipe-interruptions": { _ in try pipeInterruptions() },
    "pipe-descriptors": { _ in try pipeDescriptors() },
    "pipe-hand-over": { _ in try pipeHandOver() },
    "wait-many": { _ in try waitMany() },
    "listener-clients": { try listenerClients(processes: $0[0], kind: $0[1]) },
    "listener-keys": { try listenerKeys(kind: $0[0]) },
    "listener-addresses": { _ in try listenerAddresses() },
    "listener-full": { _ in try listenerFull() },
    "listener-internet": { _ in try listenerInternet() },
    "speed": { _ in try channelSpeed() },
    "manager-containers": { _ in try managerContainers() },
    "manager-custom": { _ in try managerCustom() },
    "manager-sharing": { _ in try managerSharing() },
    "manager-death": { _ in try managerDeath() },
    "manager-restart": { _ in try managerRestart() },
    "manager-queues": { _ in try managerQueues() },
    "manager-locks": { _ in try managerLocks() },
    "manager-signals": { _ in try managerSignals() },
    "manager-stuck": { _ in try managerStuck() },
    "manager-threads": { _ in try managerThreads() },
    "manager-remote": { _ in try managerRemote() },
    "manager-chaos": { try managerChaos(kills: $0[0], seed: UInt64($0[1])) },
    "manager-orphan": { _ in try managerOrphan() },
])
