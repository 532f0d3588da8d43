/// Text is its bytes; before another part, ended by 0 0, with 0 written as 0 255.
extension JobKey where Self: TextKey {
    @inlinable public init(decodingPart reader: inout KeyReader) {
        let text = reader.readText()
        self = unsafe text.withUnsafeBytes { unsafe Self(decoding: ByteView($0)) }
    }
}

extension String: TextKey {
    @inlinable public func encode(into bytes: inout ByteBuffer) { bytes.append(self) }
    @inlinable public init(decoding bytes: ByteView) { self.init(bytes) }

    public func encodePart(into key: inout ByteBuffer) {
        var text = self
        text.withUTF8 { unsafe key.append(ordered: ByteView(UnsafeRawBufferPointer($0))) }
    }
}

/// Bytes that need not be text: a key or a value as it was found in the input.
public struct Bytes: Hashable, Sendable {
    public var array: [UInt8]

    @inlinable public init(_ array: [UInt8]) { self.array = array }
    @inlinable public init(_ view: borrowing ByteView) { array = Array(view) }
}

extension Bytes: Comparable {
    public static func < (a: Bytes, b: Bytes) -> Bool {
        unsafe a.array.withUnsafeBytes { a in unsafe b.array.withUnsafeBytes { b in unsafe compareBytes(a, b) < 0 } }
    }
}

extension Bytes: CustomStringConvertible, ExpressibleByStringLiteral {
    /// As UTF-8.
    public var description: String { String(decoding: array, as: UTF8.self) }
    public init(stringLiteral text: String) { array = Array(text.utf8) }
}

extension Bytes: TextKey {
    @inlinable public func encode(into bytes: inout ByteBuffer) {
        unsafe array.withUnsafeBytes { unsafe bytes.append($0) }
    }
    @inlinable public init(decoding bytes: ByteView) { self.init(bytes) }

    public func encodePart(into key: inout ByteBuffer) {
        unsafe array.withUnsafeBytes { unsafe key.append(ordered: ByteView($0)) }
    }
}
