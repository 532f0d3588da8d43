// What is written first and cannot be compiled, each with the right way as the compiler's message.

extension Flow where Element == ByteView {
    @available(*, unavailable, message: "a line is gone after its closure: write .map { String($0) }.collect()")
    public func collect() throws -> [String] { fatalError() }

    @available(*, unavailable, message: "a line is gone after its closure: write .map { String($0) }.first(count)")
    public func first(_ count: Int) throws -> [String] { fatalError() }

    @available(*, unavailable, message: "a line is gone after its closure: write .map { String($0) }.forEach { … }")
    public func forEach(_ body: (String) throws -> Void) throws -> JobResult { fatalError() }

    @available(*, unavailable, message: "a line is gone after its closure: write .map { String($0) }.cached()")
    public func cached() throws -> Flow<String> { fatalError() }

    @available(*, unavailable, message: "a line is gone after its closure: write .map { String($0) }.sorted()")
    public func sorted() -> Flow<String> { fatalError() }

    @available(*, unavailable, message: "a line is gone after its closure: write .map { String($0) }.write(to: …)")
    public func write(to directory: String, overwrite: Bool = false) throws -> JobResult { fatalError() }
}

extension Flow where Element: ~Escapable {
    @available(*, unavailable, message: "a view is gone after its closure: return String($0), a number or Bytes($0)")
    public func map(_ transform: @escaping (borrowing Element) throws -> ByteView?) -> Flow<String> { fatalError() }

    @available(*, unavailable, message: "a view is gone after its closure: write keyed(by: { String($0) })")
    public func keyed(by key: @escaping (borrowing Element) throws -> ByteView) -> KeyedFlow<String, Element> {
        fatalError()
    }

    @available(*, unavailable, message: "a tuple has no order of bytes: write keyed(by: { Pair(a, b) })")
    public func keyed<A, B>(by key: @escaping (borrowing Element) throws -> (A, B)) -> KeyedFlow<Pair<A, B>, Element> {
        fatalError()
    }

    @available(*, unavailable, message: "give elements their keys first: write .keyed(by: { … }).grouped()")
    public func grouped() -> Flow<Element> { fatalError() }
}

extension Flow {
    @available(*, unavailable, message: "a tuple cannot be collected: let the step before return Pair(a, b)")
    public func collect<A, B>() throws -> [Pair<A, B>] where Element == (A, B) { fatalError() }

    @available(*, unavailable, message: "a tuple is no key: let the step before return Pair(a, b)")
    public func counted<A, B>() -> KeyedFlow<Pair<A, B>, Int> where Element == (A, B) { fatalError() }

    @available(*, unavailable, message: "a tuple is no key: let the step before return Pair(a, b)")
    public func distinct<A, B>() -> Flow<Pair<A, B>> where Element == (A, B) { fatalError() }

    @available(*, unavailable, message: "a tuple has no order of bytes: let the step before return Pair(a, b)")
    public func sorted<A, B>() -> Flow<Pair<A, B>> where Element == (A, B) { fatalError() }

    @available(*, unavailable, message: "what is collected is a JobValue: let your type be a CodableValue")
    @_disfavoredOverload
    public func collect() throws -> [Element] { fatalError() }

    @available(*, unavailable, message: "what is counted is a JobKey: a String, a number, a Pair, or a type of yours")
    @_disfavoredOverload
    public func counted() -> KeyedFlow<String, Int> { fatalError() }

    @available(*, unavailable, message: "what is distinct is a JobKey: a String, a number, a Pair, or a type of yours")
    @_disfavoredOverload
    public func distinct() -> Flow<Element> { fatalError() }

    @available(*, unavailable, message: "what has an order is a JobKey: write .sorted(by: { … }) with one")
    @_disfavoredOverload
    public func sorted() -> Flow<Element> { fatalError() }
}

extension KeyedFlow {
    @available(*, unavailable, message: "write .sortedByKey(), or .map { key, value in Pair(value, key) }.sorted()")
    public func sorted() -> KeyedFlow<Key, Value> { fatalError() }

    @available(*, unavailable, message: "write .map { key, value in Pair(value, key) }.sorted()")
    public func sorted<Other>(by key: @escaping ((key: Key, value: Value)) throws -> Other) -> KeyedFlow<Key, Value> {
        fatalError()
    }

    @available(*, unavailable, message: "write .map { key, value in Pair(value, key) }.top(count, by: { $0 })")
    public func top(_ count: Int) throws -> [(key: Key, value: Value)] { fatalError() }

    @available(*, unavailable, message: "sums of doubles are exact here: write .reduced(into: FloatingSum())")
    public func summed() -> KeyedFlow<Key, Double> where Value == Double { fatalError() }
}
