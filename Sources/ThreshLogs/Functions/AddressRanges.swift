/// Addresses that are not of the public Internet.
enum AddressRanges {
    static func isPrivate(_ address: Address) -> Bool {
        let value = address.value
        guard address.isVersion4 else {
            return value == 1 || value >> 121 == 0xFC >> 1 || value >> 118 == 0xFE80 >> 6
        }
        let first = value >> 24
        return first == 10 || first == 127 || value >> 20 == 0xAC1 || value >> 16 == 0xC0A8 || value >> 16 == 0xA9FE
            || value >> 22 == 0x6440 >> 6
    }
}
