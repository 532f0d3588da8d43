/// An enum with raw values is ordered by them.
extension JobKey where Self: RawRepresentable, RawValue: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) { rawValue.encodePart(into: &key) }
    @inlinable public init(decodingPart reader: inout KeyReader) {
        guard let value = Self(rawValue: RawValue(decodingPart: &reader)) else {
            preconditionFailure("not a raw value of \(Self.self)")
        }
        self = value
    }
}

/// Another enum is ordered as its cases are declared. At most 65,536 cases; O(cases).
extension JobKey where Self: CaseIterable & Equatable {
    @inlinable public func encodePart(into key: inout ByteBuffer) {
        var index: UInt16 = 0
        for value in Self.allCases {
            if value == self { return index.encodePart(into: &key) }
            index += 1
        }
    }

    @inlinable public init(decodingPart reader: inout KeyReader) {
        let index = UInt16(decodingPart: &reader)
        self = Self.allCases[Self.allCases.index(Self.allCases.startIndex, offsetBy: Int(index))]
    }
}

extension JobKey where Self: RawRepresentable & CaseIterable & Equatable, RawValue: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) { rawValue.encodePart(into: &key) }
    @inlinable public init(decodingPart reader: inout KeyReader) {
        guard let value = Self(rawValue: RawValue(decodingPart: &reader)) else {
            preconditionFailure("not a raw value of \(Self.self)")
        }
        self = value
    }
}
