package import Thresh

extension FieldValue {
    /// What its bytes are, as they are written.
    package var writtenKind: CellKind {
        switch slot.form {
        case .null, .mark: .none
        case .integer, .number: WrittenNumber.kind(bytes) ?? .text
        case .boolean: WrittenNumber.isCondition(bytes) ? .boolean : .text
        case .bare: WrittenNumber.kind(bytes) ?? (WrittenNumber.isCondition(bytes) ? .boolean : .text)
        case .plain, .jsonEscaped, .backslashed, .constant, .byteArray, .quotedCell, .time: .text
        }
    }
}

private enum WrittenNumber {
    static func isCondition(_ bytes: ByteView) -> Bool { bytes == "true" || bytes == "false" }

    /// nil of what is no number by the grammar of JSON.
    static func kind(_ bytes: ByteView) -> CellKind? {
        var index = 0
        func isDigit() -> Bool { index < bytes.count && bytes[index] &- 48 < 10 }
        func passDigits() -> Int {
            let start = index
            while isDigit() { index += 1 }
            return index - start
        }
        if bytes.count > 0, bytes[0] == UInt8(ascii: "-") { index = 1 }
        let startsWithZero = isDigit() && bytes[index] == UInt8(ascii: "0")
        let count = passDigits()
        if count == 0 || startsWithZero && count > 1 { return nil }
        if index == bytes.count { return .integer }
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            if passDigits() == 0 { return nil }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            if passDigits() == 0 { return nil }
        }
        return index == bytes.count ? .number : nil
    }
}
