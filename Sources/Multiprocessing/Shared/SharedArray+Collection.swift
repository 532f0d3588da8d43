extension SharedArray: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { count }

    public func withContiguousStorageIfAvailable<R>(
        _ body: (UnsafeBufferPointer<Element>) throws -> R
    ) rethrows -> R? {
        try unsafe span.withUnsafeBufferPointer { try unsafe body($0) }
    }
}

extension SharedArray {
    /// Copies elements in, the first to `index`.
    ///
    /// - Complexity: O(*n*) in the elements that are copied.
    public func update(from source: Span<Element>, at index: Int = 0) {
        check(index..<index + source.count)
        withMutableSpan { elements in for place in source.indices { elements[index + place] = source[place] } }
    }

    /// Copies elements in, the first to `index`.
    ///
    /// - Complexity: O(*n*) in the elements that are copied.
    public func update(from source: some Collection<Element>, at index: Int = 0) {
        check(index..<index + source.count)
        let isDone: Void? = source.withContiguousStorageIfAvailable { source in
            update(from: unsafe Span(_unsafeElements: source), at: index)
        }
        if isDone != nil { return }
        withMutableSpan { elements in
            for (place, element) in source.enumerated() { elements[index + place] = element }
        }
    }

    /// Copies elements out, from `index` on, until `target` is full.
    ///
    /// - Complexity: O(*n*) in the elements that are copied.
    public func copy(into target: inout MutableSpan<Element>, from index: Int = 0) {
        check(index..<index + target.count)
        let source = span
        for place in target.indices { target[place] = source[index + place] }
    }

    /// Makes all elements of a range the same.
    ///
    /// - Complexity: O(*n*) in the elements of the range.
    public func update(repeating element: Element, in range: Range<Int>? = nil) {
        let range = range ?? 0..<count
        check(range)
        withMutableSpan { elements in for index in range { elements[index] = element } }
    }

    private func check(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) elements")
    }
}

extension SharedArray: CustomStringConvertible {
    /// The elements, or the first of many: "SharedArray([1, 2, 3])".
    public var description: String {
        let most = 100
        let shown = prefix(most).map { "\($0)" }.joined(separator: ", ")
        return "SharedArray([\(shown)\(count > most ? ", … \(count) elements" : "")])"
    }
}
