import Thresh
import ThreshLogs

extension LogLine {
    /// Appends an expression's value as a message, masked; nothing for null.
    @inline(__always)
    func appendMasked(_ index: Int, to masked: inout ByteBuffer) {
        if let field = reader.plainFields[index] {
            let value = fields[field]
            if !value.isEscaped { return MessageMask.append(value.bytes, to: &masked) }
            unsafe reader.scratch.bytes.removeAll()
            unsafe value.appendText(to: &reader.scratch.bytes)
            return unsafe MessageMask.append(ByteView(reader.scratch.bytes.rawBuffer), to: &masked)
        }
        let value = self.value(index)
        if value.kind == .text { return MessageMask.append(value.text, to: &masked) }
        guard let number = value.number else { return }
        unsafe reader.scratch.bytes.removeAll()
        unsafe reader.scratch.bytes.append(LogValue.text(number))
        unsafe MessageMask.append(ByteView(reader.scratch.bytes.rawBuffer), to: &masked)
    }
}
