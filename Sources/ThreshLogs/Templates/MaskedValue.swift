/// What stands in a masked message for a value.
enum MaskedValue {
    case number
    case hexadecimal
    case address
    case hardwareAddress
    case uuid
    case time
    case duration
    case size
    case identifier

    var text: StaticString {
        switch self {
        case .number: "<num>"
        case .hexadecimal: "<hex>"
        case .address: "<ip>"
        case .hardwareAddress: "<mac>"
        case .uuid: "<uuid>"
        case .time: "<time>"
        case .duration: "<duration>"
        case .size: "<size>"
        case .identifier: "<id>"
        }
    }
}
