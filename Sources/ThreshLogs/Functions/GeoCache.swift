internal import Thresh

/// What databases say of the addresses seen last: a look at one takes hundreds of times as long as a look here.
@safe final class GeoCache {
    private struct Entry: BitwiseCopyable {
        var address: UInt128
        var value: Scalar
    }

    private let databases: GeoDatabases
    // SAFETY: `count` initialised entries of each field that was asked for, freed in `deinit`. Texts are in the databases.
    private var tables: [UnsafeMutablePointer<Entry>?] = unsafe Array(
        repeating: nil, count: GeoDatabases.Field.allCases.count)
    private static let count = 1 << 15

    init(_ databases: GeoDatabases) { self.databases = databases }

    deinit { for index in unsafe tables.indices { unsafe tables[index]?.deallocate() } }

    /// A field of an address; null of what is none, is private, or is not known.
    func value(_ field: GeoDatabases.Field, of text: LineBytes) throws(ThreshError) -> Scalar {
        guard let address = Address(ofEndpoint: text), !AddressRanges.isPrivate(address) else {
            return .null
        }
        let key = address.isVersion4 ? 0xFFFF << 32 | address.value : address.value
        let table = unsafe table(field)
        let mixed = (UInt64(truncatingIfNeeded: key) ^ UInt64(truncatingIfNeeded: key >> 64)) &* 0x9E37_79B9_7F4A_7C15
        let entry = unsafe table + Int(mixed >> 49)
        if unsafe entry.pointee.address == key { return unsafe entry.pointee.value }
        let value = try databases.value(field, of: key)
        unsafe entry.pointee = Entry(address: key, value: value)
        return value
    }

    private func table(_ field: GeoDatabases.Field) -> UnsafeMutablePointer<Entry> {
        if let table = unsafe tables[field.rawValue] { return unsafe table }
        let table = UnsafeMutablePointer<Entry>.allocate(capacity: GeoCache.count)
        // :: is nobody's address.
        unsafe table.initialize(repeating: Entry(address: 0, value: .null), count: GeoCache.count)
        unsafe tables[field.rawValue] = table
        return unsafe table
    }
}
