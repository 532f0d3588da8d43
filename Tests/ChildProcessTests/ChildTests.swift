import TestSupport
import Testing

/// Children that are forked from a closure.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ChildTests {
    @Test func exitCodesSignalsAndErrorsReachTheParent() throws { try probe("child-outcomes") }
    @Test func valuesOfAnySizeReachTheParent() throws { try probe("child-values") }
    @Test func anErrorThatNobodyAsksForIsPrinted() throws {
        let errors = try probe("child-unheard").errors.split(separator: "\n").map(String.init)
        for (number, name) in ["joined", "forgotten", "connected", "task released", "task joined", "task kept"]
            .enumerated()
        {
            let lines = errors.filter { $0.hasPrefix(name + " (pid ") }
            #expect(
                lines.count == 1 && lines.first?.hasSuffix("Unheard: number \(number + 1)") == true,
                "\(name): \(errors)")
        }
        #expect(errors.count == 6, "\(errors)")
    }

    @Test func aLimitEndsAChildAndIsNamed() throws { try probe("child-limits") }

    @Test func standardInputIsTheParentsOrNothing() throws {
        var command = Command.product("process-probe", ["child-input"])
        command.input = .bytes(Array("one\ntwo\nthree\n".utf8))
        let result = try command.run()
        #expect(result.isSuccess && result.leftovers.isEmpty, "\(result)\n\(result.text)")
    }

    @Test func aPreparedChildStartsLaterAndOwnsWhatItCaptured() throws { try probe("child-starting") }
    @Test func waitingKeepsItsTimeoutsAndLeavesNoZombie() throws { try probe("child-waiting") }
    @Test func onlyTheParentIsToldHowAChildEnds() throws { try probe("child-of-others") }
    @Test func aHundredChildrenStartAndEnd() throws { try probe("child-crowd") }
    @Test func childrenHaveChildrenAndSeeTheirParent() throws { try probe("child-family") }
    @Test func aChildHoldsNoMoreDescriptorsThanItShould() throws { try probe("child-descriptors") }
    @Test func closedStandardStreamsAreHarmless() throws { try probe("child-without-streams") }
    @Test func forkIsRefusedInAProcessWithThreads() throws { try probe("child-of-threads") }

    @Test(.enabled(if: MemoryGroup.obstacle == nil, Comment(rawValue: MemoryGroup.obstacle ?? "")))
    func aKillForWantOfMemoryIsToldApart() throws {
        let group = try MemoryGroup(byteCount: 64 << 20)
        let result = try group.around(.product("process-probe", ["child-out-of-memory"])).run()
        #expect(result.isSuccess && result.leftovers.isEmpty, "\(result)\n\(result.text.prefix(3000))")
    }

    @Test func buffersAreFlushedOnce() throws {
        #expect(try probe("child-output").text == "parent child failing end\n")
    }

    @Test func eachProcessRunsItsOwnExitHooks() throws {
        let lines = try probe("child-hooks").text.split(separator: "\n").map(String.init)
        #expect(lines == ["child: second", "child: first", "leaving", "main: second", "main: first"])
    }

    @Test func atExitChildrenAreJoinedAndDaemonsEnd() throws {
        let result = try probe("child-exit")
        let lines = result.text.split(separator: "\n").map(String.init)
        #expect(lines.count == 5, "\(lines)")
        #expect(lines.first == "the daemon ignores SIGTERM")
        #expect(lines.dropFirst(2) == ["main ends", "the child has ended", "the child's child has ended"])
        #expect(result.elapsed < .seconds(15))
    }
}
