internal import Glibc

/// Names of files as text. A name is bytes, of which not all are UTF-8: each byte that belongs to no character is one of the
/// scalars U+10FF00 to U+10FFFF, U+10FF00 plus the byte, which nothing else uses. A name that has those characters itself has
/// its bytes so. So every name is a string, and each string is the name that it was made from.
///
/// What comes from the system (arguments, directories, patterns, the environment) is made by `string`; every call of this
/// module that takes a path gives the system `bytes` of it.
public enum FileName {
    private static let base: UInt32 = 0x10FF00

    /// The byte that a scalar stands for; nil for a character.
    public static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
        scalar.value >= base ? UInt8(scalar.value - base) : nil
    }

    /// The same name, in which controls stand for bytes too, so that no line end of a message is a name's.
    public static func withoutControls(_ name: String) -> String {
        if name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { return name }
        var result = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            let isControl = scalar.value < 0x20 || scalar.value == 0x7F
            result.append(isControl ? Unicode.Scalar(base + scalar.value)! : scalar)
        }
        return String(result)
    }

    /// Complexity: O(n) in the bytes of the name.
    public static func string(_ bytes: some Collection<UInt8>) -> String {
        if !mayHaveBytes(bytes), let text = String(validating: bytes, as: UTF8.self) { return text }
        let bytes = Array(bytes)
        var result = String.UnicodeScalarView()
        var parser = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var position = 0
        func appendBytes(_ count: Int) {
            for byte in bytes[position..<position + count] {
                // In what is no UTF-8 an ASCII byte is still a character.
                result.append(byte < 0x80 ? Unicode.Scalar(byte) : Unicode.Scalar(base + UInt32(byte))!)
            }
            position += count
        }
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                let scalar = UTF8.decode(encoded)
                if byte(scalar) != nil {
                    appendBytes(encoded.count)
                } else {
                    result.append(scalar)
                    position += encoded.count
                }
            case .error(let length): appendBytes(length)
            case .emptyInput: return String(result)
            }
        }
    }

    /// Complexity: O(n) in the length of the name.
    public static func bytes(_ name: String) -> [UInt8] {
        guard mayHaveBytes(name.utf8) else { return Array(name.utf8) }
        var result: [UInt8] = []
        for scalar in name.unicodeScalars {
            if let byte = byte(scalar) { result.append(byte) } else { result.append(contentsOf: UTF8.encode(scalar)!) }
        }
        return result
    }

    /// Whether some of it may be scalars that stand for bytes: those begin with F4 8F.
    private static func mayHaveBytes(_ text: some Collection<UInt8>) -> Bool { text.contains(0xF4) }

    /// The name of what the system calls `pointer`.
    static func string(cString pointer: UnsafePointer<CChar>) -> String {
        let count = unsafe strlen(pointer)
        return unsafe string(UnsafeRawBufferPointer(start: pointer, count: count))
    }

    static func withCString<R>(_ name: String, _ body: (UnsafePointer<CChar>) -> R) -> R {
        if !mayHaveBytes(name.utf8) { return unsafe name.withCString(body) }
        let bytes = bytes(name).map { CChar(bitPattern: $0) } + [0]
        return unsafe bytes.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
    }
}
