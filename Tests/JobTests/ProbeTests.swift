import TestSupport
import Testing

/// What forks: scenarios of Tests/Probes/Jobs.
@Suite("Jobs and flows on workers", .serialized, .timeLimit(.minutes(2)))
struct ProbeTests {
    @Test func resultsReachTheProgram() throws { try probe("results") }
    @Test func countersAreExactThoughWorkersDie() throws { try probe("counters-killed") }
    @Test func tooManyCountersAreAnError() throws { try probe("counters-many") }
    @Test func aWrongPartitionRuleIsNoDeath() throws { try probe("partition-rule") }
    @Test func errorsOfAJobEndIt() throws { try probe("thrown") }
    @Test func badRecordsAreLeftOutAndListed() throws { try probe("bad-records") }
    @Test func badRecordsInASampleAreLeftOut() throws { try probe("bad-sample") }
    @Test func tooManyBadRecordsEndAJob() throws { try probe("bad-limit") }
    @Test func aDeathIsToldWithItsRecord() throws { try probe("certificates") }
    @Test func aThrownErrorKeepsItsPlace() throws { try probe("places") }
    @Test func whatFailsInReduceIsToldWithItsKey() throws { try probe("certificates-reduce") }
    @Test func aTaskWithoutProgressIsTriedAgain() throws { try probe("stalled") }
    @Test func aStoppedWorkerIsTold() throws { try probe("stopped") }
    @Test func stagesGiveWhatTheyGiveInline() throws { try probe("flow-stages") }
    @Test func aLargeStageGoesThroughFilesThatGo() throws { try probe("flow-large") }
    @Test func iterationsConverge() throws { try probe("flow-iteration") }
    @Test func errorsInStepsSurface() throws { try probe("flow-errors") }
    // In a build for debugging and on a busy machine; a release build takes a tenth.
    @Test func aSmallFlowIsQuick() throws { try probe("flow-speed", 500) }

    private func probe(
        _ scenario: String, _ arguments: Int..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var command = Command.product("job-probe", [scenario] + arguments.map(String.init))
        command.deadline = .seconds(60)
        let result = try command.run()
        #expect(result.isSuccess, "\(result)\n\(result.text.prefix(3000))", sourceLocation: sourceLocation)
        #expect(result.leftovers.isEmpty, "\(result)", sourceLocation: sourceLocation)
    }
}
