// Scenarios of child processes and pools, for tests: a test runner has threads, so that it cannot fork safely itself.
// Each prints what it found, and ends with exit code 0 when that was as it should be.
import Glibc
import Multiprocessing
import ProbeSupport

if CommandLine.arguments.dropFirst().first != "spawn-unhooked" {
    ChildProcess.runIfSpawned(doubled, reversed, obedient, waiting, failing, feeding, fedUp)
}

run([
    "child-outcomes": { _ in try childOutcomes() },
    "child-unheard": { _ in try childUnheard() },
    "child-limits": { _ in try childLimits() },
    "child-input": { _ in try childInput() },
    "child-values": { _ in try childValues() },
    "child-starting": { _ in try childStarting() },
    "child-waiting": { _ in try childWaiting() },
    "child-crowd": { _ in try childCrowd() },
    "child-family": { _ in try childFamily() },
    "child-descriptors": { _ in try childDescriptors() },
    "child-without-streams": { _ in try childWithoutStreams() },
    "child-output": { _ in try childOutput() },
    "child-of-threads": { _ in try childOfThreads() },
    "child-out-of-memory": { _ in try childOutOfMemory() },
    "child-hooks": { _ in try childHooks() },
    "child-of-others": { _ in try childOfOthers() },
    "pool-beside": { _ in try poolBeside() },
    "pool-gone": { _ in try poolGone() },
    "pool-in-child": { _ in try poolInChild() },
    "server-in-child": { _ in try serverInChild() },
    "child-exit": { _ in try childExit() },
    "pool-options": { _ in try poolOptions() },
    "pool-for-each": { _ in try poolForEach() },
    "pool-map": { _ in try poolMap() },
    "pool-handles": { _ in try poolHandles() },
    "pool-arguments": { _ in try poolArguments() },
    "pool-large": { _ in try poolLarge() },
    "pool-errors": { _ in try poolErrors() },
    "pool-deaths": { _ in try poolDeaths() },
    "pool-death-noticed": { _ in try poolDeathNoticed() },
    "pool-time-limit": { _ in try poolTimeLimit() },
    "pool-initializer": { _ in try poolInitializer() },
    "pool-replacement": { _ in try poolReplacement() },
    "pool-stream": { _ in try poolStream() },
    "pool-termination": { _ in try poolTermination() },
    "pool-crowd": { _ in try poolCrowd() },
    "pool-values": { _ in try poolValues() },
    "pool-values-chaos": { try poolValuesChaos(kills: $0[0], seed: UInt64($0[1])) },
    "pool-handle-chaos": { try poolHandleChaos(kills: $0[0], seed: UInt64($0[1])) },
    "pool-chaos": { try poolChaos(kills: $0[0], seed: UInt64($0[1])) },
    "server-children": { _ in try entryPoints(.server) },
    "spawn-children": { _ in try entryPoints(.spawn) },
    "spawn-unhooked": { _ in try spawnUnhooked() },
    "server-family": { _ in try serverFamily() },
    "server-killed": { _ in try serverKilled() },
    "server-orphans": { _ in try serverOrphans() },
    "server-pool": { _ in try serverPool() },
    "server-chaos": { try serverChaos(kills: $0[0], seed: UInt64($0[1])) },
    "pool-speed": { try poolSpeed(count: $0[0]) },
])
