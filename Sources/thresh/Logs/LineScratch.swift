import Thresh

/// A buffer that is used again for each line.
final class LineScratch {
    @exclusivity(unchecked) var bytes = ByteBuffer()
}
