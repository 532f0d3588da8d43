internal import Platform

/// The traces of all seats of a stage, in memory that its workers share with the driver.
@safe final class TaskTraces {
    private let memory: SharedMemory
    private let seats: Int

    init(seats: Int) throws(SystemError) {
        memory = try SharedMemory(byteCount: seats * TaskTrace.byteCount, name: "TaskTraces")
        self.seats = seats
    }

    subscript(seat: Int) -> TaskTrace {
        precondition(seat >= 0 && seat < seats)
        return unsafe TaskTrace(memory.base + seat * TaskTrace.byteCount)
    }
}
