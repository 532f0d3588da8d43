internal import Platform

extension VisibleText {
    /// Appends the cell and returns the columns it takes.
    static func append(_ cell: ArraySlice<UInt8>, to output: inout [UInt8]) -> Int {
        if cell.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
            output.append(contentsOf: cell)
            return cell.count
        }
        var width = 0
        for scalar in FileName.string(cell).unicodeScalars {
            if isControl(scalar) {
                let spelled = spelling(of: scalar)
                output.append(contentsOf: spelled.utf8)
                width += spelled.utf8.count
            } else {
                output.append(contentsOf: UTF8.encode(scalar)!)
                width += DisplayWidth.of(scalar)
            }
        }
        return width
    }
}
