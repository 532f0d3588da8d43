import Glibc

/// multiprocessing-tasks TASK COUNT: does the task and prints how long it took, in nanoseconds, and its answer.
/// `peers/multiprocessing_tasks.py` is the same for CPython.
let tasks: [String: (Int) throws -> Timing] = [
    "queue": queue,
    "lock": lock,
    "atomics": atomics,
    "value": value,
    "map": { try map($0, chunkSize: nil) },
    "map1": { try map($0, chunkSize: 1) },
    "crowd2": { try crowd($0, processes: 2) },
    "crowd8": { try crowd($0, processes: 8) },
    "crowd64": { try crowd($0, processes: 64) },
    "crowd64-batches": { try crowd($0, processes: 64, batch: 100) },
    "start": start,
    "cache": cache,
    "message": { try message($0, isNew: true) },
    "message-again": { try message($0, isNew: false) },
    "socket": { try plain($0, through: socketPair(), isNew: true) },
    "socket-again": { try plain($0, through: socketPair(), isNew: false) },
    "pipe": { try plain($0, through: pipePair(), isNew: true) },
    "pipe-again": { try plain($0, through: pipePair(), isNew: false) },
]

guard CommandLine.arguments.count == 3, let task = tasks[CommandLine.arguments[1]],
    let count = Int(CommandLine.arguments[2])
else {
    print("usage: multiprocessing-tasks \(tasks.keys.sorted().joined(separator: "|")) COUNT")
    exit(64)
}
let timing = try task(count)
print(timing.nanoseconds, timing.answer)
