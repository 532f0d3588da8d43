import Foundation
import TestSupport
import Testing

/// Programs that must not compile: a copied guard, a second release, a guard in another thread.
@Suite(.serialized, .timeLimit(.minutes(2))) struct MisuseTests {
    /// What the compiler says about the body of a function in a program that imports the library.
    private func diagnostics(_ body: String) throws -> (isAccepted: Bool, text: String) {
        let directory = try TemporaryDirectory()
        let source = """
            import Multiprocessing

            func use(_ condition: Bool) throws {
                let lock = try SharedLock()
                let recursive = try SharedRecursiveLock()
                let semaphore = try SharedSemaphore(permits: 1)
                let barrier = try SharedBarrier(parties: 1)
                _ = (lock, recursive, semaphore, barrier)
            \(body)
            }

            func keep(_ guarded: consuming SharedLock.Guard) {}
            func send(_ body: @Sendable () -> Void) {}
            """
        let file = try directory.write(Array(source.utf8), to: "misuse.swift")
        let products = Command.productsDirectory
        // Not -typecheck: ownership is checked later.
        let result = try Command(
            "swiftc",
            [
                "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-enable-upcoming-feature",
                "MemberImportVisibility",
                "-I", products + "/Modules",
                "-Xcc", "-fmodule-map-file=\(products)/CThresh.build/module.modulemap", file,
            ]
        ).run()
        return (result.isSuccess, result.errors)
    }

    private func expectRefusal(_ body: String, _ reason: String) throws {
        let (isAccepted, text) = try diagnostics(body)
        #expect(!isAccepted, "compiles:\n\(body)")
        #expect(text.contains("error: ") && text.contains(reason), "\(text)")
    }

    @Test func properUseCompiles() throws {
        let (isAccepted, text) = try diagnostics(
            """
            let guarded = try lock.acquire()
            try guarded.release()
            let level = try recursive.acquire()
            try level.release()
            let permit = try semaphore.acquirePermit()
            permit.release()
            let membership = try barrier.enroll()
            membership.leave()
            if let tried = try lock.tryAcquire() { keep(tried) }
            """)
        #expect(isAccepted, "\(text)")
    }

    /// The module alone is enough to read its errors to the end.
    @Test func errorsNeedNoOtherModule() throws {
        let (isAccepted, text) = try diagnostics(
            """
            do { _ = try MessagePipe.pair() } catch ConnectionError.system(let error) {
                print(error.code, error.operation, error.subject, error.reason, error.description)
            }
            do { _ = try TaskLedger(taskCount: 1, seatCount: 1) } catch SyncError.system(let error) { print(error.code) }
            """)
        #expect(isAccepted, "\(text)")
    }

    @Test(arguments: [
        ("let it = try lock.acquire()", "try it.release()"),
        ("let it = try recursive.acquire()", "try it.release()"),
        ("let it = try semaphore.acquirePermit()", "it.release()"),
        ("let it = try barrier.enroll()", "it.leave()"),
    ])
    func nothingIsReleasedTwice(take: String, release: String) throws {
        try expectRefusal("\(take)\n\(release)\n\(release)", "'it' consumed more than once")
    }

    @Test func aGuardIsNotCopied() throws {
        try expectRefusal(
            "let it = try lock.acquire()\nlet copy = it\ntry copy.release()\ntry it.release()",
            "'it' consumed more than once")
        try expectRefusal("let it = try lock.acquire()\nlet both = [it, it]\n_ = both", "conform to 'Copyable'")
    }

    @Test func aReleasedGuardIsNotUsed() throws {
        try expectRefusal(
            "let it = try lock.acquire()\ntry it.release()\nprint(it.inheritance)", "'it' used after consume")
        try expectRefusal(
            "let it = try lock.acquire()\nif condition { try it.release() }\nprint(it.inheritance)",
            "'it' used after consume")
    }

    @Test func aGuardStaysInItsThread() throws {
        try expectRefusal("let it = try lock.acquire()\nsend { print(it.inheritance) }", "error: ")
    }
}
