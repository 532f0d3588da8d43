public import ArgumentParser
internal import Thresh

/// A number of bytes as an argument: `64M`, `1.5GiB`, `512kB`.
public struct ByteCount: ExpressibleByArgument {
    public let bytes: UInt64

    public init?(argument: String) {
        guard let bytes = HumanUnits.parseByteCount(argument) else { return nil }
        self.bytes = bytes
        defaultValueDescription = argument
    }

    public let defaultValueDescription: String
}
