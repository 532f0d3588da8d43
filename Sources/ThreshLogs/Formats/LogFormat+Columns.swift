extension LogFormat {
    /// Whether a comment line of W3C's format names other columns than this format was made from.
    func declaresOtherColumns(_ comment: LineBytes) -> Bool {
        guard comment.starts(with: "#Fields:"), let columns else { return false }
        let names = comment.slice(8, comment.count).string.split { $0 == " " || $0 == "\t" }.map(String.init)
        return names != columns
    }
}
