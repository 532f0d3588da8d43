import TestSupport
import Testing

/// Pools of workers that are forked from a closure.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PoolTests {
    @Test func optionsThatCannotBeAreRefused() throws { try probe("pool-options") }

    @Test func aClosureWithoutAResultRunsForEachItem() throws {
        let errors = try probe("pool-for-each").errors.split(separator: "\n")
        #expect(errors.count == 1 && errors.first?.hasPrefix("pool: task 0 threw ") == true, "\(errors)")
    }

    @Test func resultsComeInTheOrderOfTheItems() throws { try probe("pool-map") }
    @Test func handlesAreGivenUpAndWaitedForTogether() throws { try probe("pool-handles") }
    @Test func argumentsAreOfAnyType() throws { try probe("pool-arguments") }
    @Test func plainValuesTravelAsMemory() throws { try probe("pool-values") }
    @Test func argumentsAndResultsAreOfAnySize() throws { try probe("pool-large") }
    @Test func errorsKeepTheirIndexAndCostNoWorker() throws { try probe("pool-errors") }
    @Test func aDeathCostsItsTaskOrAnAttempt() throws { try probe("pool-deaths") }
    @Test func aDeathIsNoticedAtOnce() throws { try probe("pool-death-noticed") }
    @Test func aTaskOverItsLimitIsEnded() throws { try probe("pool-time-limit") }
    @Test func aFailingInitializerIsReported() throws { try probe("pool-initializer") }
    @Test func workersAreReplacedAfterTasksAndForMemory() throws { try probe("pool-replacement") }
    @Test func streamsStayWithinTheirWindow() throws { try probe("pool-stream") }
    @Test func terminationIsPromptAndClosingComplete() throws { try probe("pool-termination") }
    @Test func workersWithoutATaskAreNoHopeForThoseWhoWait() throws { try probe("pool-beside") }
    @Test func whoWaitsForWorkersIsNoHopeForThem() throws { try probe("pool-gone") }
    @Test func aChildIsRefusedItsParentsPool() throws { try probe("pool-in-child") }
    @Test func twoHundredWorkersWork() throws { try probe("pool-crowd") }

    @Test func handlesOutliveTheKilled() throws { try probe("pool-handle-chaos", 60, 1) }
    @Test(arguments: [1, 2]) func killsLoseNoResult(seed: Int) throws { try probe("pool-chaos", 300, seed) }
    @Test(arguments: [1, 2]) func killsMisplaceNoValue(seed: Int) throws { try probe("pool-values-chaos", 100, seed) }
}
