extension PoolSupervisor {
    /// Tasks are put into the queue together up to so many, and up to so many bytes.
    private static let batch = (tasks: 32, bytes: 16 << 10)

    /// Gives the workers what fits: in the order of the jobs, as far as their windows and the slots allow.
    func fill() throws(PoolError) {
        // An input sequence may itself wait for this pool.
        if isFilling || isOver { return }
        isFilling = true
        defer { isFilling = false }
        try send()
        guard unsent.isEmpty else { return }
        for job in jobs {
            var bytes = 0
            while !freeSlots.isEmpty, job.hasRoom(ignoringWindow: ignoresWindows) {
                let (taken, failed) = (job.taken, job.failed)
                let limits = job.chunkSize(itemNanoseconds: itemNanoseconds, options, workers: seats.count)
                let chunk = job.take(limits, ignoringWindow: ignoresWindows)
                counts.taken += job.taken - taken
                counts.failed += job.failed - failed
                counts.done += job.failed - failed
                guard let chunk else { continue }
                if isOver || failure != nil {
                    fail(job, chunk, .cancelled)
                    return
                }
                let index = freeSlots.removeLast()
                guard let ticket = ledger.reopen(index) else { preconditionFailure("a free slot with a task") }
                slots[index] = PoolSlot(job: job, chunk: chunk, ticket: ticket)
                unsent.append(index)
                bytes += chunk.byteCount
                if unsent.count < PoolSupervisor.batch.tasks && bytes < PoolSupervisor.batch.bytes { continue }
                try send()
                guard unsent.isEmpty else { return }
                bytes = 0
            }
        }
        try send()
    }

    /// Puts into the queue what has yet to be, as far as there is room.
    private func send() throws(PoolError) {
        tellOfWork()
        while !unsent.isEmpty {
            var messages: [[UInt8]] = []
            var bytes = 0
            for index in unsent.prefix(PoolSupervisor.batch.tasks) where bytes < PoolSupervisor.batch.bytes {
                guard let message = slots[index]?.message else { preconditionFailure("a task without a slot") }
                bytes += message.count
                messages.append(message)
            }
            let done: Int
            do { done = try tasks.put(all: messages) } catch { throw .queue(error) }
            unsent.removeFirst(done)
            if done < messages.count { return }
        }
    }
}
