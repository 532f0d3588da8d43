/// How elements of one type go through a queue many at a time.
@usableFromInline struct QueueBatches<Element> {
    let put: (SharedQueue, [Element], Duration?) throws(QueueError) -> Int
    let get: (SharedQueue, Int, Duration?) throws(QueueError) -> [Element]

    /// Elements that become bytes, each by itself.
    @usableFromInline static func coded(_ codec: PayloadCodec<Element>) -> QueueBatches {
        QueueBatches { queue, elements, timeout throws(QueueError) in
            var messages: [[UInt8]] = []
            messages.reserveCapacity(elements.count)
            do throws(MessageCodingError) {
                for element in elements { messages.append(try codec.encode(element)) }
            } catch {
                throw .coding(error)
            }
            return try queue.put(contentsOf: messages, timeout: timeout)
        } get: { queue, count, timeout throws(QueueError) in
            var elements: [Element] = []
            for message in try queue.get(upTo: count, timeout: timeout) {
                do throws(MessageCodingError) { elements.append(try codec.decode(message)) } catch {
                    throw .coding(error)
                }
            }
            return elements
        }
    }
}

extension QueueBatches where Element: BitwiseCopyable {
    /// Elements that are their bytes.
    @inlinable static func bitwise() -> QueueBatches {
        QueueBatches(
            bitwisePut: { queue, elements, timeout throws(QueueError) in
                try queue.put(count: elements.count, timeout) { (index, put) throws(QueueError) in
                    // SAFETY: nobody reads the padding between fields as anything but bytes.
                    try unsafe withUnsafeBytes(of: elements[index]) { bytes throws(QueueError) in
                        try put(unsafe RawSpan(_unsafeBytes: bytes))
                    }
                }
            },
            bitwiseGet: { queue, count, timeout throws(QueueError) in
                var elements: [Element] = []
                try queue.read(upTo: count, timeout) { message in
                    precondition(message.byteCount == MemoryLayout<Element>.size)
                    // SAFETY: the bytes are those of an Element, and any bytes of one are one.
                    elements.append(unsafe message.load(as: Element.self))
                }
                return elements
            })
    }

    @usableFromInline init(
        bitwisePut put: @escaping (SharedQueue, [Element], Duration?) throws(QueueError) -> Int,
        bitwiseGet get: @escaping (SharedQueue, Int, Duration?) throws(QueueError) -> [Element]
    ) {
        self.put = put
        self.get = get
    }
}
