import TestSupport
import Testing

/// The scenarios are in Tests/Probes/Sync, since a test runner has threads and cannot fork; each prints what was wrong.
private func probe(_ scenario: String, _ arguments: Int..., deadline: Duration = .seconds(40)) throws {
    var command = Command.product("sync-probe", [scenario] + arguments.map(String.init))
    command.deadline = deadline
    let result = try command.run()
    #expect(result.isSuccess, "\(result)\n\(result.text.prefix(3000))")
    #expect(result.leftovers.isEmpty, "\(result)")
}

/// Locks, queues and shared state between processes.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SyncTests {
    // MARK: locks

    @Test func aGuardHoldsALockForItsScope() throws { try probe("lock-guards") }
    @Test func nobodySleepsOnForAFreeLock() throws { try probe("lock-forgotten") }
    @Test func noMoreLocksAreHeldThanAKillGivesBack() throws { try probe("lock-limit") }
    @Test func aRecursiveLockCountsItsOwnersLevels() throws { try probe("recursive-lock") }

    // MARK: semaphores, events, conditions, barriers

    @Test func aSemaphoreCountsItsPermits() throws { try probe("semaphore-values") }
    @Test func permitsOfTheDeadAreTakenBack() throws { try probe("semaphore-deaths") }
    @Test func asManyTakePartAsThereArePermitsAndWaiters() throws { try probe("participants") }
    @Test func aPrimitiveShowsItsState() throws { try probe("descriptions") }
    @Test func anEventLetsEveryoneGoOn() throws { try probe("event") }
    @Test func aConditionWakesAsManyAsItIsTold() throws { try probe("condition-counts") }
    @Test func aConditionOutlivesItsWaitersAndOwners() throws { try probe("condition-deaths") }

    @Test(arguments: [(1, 200), (2, 1000), (5, 1000)])
    func aBarrierKeepsItsPartiesInLockstep(parties: Int, rounds: Int) throws {
        try probe("barrier-lockstep", parties, rounds)
    }

    @Test func aBrokenBarrierIsBrokenForAllUntilReset() throws { try probe("barrier-breaks") }
    @Test func aDeadPartyBreaksTheBarrier() throws { try probe("barrier-deaths") }

    @Test func aQueueIsWaitedForBesideOthers() throws { try probe("queue-waitables") }

    // MARK: shared state

    @Test func sharedStateIsShared() throws { try probe("shared-state") }
    @Test func aSharedArrayIsACollection() throws { try probe("shared-arrays") }
    @Test func smallValuesShareTheirMappings() throws { try probe("many-shared") }
    @Test func shareableListsHaveValuesOfSeveralTypes() throws { try probe("shareable-lists") }
    @Test func namedMemoryIsFoundByItsName() throws { try probe("named-memory") }

    // MARK: queues

    @Test func everyKindOfValueGoesThroughAQueue() throws { try probe("queue-values") }
    @Test func aQueueKeepsItsLimitAndCloses() throws { try probe("queue-limits") }
    @Test func anItemMayHaveAnySize() throws { try probe("queue-large") }
    @Test func manyGoInOneTurnAndByTheirOwnCoding() throws { try probe("queue-batches") }
    @Test func aQueueIsJoinedWhenAllIsDone() throws { try probe("queue-joining") }

    // MARK: those who are gone

    @Test func aQueueTellsWhenNobodyIsLeft() throws { try probe("queue-gone") }
    @Test func thoseWokenTogetherAreTold() throws { try probe("many-gone") }
    @Test func thoseWhoWaitForALockAreKnownToWait() throws { try probe("locked-gone") }
    @Test func endsSayWhoWasToPutAndWhoToGet() throws { try probe("queue-ends") }
    @Test func joiningEndsWithTheLastConsumer() throws { try probe("joinable-gone") }
    @Test func anEventOrPermitNobodyIsLeftForIsTold() throws { try probe("event-gone") }
    @Test func aConditionNobodyIsLeftForIsTold() throws { try probe("condition-gone") }
    @Test func aBarrierBreaksForAPartyThatNeverCame() throws { try probe("barrier-gone") }

    // MARK: each instruction

    @Test func operationsHappenAsAWholeWhereverTheyAreKilled() throws {
        try probe("steps", 400, 4, 1, deadline: .seconds(120))
    }
}

/// Many processes, and killed ones, whatever else the machine does.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SharingTests {
    @Test(arguments: [2, 8, 64]) func countsAreExactUnderStress(processes: Int) throws {
        try probe("stress", processes, 1000)
    }

    @Test func threadsOfAProcessShareThemToo() throws { try probe("threads", 2000) }
    @Test func aMutexNeverHoldsHalfAChange() throws { try probe("mutex-deaths") }
    @Test func killsLoseNoLargeItemNorItsMemory() throws { try probe("queue-large-kills", 60, 1) }

    @Test func endsOfTheKilledHangNobody() throws { try probe("end-chaos", 20, 1) }

    @Test(arguments: [1, 2]) func randomKillsHangNobodyAndLoseNothing(seed: Int) throws {
        try probe("chaos", 250, seed, deadline: .seconds(60))
    }
}
