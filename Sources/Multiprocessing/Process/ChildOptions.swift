/// What a child process is like.
public struct ChildOptions: Sendable {
    /// nil: numbered.
    public var name: String?
    public var atExit = AtExit.joined
    public var parentDeath = ParentDeath.killsChild
    public var descriptors = InheritedDescriptors.all
    public var ends = InheritedEnds.all
    public var errors = Errors.printed
    public var standardInput = StandardInput.inherited
    /// For input that nobody trusts; nil for none.
    public var limits: ProcessLimits?

    public init(
        name: String? = nil, atExit: AtExit = .joined, parentDeath: ParentDeath = .killsChild,
        descriptors: InheritedDescriptors = .all, ends: InheritedEnds = .all, errors: Errors = .printed,
        standardInput: StandardInput = .inherited, limits: ProcessLimits? = nil
    ) {
        self.name = name
        self.atExit = atExit
        self.parentDeath = parentDeath
        self.descriptors = descriptors
        self.ends = ends
        self.errors = errors
        self.standardInput = standardInput
        self.limits = limits
    }

    public static func named(_ name: String) -> ChildOptions { ChildOptions(name: name) }

    /// Ended with its parent.
    public static func daemon(name: String? = nil) -> ChildOptions { ChildOptions(name: name, atExit: .terminated) }

    /// What becomes of the child when its parent ends in order: returns from `main`, calls `exit`, or returns from its
    /// closure where it is a child itself.
    public enum AtExit: String, Sendable, Codable {
        /// The parent waits for it.
        case joined
        /// It is a daemon: it gets SIGTERM, and SIGKILL a second later, and may not have children of its own.
        case terminated
        /// Nothing at that moment, so that `parentDeath` decides.
        case left
    }

    /// What the kernel does with the child once its parent is gone, for example killed.
    public enum ParentDeath: String, Sendable, Codable {
        /// SIGKILL. No process is ever orphaned.
        case killsChild
        /// SIGTERM, which the child may handle.
        case terminatesChild
        /// Nothing: the child asks `CurrentProcess.parent`.
        case isObserved
    }

    /// Which of the ends that its parent has open (`SharedEnd`) a child made by fork has.
    public enum InheritedEnds: Sendable {
        /// All, as of everything that the closure captured.
        case all
        /// Only these: the others are closed in the child from the start.
        case only([SharedEnd])
    }

    /// What becomes of an error that the child's closure throws, beside `failure` and the exit code 1.
    public enum Errors: String, Sendable, Codable {
        /// The child writes it to standard error at once, as one line with its name: also when nobody ever asks. A
        /// `ProcessTask` leaves that to `value()`, and prints only what nobody asked for.
        case printed
        /// It is in `failure` alone, for a parent that reads that.
        case kept
    }

    /// What the child reads from descriptor 0.
    public enum StandardInput: String, Sendable, Codable {
        /// The parent's, of which each byte goes to whoever reads first.
        case inherited
        /// Nothing, /dev/null: what the workers of a `ProcessPool` have.
        case null
    }

    /// What a child made by fork keeps of its parent's open descriptors. The standard streams always stay, and what
    /// this library holds for its siblings never does.
    public enum InheritedDescriptors: Sendable {
        /// All, so that whatever the closure captured works.
        case all
        /// Only these: everything else is closed in the child before its closure runs. A captured object that owns
        /// another descriptor must not be used there, nor released.
        case only([Int32])
    }
}
