/// The first byte of a value. README.md has the format.
enum WireTag {
    static let null: UInt8 = 0x00
    static let no: UInt8 = 0x01
    static let yes: UInt8 = 0x02
    static let unsigned: UInt8 = 0x03
    static let negative: UInt8 = 0x04
    static let wide: UInt8 = 0x05
    static let unsignedWide: UInt8 = 0x06
    static let float: UInt8 = 0x07
    static let double: UInt8 = 0x08
    static let string: UInt8 = 0x09
    static let bytes: UInt8 = 0x0A
    static let unkeyed: UInt8 = 0x0B
    static let keyed: UInt8 = 0x0C
    /// From here on the tag is the integer itself, with this added.
    static let small: UInt8 = 0x80

    /// Containers in containers, at most: each level takes stack while a value is encoded or decoded.
    static let depthLimit = 256
}
