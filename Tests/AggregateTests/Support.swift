import TestSupport
import Testing
import Thresh

typealias Bytes = [UInt8]

func withView<R>(_ bytes: Bytes, _ body: (ByteView) throws -> R) rethrows -> R {
    try unsafe bytes.withUnsafeBytes { try unsafe body(ByteView($0)) }
}

func encoded(_ aggregate: some Aggregate) -> Bytes {
    var buffer = ByteBuffer()
    aggregate.encode(into: &buffer)
    return Bytes(buffer.view)
}

func decoded<A: Aggregate>(_: A.Type, _ bytes: Bytes) -> A? { withView(bytes) { A(decoding: $0) } }

func roundTripped<A: Aggregate>(_ aggregate: A) -> A { decoded(A.self, encoded(aggregate))! }
