package import Thresh

/// Finds addresses within texts: before ports, in lists, in brackets, in URLs, behind escapes.
///
/// It takes too much for an address rather than too little: four numbers up to 255 with points between are one, whatever is
/// around them, but not the `120.0.0.0` of `Chrome/120.0.0.0`, which no host has.
struct AddressScanner {
    /// A run of digits and colons, with `%3A` as a colon, and where each of its bytes ends in the text.
    private var run: [UInt8] = []
    private var ends: [Int] = []

    private static let longest = 45

    /// The next address from a place on, and where it is.
    mutating func next(in text: LineBytes, from start: Int) -> (address: Address, start: Int, end: Int)? {
        var index = start
        while index < text.count {
            let byte = text[index]
            guard byte &- 48 < 10 || byte == UInt8(ascii: ":") || AddressScanner.isLetterOfHex(byte) else {
                index += 1
                continue
            }
            if let found = version6(text, index) { return found }
            if byte &- 48 < 10, index == 0 || text[index - 1] &- 48 > 9 {
                if let found = AddressScanner.version4(text, index) { return found }
            }
            index += 1
        }
        return nil
    }

    private static func version4(_ text: LineBytes, _ index: Int) -> (Address, Int, Int)? {
        var start = index
        var end = index
        while end < text.count, text[end] &- 48 < 10 { end += 1 }
        // What is before a long number's last digits is an escape, as in %2010.0.0.1, or nothing that is known.
        for place in start + 1..<max(start + 1, end) where isBehindEscape(text, place) { start = place }
        if end - start > 3 { start = value(text, end - 3, end) > 255 ? end - 2 : end - 3 }
        var address: UInt128 = 0
        var isNetwork = true
        var place = start
        for part in 0..<4 {
            if part > 0 {
                guard text.at(place) == UInt8(ascii: "."), place + 1 < text.count else { return nil }
                place += 1
                end = place
                while end < text.count, text[end] &- 48 < 10, end - place < 4 { end += 1 }
            }
            guard (1...3).contains(end - place) else { return nil }
            let value = value(text, place, end)
            if value > 255 { return nil }
            if part > 0, value != 0 { isNetwork = false }
            address = address << 8 | UInt128(value)
            place = end
        }
        if isNetwork, start > 1, text[start - 1] == UInt8(ascii: "/"), (text[start - 2] | 0x20) &- 97 < 26 {
            return nil
        }
        return (Address(value: address, isVersion4: true), start, place)
    }

    private static func value(_ text: LineBytes, _ start: Int, _ end: Int) -> Int {
        (start..<end).reduce(0) { $0 * 10 + Int(text[$1] &- 48) }
    }

    private mutating func version6(_ text: LineBytes, _ index: Int) -> (Address, Int, Int)? {
        let isBehindWord = !AddressScanner.isBoundary(text, index)
        // Groups begin behind what is none of their digits, or four digits before their end.
        if isBehindWord, text[index] != UInt8(ascii: ":"), AddressScanner.isHex(text[index - 1]) {
            var end = index
            while end < text.count, end - index < 5, AddressScanner.isHex(text[end]) {
                end += 1
                if end < text.count, AddressScanner.isBehindEscape(text, end) { return nil }
            }
            guard end - index == 4, text.at(end) == UInt8(ascii: ":") || text.at(end) == UInt8(ascii: "%") else {
                return nil
            }
        }
        // IPv6:2001:db8::1, as mail has it.
        if isBehindWord, text[index] == UInt8(ascii: "6"), text[index - 1] | 0x20 == UInt8(ascii: "v") { return nil }
        guard collect(text, index) else { return nil }
        return unsafe run.withUnsafeBufferPointer { bytes in
            var count = bytes.count
            while count > 1 {
                let end = ends[count - 1]
                let isFollowed = end < text.count && AddressScanner.isWord(text[end])
                let slice = unsafe LineBytes(bytes.baseAddress!, count)
                if !isFollowed, let address = Address(slice), !address.isVersion4, count > 2 || address.value != 0 {
                    let groups = unsafe bytes[..<count].split(separator: UInt8(ascii: ":")).count
                    if !isBehindWord || groups > 2 { return (address, index, end) }
                }
                // Without the last part, or the colon behind it.
                count -= 1
                while count > 1, unsafe !AddressScanner.isDivider(bytes[count]) { count -= 1 }
            }
            return nil
        }
    }

