/// Finds fields in lines that are no sequence of steps: JSON and the like.
protocol LineScanner: AnyObject {
    /// Fills the slots of the wanted fields; those of fields that the line lacks stay null.
    ///
    /// REQUIRES: 64 bytes behind the line are readable.
    /// - Returns: what is wrong with the line; nil when nothing is.
    func scan(_ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders) -> LineFault?
}
