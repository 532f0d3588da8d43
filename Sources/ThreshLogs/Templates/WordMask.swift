internal import Thresh

/// Masks the values in one word that has a digit in it. A *run* is letters and digits with nothing else between them.
struct WordMask {
    let word: LineBytes

    init(_ word: LineBytes) { self.word = word }

    func append(to masked: inout ByteBuffer) {
        var index = 0
        var pending = 0
        while index < word.count {
            guard let (start, end, value) = value(at: index) else {
                index = isAlphanumeric(index) ? runEnd(index) : index + 1
                continue
            }
            masked.append(word, pending, start)
            masked.append(value.text)
            index = end
            pending = end
        }
        masked.append(word, pending, word.count)
    }

    // MARK: - Bytes

    /// Behind the word's end everything is no digit and no letter.
    func isDigit(_ index: Int) -> Bool { word.at(index) &- UInt8(ascii: "0") < 10 }

    func isAlphanumeric(_ index: Int) -> Bool {
        let byte = word.at(index)
        return byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte >= 0x80
    }

    func isHexDigit(_ index: Int) -> Bool {
        let byte = word.at(index)
        return byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }

    func runEnd(_ start: Int) -> Int {
        var end = start
        while isAlphanumeric(end) { end += 1 }
        return end
    }

    func digitsEnd(_ start: Int) -> Int {
        var end = start
        while isDigit(end) { end += 1 }
        return end
    }

    // MARK: - Values

    /// The value that begins at `index`, which a run does not go on at, or with the first digit of that run.
    private func value(at index: Int) -> (start: Int, end: Int, MaskedValue)? {
        let byte = word[index]
        guard isAlphanumeric(index) else {
            if byte == UInt8(ascii: ":"), word.at(index + 1) == byte, index == 0 || !isAlphanumeric(index - 1) {
                return internetAddress(index).map { (index, $0, .address) }
            }
            // A sign, not a dash between two.
            if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+"), isDigit(index + 1),
                index == 0 || !isAlphanumeric(index - 1), let (_, end, value) = self.value(at: index + 1),
                value == .number || value == .duration || value == .size
            {
                return (index, end, value)
            }
            return nil
        }
        let firstDigit = firstDigit(index)
        let end = runEnd(firstDigit)
        if word.at(end) == UInt8(ascii: "-"), let end = uuid(index, end) { return (index, end, .uuid) }
        if word.at(end) == UInt8(ascii: ":"), end - index <= 4 {
            if let end = hardwareAddress(index) { return (index, end, .hardwareAddress) }
            if let end = internetAddress(index) { return (index, end, .address) }
        }
        if firstDigit == end { return nil }
        if firstDigit == index {
            if let end = time(index) { return (index, end, .time) }
            if let end = dottedAddress(index) { return (index, end, .address) }
        }
        let hasLetters = firstDigit > index || digitsEnd(index) < end
        let run = hasLetters ? shape(index, end) : (changes: 0, value: nil)
        if let value = run.value { return (index, end, value) }
        if firstDigit == index {
            let (numberEnd, value) = number(index)
            return (index, numberEnd, value)
        }
        // k8s, i18n: a name rather than a value.
        return run.changes > 1 ? nil : (firstDigit, number(firstDigit).end, .number)
    }

    /// The first digit of the run at `start`; its end when there is none.
    private func firstDigit(_ start: Int) -> Int {
        var index = start
        while isAlphanumeric(index), !isDigit(index) { index += 1 }
        return index
    }

    /// How often letters and digits take turns in a run with both, and the value that it is as a whole, if it is one.
    private func shape(_ start: Int, _ end: Int) -> (changes: Int, value: MaskedValue?) {
        var changes = 0
        var hasUpper = false
        var hasLower = false
        var isHexadecimal = true
        for index in start..<end {
            if !isDigit(index) {
                isHexadecimal = isHexadecimal && isHexDigit(index)
                if word[index] & 0x20 == 0 { hasUpper = true } else { hasLower = true }
            }
            if index > start, isDigit(index) != isDigit(index - 1) { changes += 1 }
        }
        let count = end - start
        if count > 2, word[start] == UInt8(ascii: "0"), word[start + 1] | 0x20 == UInt8(ascii: "x"),
            (start + 2..<end).allSatisfy({ isHexDigit($0) })
        {
            return (changes, .hexadecimal)
        }
        if isHexadecimal, !(hasUpper && hasLower), count >= 8 || count >= 6 && changes > 1 {
            return (changes, .hexadecimal)
        }
        // 1h2m3s is looked at as a number.
        if changes > 2, count >= 8, !(isDigit(start) && number(start).value == .duration) {
            return (changes, .identifier)
        }
        return (changes, nil)
    }
}
