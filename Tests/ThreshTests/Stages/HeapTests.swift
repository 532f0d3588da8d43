import Testing

@testable import Thresh

@Suite struct HeapTests {
    @Test func elementsComeInOrder() {
        var generator = SystemRandomNumberGenerator()
        for count in [0, 1, 2, 3, 7, 8, 100, 1000] {
            let numbers = (0..<count).map { _ in Int.random(in: 0..<50, using: &generator) }
            var heap = Heap<Int>()
            for number in numbers { heap.insert(number, by: >) }
            var taken: [Int] = []
            while let top = heap.top {
                taken.append(top)
                heap.removeTop(by: >)
            }
            #expect(taken == numbers.sorted(by: >), "\(numbers)")
        }
    }

    /// As those who keep the least do: one that is less than the greatest takes its place.
    @Test func theLeastAreKept() {
        let numbers = (0..<500).map { _ in Int.random(in: 0..<10_000) }
        var heap = Heap<Int>()
        for number in numbers {
            if heap.count < 20 {
                heap.insert(number, by: >)
            } else if number < heap.top! {
                heap.replaceTop(number, by: >)
            }
        }
        #expect(heap.elements.sorted() == numbers.sorted().prefix(20).map { $0 }, "\(numbers)")
    }

    @Test func anElementThatChangedInPlaceSettles() {
        var heap = Heap<Int>()
        for number in [5, 1, 9, 3, 7] { heap.insert(number, by: >) }
        // All less by as much: the order stays.
        heap.updateEach { $0 -= 10 }
        #expect(heap.top == -1)
        heap.replaceTop(-8, by: >)
        #expect(heap.top == -3 && heap.count == 5)
    }
}
