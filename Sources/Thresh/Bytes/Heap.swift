/// A binary heap in an array: no element is above its parent, so that the one on top is above all others.
///
/// What is above what is given with each change, the same for all changes of a heap: `isAbove(a, b)` says whether `a` must be
/// nearer to the top than `b`.
@usableFromInline struct Heap<Element> {
    @usableFromInline private(set) var elements: [Element] = []

    init() {}

    @usableFromInline var count: Int { elements.count }
    var top: Element? { elements.first }

    /// - Complexity: O(log n).
    @inline(__always)
    mutating func insert(_ element: Element, by isAbove: (Element, Element) -> Bool) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if !isAbove(elements[child], elements[parent]) { return }
            elements.swapAt(child, parent)
            child = parent
        }
    }

    /// - Complexity: O(log n).
    @inline(__always)
    mutating func replaceTop(_ element: Element, by isAbove: (Element, Element) -> Bool) {
        elements[0] = element
        settleTop(by: isAbove)
    }

    /// - Complexity: O(log n).
    @inline(__always)
    mutating func removeTop(by isAbove: (Element, Element) -> Bool) {
        elements.swapAt(0, elements.count - 1)
        elements.removeLast()
        settleTop(by: isAbove)
    }

    /// Puts the element on top where it belongs now.
    ///
    /// - Complexity: O(log n).
    @inline(__always)
    mutating func settleTop(by isAbove: (Element, Element) -> Bool) {
        var parent = 0
        while true {
            var highest = parent
            let left = 2 * parent + 1
            if left < elements.count, isAbove(elements[left], elements[highest]) { highest = left }
            if left + 1 < elements.count, isAbove(elements[left + 1], elements[highest]) { highest = left + 1 }
            if highest == parent { return }
            elements.swapAt(parent, highest)
            parent = highest
        }
    }

    /// Changes elements in a way that keeps their order.
    mutating func updateEach(_ body: (inout Element) -> Void) {
        for index in elements.indices { body(&elements[index]) }
    }

    mutating func removeAll() { elements.removeAll() }
}

extension Heap: Sendable where Element: Sendable {}
