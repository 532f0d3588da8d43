internal import CThresh

/// The keys of a `KeyTable` as a sorter sees them; locations are slots. Keys are unique, so values never decide.
@safe struct TableKeys: SortableRecords {
    // SAFETY: the table stays unchanged while its keys are sorted; locations are slots of it.
    let base: UnsafeRawPointer
    let stride: Int
    let arena: UnsafeRawPointer

    func key(at location: UInt64) -> UnsafeRawBufferPointer {
        let slot = unsafe base + Int(location) * stride
        let high = unsafe slot.load(fromByteOffset: 8, as: UInt64.self)
        if high < KeyTable.longTag { return unsafe UnsafeRawBufferPointer(start: slot, count: Int(high >> 56) - 1) }
        let place = unsafe arena + Int(high & ~KeyTable.longTag)
        return unsafe UnsafeRawBufferPointer(start: place + 8, count: Int(place.load(as: UInt64.self)))
    }

    func prefetchReference(_ location: UInt64) { unsafe thresh_prefetch(base + Int(location) * stride) }

    func prefetch(_ location: UInt64) {
        let high = unsafe (base + Int(location) * stride).load(fromByteOffset: 8, as: UInt64.self)
        if high >= KeyTable.longTag { unsafe thresh_prefetch(arena + Int(high & ~KeyTable.longTag)) }
    }

    func value(at location: UInt64) -> UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
}
