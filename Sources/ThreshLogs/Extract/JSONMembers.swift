/// What has been seen between the values of objects, and what followed it: most lines of a log have the same keys in the same
/// order, so that comparing some bytes finds and checks a whole key with its quotes and separators.
///
/// A member is the bytes from behind one value up to the next: `,"bytes":`, or `,"path":"` where a text follows, or what ends
/// the object. The same bytes in an object of the same node, behind a brace or behind a value, mean the same in each line; so
/// what was learned needs no check but that they are the same.
///
/// REQUIRES: whoever makes one deallocates it; places are those that it gave for the node that they are used with.
@safe struct JSONMembers {
    enum Kind: UInt8, BitwiseCopyable {
        /// The object ends.
        case end
        /// A text, behind its quote.
        case text
        /// Any value, before it; where another line had no text.
        case value
    }

    struct Member: BitwiseCopyable {
        fileprivate var bytes = Window()
        fileprivate var mask = Window()
        var count = 0
        var kind = Kind.end
        /// Of the value, -1 where it is not wanted.
        var child: Int32 = -1
        /// Of the object, and whether nothing stands before it there.
        fileprivate var node: Int32 = -1
        fileprivate var isFirst = false
    }

    /// Longer ones are not kept.
    private static let mostBytes = 32
    private static let mostMembers = 128

    fileprivate struct Window: BitwiseCopyable {
        var low = SIMD2<UInt64>()
        var high = SIMD2<UInt64>()
    }

    /// Of all, so that copies agree.
    private struct Counts: BitwiseCopyable {
        var members = 0
        var lines = 0
        var misses = 0
    }

    private let members: UnsafeMutablePointer<Member>
    /// What followed each member, and behind these what followed each node's braces; -1 behind the last.
    private let successors: UnsafeMutablePointer<SIMD4<Int16>>
    private let nodeCount: Int
    private let counts: UnsafeMutablePointer<Counts>

    init(nodeCount: Int) {
        self.nodeCount = nodeCount
        unsafe members = .allocate(capacity: JSONMembers.mostMembers)
        unsafe successors = .allocate(capacity: JSONMembers.mostMembers + nodeCount)
        unsafe counts = .allocate(capacity: 1)
        unsafe members.initialize(repeating: Member(), count: JSONMembers.mostMembers)
        unsafe successors.initialize(repeating: SIMD4(repeating: -1), count: JSONMembers.mostMembers + nodeCount)
        unsafe counts.initialize(to: Counts())
    }

    func deallocate() {
        unsafe members.deallocate()
        unsafe successors.deallocate()
        unsafe counts.deallocate()
    }

    /// Begins a line. Forgets all where that was seldom of use in the lines before.
    @inline(__always)
    func beginLine() {
        unsafe counts.pointee.lines &+= 1
        if unsafe counts.pointee.lines & 1023 == 0 { review() }
    }

    @inline(never)
    private func review() {
        if unsafe counts.pointee.misses > 512 {
            unsafe counts.pointee.members = 0
            unsafe successors.update(repeating: SIMD4(repeating: -1), count: JSONMembers.mostMembers + nodeCount)
        }
        unsafe counts.pointee.misses = 0
    }

    /// The place behind the brace of a node's object.
    @inline(__always) func start(_ node: Int32) -> Int { JSONMembers.mostMembers &+ Int(node) }

    @inline(__always) subscript(member: Int) -> Member { unsafe members[member] }

    /// The member that stands at a position and has followed the place before; -1 where there is none.
    @inline(__always)
    func next(_ place: Int, _ line: LineBytes, _ position: Int) -> Int {
        if place < 0 { return -1 }
        // SAFETY: the line has 64 readable bytes behind it, and the position is not behind its end.
        let window = unsafe UnsafeRawPointer(line.base + position).loadUnaligned(as: Window.self)
        let next = unsafe successors[place]
        for slot in 0..<4 {
            let member = Int(next[slot])
            if member < 0 { return -1 }
            if unsafe matches(members + member, window), position &+ self[member].count <= line.count { return member }
        }
        return -1
    }

    @inline(__always)
    private func matches(_ member: UnsafeMutablePointer<Member>, _ window: Window) -> Bool {
        let low = unsafe (window.low ^ member.pointee.bytes.low) & member.pointee.mask.low
        let high = unsafe (window.high ^ member.pointee.bytes.high) & member.pointee.mask.high
        let difference = low | high
        return difference[0] | difference[1] == 0
    }

    /// Keeps a member, and that it followed a place.
    ///
    /// - Parameter place: -1 where it is not known.
    /// - Returns: its place; -1 where there is no room for it.
    @inline(never)
    func learn(
        _ line: LineBytes, _ range: Range<Int>, _ kind: Kind, _ child: Int32, in node: Int32, isFirst: Bool,
        behind place: Int
    ) -> Int {
        unsafe counts.pointee.misses &+= 1
        if range.count > JSONMembers.mostBytes { return -1 }
        var member = Member(count: range.count, kind: kind, child: child, node: node, isFirst: isFirst)
        for (index, position) in range.enumerated() {
            member.bytes.set(index, line[position])
            member.mask.set(index, 0xFF)
        }
        let number = find(member)
        if number >= 0, place >= 0 {
            var next = unsafe successors[place]
            var slot = 0
            while slot < 3, next[slot] >= 0 { slot += 1 }
            next[slot] = Int16(number)
            unsafe successors[place] = next
        }
        return number
    }

    /// The number of a member, which is added where it is new and there is room; else -1.
    private func find(_ member: Member) -> Int {
        let count = unsafe counts.pointee.members
        for index in 0..<count {
            let other = self[index]
            if other.count == member.count, other.node == member.node, other.isFirst == member.isFirst,
                unsafe matches(members + index, member.bytes)
            {
                return index
            }
        }
        if count == JSONMembers.mostMembers { return -1 }
        unsafe members[count] = member
        unsafe successors[count] = SIMD4(repeating: -1)
        unsafe counts.pointee.members = count + 1
        return count
    }
}

extension JSONMembers.Window {
    fileprivate mutating func set(_ index: Int, _ byte: UInt8) {
        let word = UInt64(byte) << UInt64(index % 8 * 8)
        if index < 16 { low[index / 8] |= word } else { high[index / 8 - 2] |= word }
    }
}
