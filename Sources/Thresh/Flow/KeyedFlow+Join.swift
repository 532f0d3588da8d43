extension KeyedFlow where Value: JobValue {
    /// A pair for each two values of both sides that have the same key. Both sides are sorted and merged, out of memory
    /// when they must be; only the values that one key has on the left are held in memory.
    ///
    /// - Complexity: O(*n* log *n*) comparisons in the pairs of both sides, and the pairs that come of it.
    public func joined<Other: JobValue>(
        with other: KeyedFlow<Key, Other>
    ) -> KeyedFlow<Key, Joined<Value, Other>> {
        joining(other) { sides, values, emit in
            let left = try sides.takeLeft(&values)
            if left.isEmpty { return }
            while let right = try sides.nextRight(&values) { for value in left { try emit(Joined(value, right)) } }
        }
    }

    /// As `joined`, and the values of the left side whose key the right one lacks, with nil.
    public func leftJoined<Other: JobValue>(
        with other: KeyedFlow<Key, Other>
    ) -> KeyedFlow<Key, Joined<Value, Other?>> {
        joining(other) { sides, values, emit in
            let left = try sides.takeLeft(&values)
            var isMatched = false
            while !left.isEmpty, let right = try sides.nextRight(&values) {
                isMatched = true
                for value in left { try emit(Joined(value, right)) }
            }
            if !isMatched { for value in left { try emit(Joined(value, nil)) } }
        }
    }

    /// As `joined`, and the values of the right side whose key the left one lacks, with nil.
    public func rightJoined<Other: JobValue>(
        with other: KeyedFlow<Key, Other>
    ) -> KeyedFlow<Key, Joined<Value?, Other>> {
        joining(other) { sides, values, emit in
            let left = try sides.takeLeft(&values)
            while let right = try sides.nextRight(&values) {
                for value in left { try emit(Joined(value, right)) }
                if left.isEmpty { try emit(Joined(nil, right)) }
            }
        }
    }

    /// As `joined`, and the values of either side whose key the other one lacks, with nil.
    public func fullJoined<Other: JobValue>(
        with other: KeyedFlow<Key, Other>
    ) -> KeyedFlow<Key, Joined<Value?, Other?>> {
        joining(other) { sides, values, emit in
            let left = try sides.takeLeft(&values)
            var isMatched = false
            while let right = try sides.nextRight(&values) {
                isMatched = true
                for value in left { try emit(Joined(value, right)) }
                if left.isEmpty { try emit(Joined(nil, right)) }
            }
            if !isMatched { for value in left { try emit(Joined(value, nil)) } }
        }
    }

    /// The pairs whose key the other side has.
    ///
    /// - Complexity: as `joined(with:)`.
    public func semiJoined<Other: JobValue>(with other: KeyedFlow<Key, Other>) -> KeyedFlow<Key, Value> {
        joining(other) { sides, values, emit in
            let left = try sides.takeLeft(&values)
            if try sides.nextRight(&values) != nil { for value in left { try emit(value) } }
        }
    }

    /// The pairs whose key the other side lacks.
    ///
    /// - Complexity: as `joined(with:)`.
    public func antiJoined<Other: JobValue>(with other: KeyedFlow<Key, Other>) -> KeyedFlow<Key, Value> {
        joining(other) { sides, values, emit in
            let left = try sides.takeLeft(&values)
            if try sides.nextRight(&values) == nil { for value in left { try emit(value) } }
        }
    }

    /// All values that each key has on either side; those of one key must fit in memory.
    ///
    /// - Complexity: as `joined(with:)`, without the product of the values.
    public func cogrouped<Other: JobValue>(
        with other: KeyedFlow<Key, Other>
    ) -> KeyedFlow<Key, Joined<[Value], [Other]>> {
        joining(other) { sides, values, emit in
            let left = try sides.takeLeft(&values)
            var right: [Other] = []
            while let value = try sides.nextRight(&values) { right.append(value) }
            try emit(Joined(left, right))
        }
    }

    /// As `joined`, with a side that fits in memory: each worker looks keys up in it, and nothing is sorted. `other` is
    /// run at once, and collected in this process.
    ///
    /// - Complexity: O(pairs of both sides) expected, and the pairs that come of it.
    public func joined<Other: JobValue>(
        withSmall other: KeyedFlow<Key, Other>
    ) throws -> KeyedFlow<Key, Joined<Value, Other>> where Key: Hashable {
        let table = try other.table()
        return expandedPairs { key, value, emit in
            for match in table[key] ?? [] { try emit(Joined(value, match)) }
        }
    }

    /// As `leftJoined`, with a side that fits in memory. `other` is run at once, and collected in this process.
    public func leftJoined<Other: JobValue>(
        withSmall other: KeyedFlow<Key, Other>
    ) throws -> KeyedFlow<Key, Joined<Value, Other?>> where Key: Hashable {
        let table = try other.table()
        return expandedPairs { key, value, emit in
            guard let matches = table[key] else { return try emit(Joined(value, nil)) }
            for match in matches { try emit(Joined(value, match)) }
        }
    }

    // MARK: pieces

    private func joining<Other: JobValue, Result: JobValue>(
        _ other: KeyedFlow<Key, Other>,
        _ join:
            @escaping (inout JoinSides<Value, Other>, inout GroupedValues<Bytes>, (Result) throws -> Void) throws ->
            Void
    ) -> KeyedFlow<Key, Result> {
        let left = side(0)
        let right = other.side(1)
        let stage = left.union(right).grouped().stage { key, values, scratch, part in
            var sides = JoinSides<Value, Other>()
            try join(&sides, &values) { result in
                scratch.value.removeAll()
                result.encode(into: &scratch.value)
                unsafe part.writeEncoded(key, ByteView(scratch.value.rawBuffer))
            }
        }
        return KeyedFlow<Key, Result>(rows: stage, options) { Result(decoding: $0) }
    }

    private func table() throws -> [Key: [Value]] where Key: Hashable {
        var table: [Key: [Value]] = [:]
        try forEach { table[$0, default: []].append($1) }
        return table
    }

    /// The pairs with a byte before each value that says which side it is on: so the left ones come first.
    private func side(_ number: UInt8) -> KeyedFlow<Key, Bytes> {
        mapValues { value in
            var encoded = ByteBuffer(capacity: 64)
            encoded.append(number)
            value.encode(into: &encoded)
            return unsafe Bytes(ByteView(encoded.rawBuffer))
        }
    }

    private func expandedPairs<T>(
        _ expand: @escaping (Key, Value, (T) throws -> Void) throws -> Void
    ) -> KeyedFlow<Key, T> {
        steps { forEach in
            { block, body in
                try forEach(block) { key, value in
                    try expand(Key(decoding: key), value) { result in try body(key, result) }
                }
            }
        }
    }
}
