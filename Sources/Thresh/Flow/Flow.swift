/// Records on their way through a computation that is written as a chain of steps:
///
///     let statuses = try lines(of: "access.log")
///         .field(8, separator: " ")
///         .counted()
///         .collect()
///
/// A flow describes; nothing is read until a result is asked for (`collect`, `forEach`, `write`, …). Then the steps run in
/// forked processes, so their closures may use whatever they capture, as it was at that moment, and what they change is
/// seen by nobody else. Steps that need all values of a key (`reduced`, `grouped`, `joined`, `sorted`) end a stage; what
/// a stage has produced is the input of the next, in memory when it is small, in temporary files when it is not.
///
/// An element may be a view of the input (`lines` gives `ByteView`), which allocates nothing and is valid only within the
/// closure that receives it.
public struct Flow<Element: ~Escapable> {
    public typealias Body = (borrowing Element) throws -> Void

    @usableFromInline let branches: [FlowBranch<Element>]
    @usableFromInline let options: JobOptions

    @usableFromInline init(_ branches: [FlowBranch<Element>], _ options: JobOptions) {
        self.branches = branches
        self.options = options
    }
}

/// What comes from one source, through the steps of its own: a union has several.
@usableFromInline struct FlowBranch<Element: ~Escapable> {
    @usableFromInline typealias ForEach = (RecordBlock, (borrowing Element) throws -> Void) throws -> Void

    @usableFromInline let source: FlowSource
    /// Calls its second argument with each element that the block amounts to.
    @usableFromInline let forEach: ForEach
    /// The same where elements are views and nothing else: passed in registers, which an element of any type is not, and
    /// without a thunk on either side.
    @usableFromInline let views: ForEachView?
    /// What a later step may know of the elements, to make one loop of two steps.
    @usableFromInline let content: FlowContent

    @usableFromInline init(_ source: FlowSource, forEach: @escaping ForEach) {
        self.source = source
        self.forEach = forEach
        views = nil
        content = .elements
    }
}

@usableFromInline enum FlowContent {
    /// The lines of the source as they are.
    case lines
    /// The words of these lines.
    case words
    case elements
}

@usableFromInline typealias ForEachView = (RecordBlock, (ByteView) throws -> Void) throws -> Void

extension FlowBranch where Element == ByteView {
    @inlinable init(_ source: FlowSource, _ content: FlowContent = .elements, views: @escaping ForEachView) {
        self.source = source
        self.views = views
        self.content = content
        forEach = { block, body in try views(block) { try body($0) } }
    }

    @inlinable var forEachView: ForEachView {
        if let views { return views }
        let forEach = self.forEach
        return { block, body in try forEach(block) { try body($0) } }
    }
}
