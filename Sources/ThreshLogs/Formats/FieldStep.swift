struct FieldStep: Sendable, Hashable {
    let number: Int
    let extent: FieldExtent
    let type: FieldType
    /// What errors call it.
    let name: String
}
