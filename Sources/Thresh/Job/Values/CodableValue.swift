internal import Multiprocessing

/// A value of any `Codable` type. Costs about a microsecond each way: Docs/Measuring.md compares the kinds of values.
public protocol CodableValue: JobValue, Codable {}

extension CodableValue {
    public func encode(into bytes: inout ByteBuffer) {
        do {
            let message = try MessageEncoder().encode(self)
            unsafe message.withUnsafeBytes { unsafe bytes.append($0) }
        } catch {
            fatalError("a \(Self.self) cannot be encoded: \(error)")
        }
    }

    public init(decoding bytes: ByteView) {
        do {
            self = try MessageDecoder().decode(Self.self, from: Array(bytes))
        } catch {
            fatalError("a \(Self.self) cannot be decoded: \(error)")
        }
    }
}
