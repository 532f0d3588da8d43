#if DEBUG || FUZZING
    /// One of the inputs, damaged in one to eight places; the same for the same number.
    func mutated(_ inputs: [[UInt8]], _ number: Int) -> [UInt8] {
        var state = UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15
        func below(_ limit: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var bits = state
            bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((bits ^ (bits >> 31)) % UInt64(max(1, limit)))
        }
        let edges: [UInt8] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF, 10, 34, 92]
        var bytes = inputs[below(inputs.count)]
        for _ in 0...below(8) {
            let place = below(bytes.count)
            switch below(8) {
            case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(below(8))
            case 1 where !bytes.isEmpty: bytes[place] = UInt8(below(256))
            case 2 where !bytes.isEmpty: bytes[place] = edges[below(edges.count)]
            case 3 where !bytes.isEmpty: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(8)))
            case 4: bytes.insert(contentsOf: (0...below(8)).map { _ in UInt8(below(256)) }, at: place)
            case 5: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + below(32))], at: place)
            case 6: bytes.removeSubrange(below(bytes.count + 1)...)
            default:
                // The rest is that of another.
                let other = inputs[below(inputs.count)]
                bytes.replaceSubrange(place..., with: other[min(place, other.count)...])
            }
        }
        return bytes
    }
#endif
