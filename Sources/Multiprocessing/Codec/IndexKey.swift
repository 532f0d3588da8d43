/// The place of an element in an array, and the key of a superclass, for paths and `superEncoder()`.
struct IndexKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ index: Int) {
        stringValue = ""
        intValue = index
    }

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init?(intValue: Int) { self.init(intValue) }

    static let superclass = IndexKey(stringValue: "super")
}
