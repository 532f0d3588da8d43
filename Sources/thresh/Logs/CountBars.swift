/// Bars of text, for a terminal.
enum CountBars {
    private static let width = 40
    private static let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// - Parameter share: of the greatest count.
    static func bar(_ share: Double) -> String {
        let eighths = Int((share * Double(width * 8)).rounded(.up))
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }
}
