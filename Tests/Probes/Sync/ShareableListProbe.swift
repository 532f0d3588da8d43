import Glibc
import Multiprocessing
import ProbeSupport

func shareableLists() throws {
    let name = "thresh-list-\(getpid())"
    func expect(_ wanted: ShareableListError, line: Int = #line, _ body: () throws(ShareableListError) -> Void) {
        do throws(ShareableListError) {
            try body()
            check(false, "did not throw \(wanted)", line: line)
        } catch { check(error == wanted, "threw \(error)", line: line) }
    }
    expect(.memory(.missing(name))) { () throws(ShareableListError) in _ = try ShareableList.attach(name) }
    let values: [ShareableValue] = [
        7, -1, .integer(.min), 2.5, .double(-.infinity), true, false, "text", "", .bytes([]), .bytes([1, 2, 3]), nil,
        "zwölf Boxkämpfer",
    ]
    let list = try ShareableList.create(name, values)
    defer { try? ShareableList.unlink(name) }
    check(Array(list) == values && list.count == 13, "\(list)")
    check(list.count(of: nil) == 1 && list.firstIndex(of: "text") == 7 && !list.contains(8), "\(list)")
    expect(.memory(.exists(name))) { () throws(ShareableListError) in _ = try ShareableList.create(name, [1]) }
    check((0..<13).map(list.room) == Array(repeating: 8, count: 12) + [24], "\((0..<13).map(list.room))")
    expect(.noRoom(index: 7, needed: 9, room: 8)) { () throws(ShareableListError) in try list.set(7, "nine byte") }
    check(list[7] == "text", "a value that has no room changed \(list)")
    for index in [-1, 13, .max] {
        expect(.noCell(index: index, count: 13)) { () throws(ShareableListError) in try list.set(index, nil) }
    }
    // Any type into any cell, from a process that has only the name.
    try expectSuccess(
        try child("other") {
            let same = try ShareableList.attach(name)
            if Array(same) != values { return 1 }
            try same.set(0, "8 bytes!")
            try same.set(7, 3)
            try same.set(12, .bytes(Array(0..<24)))
            try same.set(11, 0.5)
            try same.set(1, nil)
            return 0
        })
    check(
        list[0] == "8 bytes!" && list[7] == 3 && list[12] == .bytes(Array(0..<24)) && list[11] == 0.5 && list[1] == nil,
        "\(list)")
    try ShareableList.unlink(name)
    check(list[7] == 3, "unlinking took the list away")

    // Memory of another kind, of any size, and offsets that lead outside.
    for byteCount in [1, 8, 24, 4096] {
        let memory = try NamedSharedMemory.create(name, byteCount: byteCount)
        memory.withMutableBytes { bytes in
            for index in 0..<byteCount { bytes.storeBytes(of: 1, toByteOffset: index, as: UInt8.self) }
        }
        expect(.notAList(name)) { () throws(ShareableListError) in _ = try ShareableList.attach(name) }
        try NamedSharedMemory.unlink(name)
    }
    _ = try ShareableList.create(name, ["a", "b"])
    for (offset, word) in [(8, UInt64.max), (8, 3), (16, 0), (24, 1 << 40), (32, 41), (24, 8)] {
        let memory = try NamedSharedMemory.attach(name)
        let before = memory.bytes.unsafeLoad(fromByteOffset: offset, as: UInt64.self)
        memory.withMutableBytes { $0.storeBytes(of: word, toByteOffset: offset, as: UInt64.self) }
        expect(.notAList(name)) { () throws(ShareableListError) in _ = try ShareableList.attach(name) }
        memory.withMutableBytes { $0.storeBytes(of: before, toByteOffset: offset, as: UInt64.self) }
    }
    check(try Array(ShareableList.attach(name)) == ["a", "b"], "not as before")
    try ShareableList.unlink(name)

    // Whoever reads, and whoever is killed while it writes: a value is one of those that were written.
    let texts = (0..<4).map { String(repeating: "\($0)", count: 50 * $0 + 7) }
    let shared = try ShareableList.create(name, [.string(texts[0])], room: 200)
    for round in 0..<40 {
        let writer = try child("writer") {
            while true { for text in texts { try shared.set(0, .string(text)) } }
        }
        for _ in 0..<200 {
            guard case .string(let text) = shared[0], texts.contains(text) else {
                check(false, "round \(round): \(shared)")
                break
            }
        }
        writer.kill()
        _ = try writer.join()
        check(texts.contains { .string($0) == shared[0] }, "after the kill of round \(round): \(shared)")
    }
    let empty = try ShareableList.create(name + "-empty", [])
    check(try empty.isEmpty && ShareableList.attach(name + "-empty").isEmpty, "\(empty)")
    try ShareableList.unlink(name + "-empty")
}
