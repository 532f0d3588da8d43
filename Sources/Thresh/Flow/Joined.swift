/// The values of two sides under one key.
public struct Joined<Left, Right> {
    public var left: Left
    public var right: Right

    @inlinable public init(_ left: Left, _ right: Right) {
        self.left = left
        self.right = right
    }
}

extension Joined: Equatable where Left: Equatable, Right: Equatable {}
extension Joined: Hashable where Left: Hashable, Right: Hashable {}
extension Joined: Sendable where Left: Sendable, Right: Sendable {}

/// The length of the left side in 4 bytes, then both.
extension Joined: JobValue where Left: JobValue, Right: JobValue {
    @inlinable public func encode(into bytes: inout ByteBuffer) {
        let start = bytes.count
        bytes.append(integer: UInt32(0))
        left.encode(into: &bytes)
        bytes.replace(at: start, with: UInt32(bytes.count - start - 4))
        right.encode(into: &bytes)
    }

    @inlinable public init(decoding bytes: ByteView) {
        let count = Int(UInt32(littleEndian: unsafe bytes.slice(0, 4).rawBuffer.loadUnaligned(as: UInt32.self)))
        left = Left(decoding: bytes.slice(4, 4 + count))
        right = Right(decoding: bytes.slice(4 + count, bytes.count))
    }
}

extension Joined: Cells where Left: Cells, Right: Cells {
    public static var cellKinds: [Column.Kind] { Left.cellKinds + Right.cellKinds }
    public func writeCells(to part: inout PartWriter) {
        left.writeCells(to: &part)
        part.tab()
        right.writeCells(to: &part)
    }
}
