import Thresh

extension RecordBlock {
    /// How many of its bytes are before the limit of its file.
    func count(before limits: [UInt64]) -> Int {
        limits[file] <= offset ? 0 : Int(min(UInt64(bytes.count), limits[file] - offset))
    }
}
