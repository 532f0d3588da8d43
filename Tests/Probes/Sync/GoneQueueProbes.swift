import Glibc
import Multiprocessing
import Platform
import ProbeSupport

/// Where everybody may do everything: who waits is told when everybody else is gone, or waits as well.
func queueGone() throws {
    let queue = try MessageQueue<Int>()
    let child = try starting("producer") {
        try queue.put(1)
        forever()
    }
    pause(milliseconds: 20)
    child.kill()
    check(try queue.get() == 1, "what was put in is lost")
    check(dead(told { _ = try queue.get() }) == ["producer was killed by SIGKILL"])
    check(isProducersGone(told { _ = try queue.next() }))
    check(dead(told { _ = try queue.get(timeout: .seconds(30)) }) == ["producer was killed by SIGKILL"])
    expect(queue: .timedOut) { () throws(QueueError) in _ = try queue.get(timeout: .milliseconds(30)) }
    // The queue is none the worse.
    try queue.put(2)
    check(try queue.get() == 2)

    let narrow = try MessageQueue<Int>(limit: 1)
    try narrow.put(1)
    let consumer = try starting("consumer") { forever() }
    consumer.kill()
    let error = told { try narrow.put(2) }
    check(dead(error) == ["consumer was killed by SIGKILL"], "\(String(describing: error))")
    if case QueueError.consumersGone? = error {} else { check(false, "threw \(String(describing: error))") }
    check(try narrow.get() == 1)
    try queueGoneWhileOthersWait()
    try queueGoneWhileAnyIsWaitedFor()
    try goneWhileOthersWaitElsewhere()
    try goneOnlyAfterAnEndIsTakenIn()
    try queueGoneOnlyIfGone()
    try queueGoneForThoseWhoHaveIt()
    try queueGoneInAFork()
}

/// Consumers that wait, and a parent that waits for them, feed nobody.
private func queueGoneWhileOthersWait() throws {
    let queue = try MessageQueue<Int>()
    let started = Instant.now
    let consumers = try (0..<3).map { number in
        try starting("consumer \(number)") {
            let error = thrown { while let number = try queue.next() { _ = number } }
            // One of the others may have been told first, and have ended for that.
            check(dead(error).contains { $0.hasPrefix("producer") }, "\(String(describing: error))")
        }
    }
    let producer = try starting("producer") {
        for number in 0..<5 { try queue.put(number) }
        forever()
    }
    pause(milliseconds: 50)
    producer.kill()
    for consumer in [producer] + consumers {
        let status = try consumer.join()
        check(consumer === producer || status == .exited(code: 0), "\(consumer.name): \(String(describing: status))")
    }
    check(Instant.now.seconds(since: started) < 12, "late")
}

/// Who waits for any of its children feeds nobody if all of these wait; and may if one does not.
private func queueGoneWhileAnyIsWaitedFor() throws {
    for isFed in [false, true] {
        let queue = try MessageQueue<Int>()
        var children = try (0..<2).map { number in
            try starting("consumer \(number)") {
                if isFed {
                    check(try queue.get() == 7, "given up by its parent")
                } else {
                    let error = thrown { _ = try queue.get() }
                    check(dead(error).contains { $0.hasPrefix("producer") }, "\(String(describing: error))")
                }
            }
        }
        children.append(try starting("producer") { forever() })
        if isFed { children.append(try starting("slow") { pause(milliseconds: 1500) }) }
        children[2].kill()
        var ended = 0
        while ended < children.count {
            let some = try ChildProcess.waitForAny(of: children.filter { $0.certificate == nil })
            ended += some.count
            // What the parent does once the slow one, which has nothing to do with it, has ended.
            if some.contains(where: { $0.name == "slow" }) { for _ in 0..<2 { try queue.put(7) } }
        }
        for consumer in children.prefix(2) { check(consumer.status == .exited(code: 0), "\(consumer.name), \(isFed)") }
    }
}

