import Thresh

/// A buffer that is used again for each line, in a process of one thread.
final class ScratchBytes {
    @exclusivity(unchecked) var bytes = ByteBuffer()

    /// What is in it, until it changes.
    var view: ByteView { @_lifetime(borrow self) get { unsafe ByteView(bytes.rawBuffer) } }
}