    /// Takes what may be an address from a place on; false where it cannot be one.
    private mutating func collect(_ text: LineBytes, _ index: Int) -> Bool {
        run.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        var colons = 0
        var place = index
        while place < text.count, run.count <= AddressScanner.longest {
            let byte = text[place]
            let isEscaped =
                byte == UInt8(ascii: "%") && text.at(place + 1) == UInt8(ascii: "3") && text.at(place + 2) | 0x20 == 97
            guard isEscaped || AddressScanner.isHex(byte) || AddressScanner.isDivider(byte) else { break }
            place += isEscaped ? 3 : 1
            run.append(isEscaped ? UInt8(ascii: ":") : byte)
            ends.append(place)
            if run.last == UInt8(ascii: ":") { colons += 1 }
            // Times and the like have no more before the next.
            if run.count > 5, colons == 0 { return false }
        }
        return colons > 1
    }

    private static func isDivider(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") }
    private static func isLetterOfHex(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 6 }
    private static func isHex(_ byte: UInt8) -> Bool { byte &- 48 < 10 || isLetterOfHex(byte) }
    private static func isWord(_ byte: UInt8) -> Bool {
        byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "_")
    }

    /// Whether no word goes on at a place.
    private static func isBoundary(_ text: LineBytes, _ index: Int) -> Bool {
        index == 0 || !isWord(text[index - 1]) || isBehindEscape(text, index)
    }

    /// Whether what is before a place is written as something else: `\n`, `%20`, `#012`, `\u0020`, colours of a terminal.
    private static func isBehindEscape(_ text: LineBytes, _ index: Int) -> Bool {
        func areHex(_ count: Int) -> Bool { (1...count).allSatisfy { isHex(text[index - $0]) } }
        guard index > 1 else { return false }
        let last = text[index - 1]
        if (last | 0x20) &- 97 < 26, text[index - 2] == UInt8(ascii: "\\") { return true }
        if index > 2, text[index - 3] == UInt8(ascii: "%"), areHex(2) { return true }
        if index > 3, text[index - 4] == UInt8(ascii: "#"), areHex(3) { return true }
        if index > 5, text[index - 5] == UInt8(ascii: "u"), text[index - 6] == UInt8(ascii: "\\"), areHex(4) {
            return true
        }
        guard last == UInt8(ascii: "m") else { return false }
        var place = index - 2
        while place > 0, text[place] &- 48 < 10 || text[place] == UInt8(ascii: ";") { place -= 1 }
        return place > 0 && text[place] == UInt8(ascii: "[") && text[place - 1] == 0x1B
    }
}

/// Texts with pseudonyms in the place of addresses.
///
/// One process, one thread at a time.
package final class AddressRewriter {
    private let pseudonyms: Pseudonyms
    private var scanner = AddressScanner()

    package init(_ pseudonyms: Pseudonyms) { self.pseudonyms = pseudonyms }

    /// Appends a text without its addresses. One that is divided between two texts is not found.
    package func append(_ text: UnsafeRawBufferPointer, to output: inout ByteBuffer) {
        guard let base = text.baseAddress else { return }
        // SAFETY: it is used within this call.
        let bytes = unsafe LineBytes(base.assumingMemoryBound(to: UInt8.self), text.count)
        var copied = 0
        while let found = scanner.next(in: bytes, from: copied) {
            unsafe output.append(UnsafeRawBufferPointer(rebasing: text[copied..<found.start]))
            pseudonyms.append(found.address, to: &output)
            copied = found.end
        }
        unsafe output.append(UnsafeRawBufferPointer(rebasing: text[copied...]))
    }

    package func rewritten(_ text: String) -> String {
        var output = ByteBuffer()
        var text = text
        text.withUTF8 { unsafe append(UnsafeRawBufferPointer($0), to: &output) }
        return String(output.view)
    }
}
