import Thresh

/// A session that is being put together of its fragments, which come in the order of their first lines.
final class Session {
    private(set) var start: Int64 = 0
    private(set) var end: Int64 = 0
    private var endPlace = LinePlace(file: 0, offset: 0)
    /// 0 before the first fragment.
    private(set) var lines = 0
    private(set) var volume: Int?
    private var entryBytes = ByteBuffer()
    private var exitBytes = ByteBuffer()

    var duration: Int64 { LengthOfTime.between(start, end) }
    var entry: ByteView {
        @_lifetime(borrow self) get { unsafe ByteView(entryBytes.rawBuffer) }
    }
    var exit: ByteView {
        @_lifetime(borrow self) get { unsafe ByteView(exitBytes.rawBuffer) }
    }

    func begin(_ fragment: SessionFragment) {
        start = fragment.start
        end = fragment.end
        endPlace = fragment.endPlace
        lines = fragment.lines
        volume = fragment.volume
        entryBytes.removeAll()
        entryBytes.append(fragment.entry)
        exitBytes.removeAll()
        exitBytes.append(fragment.exit)
    }

    /// Whether the fragment's first line is not further than `gap` behind the last one so far.
    func reaches(_ fragment: SessionFragment, gap: Int64) -> Bool {
        fragment.start <= end || LengthOfTime.between(end, fragment.start) <= gap
    }

    func extend(_ fragment: SessionFragment) {
        lines += fragment.lines
        if let more = fragment.volume { volume = (volume ?? 0) &+ more }
        // A fragment may end within the one before it, where the lines of several files are of the same time.
        guard (end, endPlace) < (fragment.end, fragment.endPlace) else { return }
        end = fragment.end
        endPlace = fragment.endPlace
        exitBytes.removeAll()
        exitBytes.append(fragment.exit)
    }
}