/// Who has not got the queue is no hope for it: a sibling of the process that made it, however young.
private func queueGoneForThoseWhoHaveIt() throws {
    let isMade = try SharedCounter()
    let maker = try starting("maker") {
        let queue = try MessageQueue<Int>()
        let producer = try starting("producer") {
            try queue.put(1)
            forever()
        }
        isMade.add(1)
        check(try queue.get() == 1)
        while isMade.value == 1 { pause(milliseconds: 1) }
        producer.kill()
        check(dead(told { _ = try queue.get(timeout: .seconds(30)) }) == ["producer was killed by SIGKILL"])
    }
    check(eventually { isMade.value == 1 })
    let sibling = try starting("sibling") { forever() }
    isMade.add(1)
    try expectSuccess(maker, within: .seconds(20))
    try end(sibling)
}

/// Who is killed while it forks leaves a child that is never born.
private func queueGoneInAFork() throws {
    for isDeclared in [false, true] {
        let queue = try MessageQueue<Int>()
        let producer = isDeclared ? try queue.producer : nil
        let forker = try starting("forker") {
            pthread_atfork({ raise(SIGKILL) }, nil, nil)
            try ChildProcess.start(.named("unborn")) { forever() }
        }
        producer?.close()
        check(isProducersGone(told { _ = try queue.get(timeout: .seconds(30)) }), "ends: \(isDeclared)")
        check(try forker.join() == .killed(signal: SIGKILL))
    }
}

/// Nobody who lives and can do something is given up, however silent it is.
private func queueGoneOnlyIfGone() throws {
    let queue = try MessageQueue<Int>()
    let victim = try starting("victim") { forever() }
    let slow = try starting("slow") {
        pause(milliseconds: 1200)
        try queue.put(7)
    }
    let stopped = try starting("stopped") { raise(SIGSTOP) }
    try end(victim)
    check(try queue.get() == 7, "given up")
    expect(queue: .timedOut) { () throws(QueueError) in _ = try queue.get(timeout: .milliseconds(700)) }
    try end(stopped)
    check(isProducersGone(told { _ = try queue.get() }))
    try expectSuccess(slow)
    // One that was forked without help counts as well.
    let other = fork()
    if other == 0 {
        usleep(900_000)
        do { try queue.put(8) } catch { _exit(1) }
        _exit(0)
    }
    check(try queue.get() == 8, "a child of fork(2) was given up")
    check(isProducersGone(told { _ = try queue.get() }))
    waitpid(other, nil, 0)
    // What was put in by one who died at once is not missed, in whatever order that is seen.
    for number in 0..<40 {
        let brief = try ChildProcess.start {
            usleep(UInt32.random(in: 0..<3000))
            try queue.put(number)
            raise(SIGKILL)
        }
        check(try queue.get() == number, "lost")
        try brief.join()
    }
    // Who waits for something else, or for a while, may come back.
    let tired = try starting("tired") {
        check((try? queue.get(timeout: .milliseconds(800))) == nil, "a value")
        try queue.put(9)
        forever()
    }
    check(try queue.get() == 9, "one that waits for a while was given up")
    try end(tired)
}

/// With ends it is known who was to put and who to get, whoever else lives.
func queueEnds() throws {
    let queue = try MessageQueue<Int>()
    let producer = try queue.producer
    let consumer = try queue.consumer
    let words = try SharedWords(1)
    let good = try starting("good", .only([producer])) { for number in 0..<3 { try producer.put(number) } }
    let bad = try starting("bad", .only([producer])) {
        try producer.put(3)
        forever()
    }
    let reader = try starting("reader", .only([consumer])) {
        check(!producer.isOpen && consumer.isOpen, "has the wrong end")
        if case QueueError.closed? = thrown({ try producer.put(1) }) {} else { check(false, "an end it was not given") }
        var got: [Int] = []
        let error = told { while let number = try consumer.next() { got.append(number) } }
        check(got.sorted() == [0, 1, 2, 3], "\(got)")
        check(dead(error).map { $0.prefix(4) } == ["bad "], "\(dead(error))")
        words[0] = 1
    }
    producer.close()
    consumer.close()
    check(!producer.isOpen)
    pause(milliseconds: 100)
    try expectSuccess(good)
    bad.kill()
    // This process lives and could put, but it has said that it does not.
    check(eventually { words[0] == 1 }, "not told")
    try expectSuccess(reader)
    try end(bad)

    // All closed in order: the end, not an error.
    for isForgetful in [false, true] {
        let queue = try MessageQueue<String>()
        let producer = try queue.producer
        for number in 0..<3 { _ = try ChildProcess.start { try producer.put("\(number)") } }
        if !isForgetful { producer.close() }
        var count = 0
        let elapsed = try seconds { while try queue.next() != nil { count += 1 } }
        check(count == 3 && isPrompt(elapsed), "\(count) in \(elapsed) s")
        producer.close()
        try ChildProcess.joinAll()
    }
    // Whoever throws, or ends with another code, has not closed.
    for code: Int32 in [0, 1, 3] {
        let queue = try MessageQueue<Int>()
        let producer = try queue.producer
        let child = try ChildProcess.start(ChildOptions(name: "writer", errors: .kept)) {
            if code == 1 { throw SyncError.notOwner }
            exit(code)
        }
        producer.close()
        if code == 0 {
            check(try queue.next() == nil, "not closed")
        } else {
            check(dead(told { _ = try queue.next() }) == ["writer exited with code \(code)"])
        }
        try child.join()
    }
    try consumerEnds()
}

