import Thresh

/// A buffer that is used again for each line, in a process of one thread.
final class ScratchBytes {
    @exclusivity(unchecked) var bytes = ByteBuffer()
}
