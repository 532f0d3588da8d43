// Jobs and flows on worker processes, for tests: a test runner has threads, so that it cannot fork safely itself.
// Each scenario ends with exit code 0 when everything was as it should be.
import ProbeSupport

run([
    "results": { _ in try results() },
    "counters-killed": { _ in try countersOfKilledWorkers() },
    "counters-many": { _ in try tooManyCounters() },
    "partition-rule": { _ in try partitionRule() },
    "thrown": { _ in try thrownErrors() },
    "bad-records": { _ in try badRecordsAreLeftOut() },
    "bad-sample": { _ in try badRecordsInASample() },
    "bad-limit": { _ in try tooManyBadRecords() },
    "certificates": { _ in try certificates() },
    "places": { _ in try placesOfThrownErrors() },
    "certificates-reduce": { _ in try certificatesOfReducers() },
    "stalled": { _ in try stalledTasks() },
    "stopped": { _ in try stoppedIsTold() },
    "flow-stages": { _ in try flowStages() },
    "flow-large": { _ in try flowLarge() },
    "flow-iteration": { _ in try flowIteration() },
    "flow-errors": { _ in try flowErrors() },
    "flow-speed": { try flowSpeed(milliseconds: Double($0[0])) },
])