private func consumerEnds() throws {
    let queue = try MessageQueue<[UInt8]>(limit: 1)
    let consumer = try queue.consumer
    let reader = try starting("reader") {
        _ = try consumer.get()
        forever()
    }
    let producer = try starting("producer", .only([])) {
        let error = told {
            try queue.put([1])
            while true { try queue.put([2]) }
        }
        check(dead(error).map { $0.prefix(6) } == ["reader"], "\(dead(error))")
    }
    consumer.close()
    pause(milliseconds: 50)
    reader.kill()
    try expectSuccess(producer)
    try end(reader)
    // Closed by all: there is nobody, and nobody died.
    let other = try MessageQueue<Int>(limit: 1)
    let end = try other.consumer
    try other.put(1)
    end.close()
    expect(queue: .consumersGone([])) { () throws(QueueError) in try other.put(2, timeout: .zero) }
    // A short timeout is enough to learn it, and more than one end in a process are as many.
    let third = try MessageQueue<Int>()
    let ends = [try third.producer, try third.producer]
    let writer = try starting("writer") { forever() }
    ends[0].close()
    expect(queue: .timedOut) { () throws(QueueError) in _ = try third.get(timeout: .milliseconds(30)) }
    ends[1].close()
    expect(queue: .timedOut) { () throws(QueueError) in _ = try third.get(timeout: .milliseconds(30)) }
    try ProbeSupport.end(writer)
    check(isProducersGone(thrown { _ = try third.get(timeout: .milliseconds(30)) }))
    check(isProducersGone(thrown { _ = try third.get(timeout: .milliseconds(30)) }), "told once only")
}

func joinableGone() throws {
    let queue = try JoinableQueue<Int>()
    for number in 0..<3 { try queue.put(number) }
    let worker = try starting("worker") {
        _ = try queue.get()
        try queue.taskDone()
        _ = try queue.get()
        forever()
    }
    pause(milliseconds: 30)
    worker.kill()
    check(dead(told { try queue.join() }) == ["worker was killed by SIGKILL"])
    // What it had is there, for others.
    check(queue.count == 2)
    let second = try starting("second") {
        for _ in 0..<2 {
            _ = try queue.get()
            pause(milliseconds: 400)
            try queue.taskDone()
        }
    }
    try queue.join()
    try expectSuccess(second)

    // With ends, beside a process that lives and does nothing.
    let other = try JoinableQueue<String>()
    let consumer = try other.consumer
    let bystander = try starting("bystander", .only([])) { forever() }
    let last = try starting("last") {
        while try consumer.next() != nil { forever() }
    }
    consumer.close()
    try other.put("a")
    pause(milliseconds: 30)
    last.kill()
    check(dead(told { try other.join() }) == ["last was killed by SIGKILL"])
    check(isProducersGone(nil) == false)
    // Producers that are done are the end of it for those who get.
    let third = try JoinableQueue<Int>()
    let producer = try third.producer
    let writer = try starting("writer") { for number in 0..<3 { try producer.put(number) } }
    producer.close()
    var sum = 0
    while let number = try third.next() {
        sum += number
        try third.taskDone()
    }
    check(sum == 3, "\(sum)")
    try third.join()
    try expectSuccess(writer)
    try endAll(bystander)
    _ = try last.join()
}
