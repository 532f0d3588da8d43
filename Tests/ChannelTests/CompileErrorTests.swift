import TestSupport
import Testing

/// Mistakes that the compiler refuses: each line marked "error" must have one, with that text, and no other line any.
@Suite(.timeLimit(.minutes(2))) struct CompileErrorTests {
    @Test func misusedOwnershipDoesNotCompile() throws {
        try expectErrors(
            """
            import Multiprocessing

            func useAfterClose() throws {
                let connection = try MessagePipe.pair().keepingFirst() // error: used after consume
                connection.close()
                try connection.send(1)
            }

            func useAfterHandingOver(_ line: borrowing Connection) throws {
                let connection = try MessagePipe.pair().keepingFirst() // error: used after consume
                try line.send(connection: connection)
                try connection.send(1)
            }

            func copying(_ connection: borrowing Connection) { // error: cannot be consumed
                let copy = connection
                _ = copy.descriptor
            }

            func right() throws {
                let connection = try MessagePipe.pair().keepingFirst()
                try connection.send(1)
                connection.close()
            }
            """)
    }

    @Test func wrongDirectionsAndTypesDoNotCompile() throws {
        try expectErrors(
            """
            import Multiprocessing

            func wrong() throws {
                let line = try MessagePipe.oneWay(of: Int.self)
                try line.first.send(1) // error: has no member 'send'
                _ = try line.second.receive() // error: has no member 'receive'
                try line.second.send("text") // error: cannot convert value
            }

            func right() throws {
                let line = try MessagePipe.oneWay(of: Int.self)
                try line.second.send(1)
                _ = try line.first.receive()
            }
            """)
    }

    /// What a program of another library's habits says, and what the compiler answers: the right way.
    @Test func theCompilerNamesTheRightWay() throws {
        try expectErrors(
            """
            import Multiprocessing

            protocol Shape {}

            func statements() throws {
                let lock = try SharedLock()
                let recursive = try SharedRecursiveLock()
                let counter = try SharedCounter()
                let event = try SharedEvent()
                let semaphore = try SharedSemaphore(permits: 1)
                try lock.acquire() // warning: result of call to 'acquire()' is unused
                try lock.release() // error: write let held = try lock.acquire() and try held.release()
                lock.lock() // error: write let held = try lock.acquire()
                lock.unlock() // error: write let held = try lock.acquire()
                try recursive.release() // error: write let held = try lock.acquire()
                counter.value += 1 // error: write counter.add(1)
                counter.value = 0 // error: counter.exchange(0)
                event.isSet = true // error: call set() or clear()
                semaphore.wait() // error: renamed to 'acquire()'
            }

            func pairs() throws {
                let (a, b) = try MessagePipe.pair() // error: write let pipe = try MessagePipe.pair()
                let (c, d) = try MessagePipe.pair(sending: Int.self, receiving: Int.self) // error: pipe.keepingFirst()
                let (e, f) = try MessagePipe.oneWay(of: Int.self) // error: line.keepingFirst() to receive
                _ = (a, b, c, d, e, f)
            }

            func types(_ connection: borrowing Connection) throws {
                _ = try MessageQueue<(Int, String)>() // error: write a struct instead of a tuple
                _ = try MessageQueue<any Shape>(limit: 3) // error: an enum or a concrete type instead of any
                _ = try JoinableQueue<(Int, String)>() // error: write a struct instead of a tuple
                _ = try ProcessPool { (item: (Int, String)) in item.0 } // error: write a struct instead of a tuple
                _ = try ProcessTask.start { print("x") } // error: write ChildProcess.start { … }
                try connection.send((1, "a")) // error: write a struct instead of a tuple
                _ = try connection.receive(as: (Int, String).self) // error: write a struct instead of a tuple
            }
            """)
    }

    /// A closure of one expression whose value nobody needs.
    @Test func resultsThatNobodyNeedsAreNoWarnings() throws {
        let output = try diagnostics(
            """
            import Multiprocessing

            func right() throws {
                let counter = try SharedCounter()
                let lock = try SharedLock()
                let recursive = try SharedRecursiveLock()
                let condition = try SharedCondition()
                let semaphore = try SharedSemaphore(permits: 1)
                let array = try SharedArray<Int>(count: 1)
                let mutex = try SharedMutex(1)
                let queue = try MessageQueue<Int>()
                try ChildProcess.start { counter.add(1) }.join()
                try ChildProcess.start { try queue.put(1) }.join()
                try lock.withLock { _ in counter.add(1) }
                try recursive.withLock { _ in counter.add(1) }
                try condition.withLock { _ in counter.add(1) }
                try semaphore.withPermit { counter.add(1) }
                try array.withLock { _, _ in counter.add(1) }
                try mutex.withLock { $0 += 1 }
                try mutex.withLock { _ in counter.add(1) }
                try ChildProcess.start { try lock.withLock { _ in counter.add(1) } }.join()
                try ChildProcess.start { try recursive.withLock { _ in counter.add(1) } }.join()
                try ChildProcess.start { try condition.withLock { _ in try condition.wait() } }.join()
                try ChildProcess.start { try semaphore.withPermit { counter.add(1) } }.join()
                try ChildProcess.start { try mutex.withLock { _ in counter.add(1) } }.join()
                let number = try lock.withLock { _ in counter.add(1) } + mutex.withLock { $0 }
                print(number)
                let pool = try ProcessPool { (number: Int) in print(number) }
                try pool.forEach([1])
                try pool.close()
                try ProcessPool.forEach([1]) { (number: Int) in counter.add(number) }
            }
            """)
        #expect(output.isEmpty, "\(output)")
    }

    private func expectErrors(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let wrong = try CompilerCheck.unexpected(source)
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
}

/// What the compiler says of a program.
func diagnostics(_ source: String) throws -> String { try CompilerCheck.diagnostics(source) }
