internal import Glibc
internal import Thresh
internal import ThreshPatterns

extension Evaluator {
    /// The value of a function.
    @inline(never)
    func call(_ node: ExpressionNode, _ line: UnsafePointer<UInt8>, _ slots: UnsafePointer<FieldSlot>) -> Scalar {
        func argument(_ index: Int32) -> Scalar { unsafe value(operands[Int(node.b + index)], line, slots) }
        switch node.function {
        case .when: return argument(0).isTrue ? argument(1) : argument(2)
        case .coalesce:
            for index in 0..<node.count {
                let value = argument(index)
                if value.kind != .null { return value }
            }
            return .null
        case .concat:
            let bytes = (0..<node.count).flatMap { index -> [UInt8] in
                guard let text = text(argument(index)) else { return [] }
                return (0..<text.count).map { text[$0] }
            }
            return arena.copy(bytes)
        case .least, .greatest: return extreme((0..<node.count).map(argument), isLeast: node.function == .least)
        case .bin: return bin((0..<node.count).map(argument))
        default: break
        }
        let first = argument(0)
        if first.kind == .null { return .null }
        let second = node.count > 1 ? argument(1) : Scalar.null
        switch node.function {
        case .minute, .hour, .day, .week, .month, .year, .bucket, .hourOfDay, .weekday, .epoch:
            return first.kind == .time ? timeFunction(node.function, first.bits, second) : .null
        case .bin, .round, .floor, .ceil, .abs, .log10, .sqrt, .number:
            return numberFunction(node.function, first, second)
        case .statusClass: return statusClass(first)
        case .time: return time(first)
        case .text: return text(first).map { .text($0) } ?? .null
        default:
            guard let bytes = text(first) else { return .null }
            let third = node.count > 2 ? argument(2) : Scalar.null
            return textFunction(node, bytes, second, third)
        }
    }

    /// A text or a number as a time; null where it is none.
    func time(_ value: Scalar) -> Scalar {
        switch value.kind {
        case .time: return value
        case .integer: return EpochTime.ticks(value.bits).map { .time($0) } ?? .null
        case .number: return value.double.flatMap(epochTime) ?? .null
        case .text: return anyTimes.parse(value.bytes).map { .time($0) } ?? .null
        case .large: return LargeNumber.wide(value.bytes) == nil ? value.double.flatMap(epochTime) ?? .null : .null
        case .null, .boolean: return .null
        }
    }

    private func epochTime(_ number: Double) -> Scalar? { EpochTime.ticks(number).map { .time($0) } }

    private func timeFunction(_ function: ScalarFunction, _ time: Int64, _ width: Scalar) -> Scalar {
        switch function {
        case .minute: return .time(clock.floor(time, to: 60))
        case .hour: return .time(clock.floor(time, to: 3600))
        case .day: return .time(clock.floor(time, to: 86400))
        case .week: return .time(clock.floor(time, to: 604_800))
        case .month: return .time(clock.floorToMonth(time, orYear: false))
        case .year: return .time(clock.floorToMonth(time, orYear: true))
        case .bucket:
            guard let seconds = width.double, seconds >= 1, seconds < 1e10 else { return .null }
            return .time(clock.floor(time, to: Int64(seconds)))
        case .hourOfDay: return .integer(clock.hour(time))
        case .epoch: return .number(Arithmetic.seconds(from: 0, to: time))
        default:
            let names: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
            return constant(names[CivilDate.weekday(daysSince1970: clock.localDays(time))])
        }
    }

    private func numberFunction(_ function: ScalarFunction, _ first: Scalar, _ second: Scalar) -> Scalar {
        if first.kind == .integer {
            switch function {
            case .floor, .ceil, .number: return first
            case .round where second.kind == .null: return first
            case .abs: return first.bits < 0 ? Arithmetic.negated(first) : first
            default: break
            }
        }
        if first.kind == .large {
            let isInteger = NumberText.isDigits(first.bytes)
            switch function {
            case .number: return first
            case .floor, .ceil: if isInteger { return first }
            case .round where second.kind == .null: if isInteger { return first }
            case .abs: return LargeNumber.isNegative(first.bytes) ? Arithmetic.negated(first) : first
            default: break
            }
        }
        guard let value = first.double else { return .null }
        switch function {
        case .abs: return .number(Swift.abs(value))
        case .floor: return whole(value.rounded(.down))
        case .ceil: return whole(value.rounded(.up))
        case .sqrt: return value >= 0 ? .number(value.squareRoot()) : .null
        case .log10: return value > 0 ? .number(Glibc.log10(value)) : .null
        case .round:
            guard second.kind == .integer else { return whole(value.rounded()) }
            return round(first, value, Int(max(-400, min(400, second.bits))))
        default: return .number(value)
        }
    }

    private func round(_ first: Scalar, _ value: Double, _ digits: Int) -> Scalar {
        if digits >= -20, let decimal = ShortDecimal(first)?.rounded(digits) {
            if decimal.places == 0 { return integer(decimal.units) }
            return .number(ShortDecimal.double(decimal.units, places: decimal.places))
        }
        // Powers that are doubles, as those of negative exponents are not.
        if digits < 0 {
            let unit = pow(10, Double(-digits))
            return value.magnitude < unit / 2 ? .integer(0) : whole((value / unit).rounded() * unit)
        }
        let scaled = value * pow(10, Double(digits))
        // A double of that size has no digits behind that place.
        return scaled.magnitude < 0x1p53 ? .number(scaled.rounded() / pow(10, Double(digits))) : .number(value)
    }

    /// One that 64 bits may not hold.
    private func integer(_ value: Int128) -> Scalar {
        Int64(exactly: value).map { .integer($0) } ?? .large(arena.copy(Array(String(value).utf8)).bytes)
    }

    private func whole(_ value: Double) -> Scalar {
        Swift.abs(value) < 9e18 ? .integer(Int64(value)) : .number(value)
    }

    /// The lower bound of the bin a number is in: bins of a width, or between given bounds; null below the first.
    private func bin(_ arguments: [Scalar]) -> Scalar {
        guard let value = arguments[0].double else { return .null }
        if arguments.count == 2 {
            guard let width = arguments[1].double, width > 0 else { return .null }
            if let value = arguments[0].integerValue, let width = arguments[1].integerValue {
                let remainder = value % width < 0 ? value % width + width : value % width
                return integer(Int128(value) - Int128(remainder))
            }
            return .number(NumberText.floor(value, to: width))
        }
        var bound = Scalar.null
        for candidate in arguments.dropFirst() {
            // Exactly, also where two integers are the same double.
            guard candidate.double != nil, let order = Comparison.order(candidate, arguments[0]), order <= 0 else {
                continue
            }
            if Comparison.order(candidate, bound) ?? 1 > 0 { bound = candidate }
        }
        return bound
    }

    private func extreme(_ values: [Scalar], isLeast: Bool) -> Scalar {
        var result = Scalar.null
        for value in values where value.kind != .null {
            guard let order = Comparison.order(value, result) else {
                if result.kind == .null { result = value }
                continue
            }
            if isLeast ? order < 0 : order > 0 { result = value }
        }
        return result
    }

    private func statusClass(_ status: Scalar) -> Scalar {
        switch status.integerValue ?? 0 {
        case 100..<200: constant("1xx")
        case 200..<300: constant("2xx")
        case 300..<400: constant("3xx")
        case 400..<500: constant("4xx")
        case 500..<600: constant("5xx")
        default: .null
        }
    }

    private func textFunction(_ node: ExpressionNode, _ text: LineBytes, _ second: Scalar, _ third: Scalar) -> Scalar {
        switch node.function {
        case .host: return WebAddress.host(text).map { .text($0) } ?? .null
        case .path: return .text(WebAddress.path(text))
        case .ext: return WebAddress.fileExtension(text).map { .text($0) } ?? .null
        case .query:
            guard let name = self.text(second), let value = WebAddress.parameter(name, of: text) else { return .null }
            return arena.copy(WebAddress.decoded(value))
        case .subnet: return subnet(text, second, third)
        case .isPrivate:
            guard let address = Address(ofEndpoint: text) else { return .null }
            return .boolean(AddressRanges.isPrivate(address))
        case .country: return place(.country, text)
        case .city: return place(.city, text)
        case .asn: return place(.asn, text)
        case .asName: return place(.asName, text)
        case .anonymize:
            scratch.removeAll()
            unsafe rewriter?.append(UnsafeRawBufferPointer(start: text.base, count: text.count), to: &scratch)
            return unsafe arena.copy(scratch.rawBuffer)
        case .browser: return constant(agents.family(of: text).browser)
        case .os: return constant(agents.family(of: text).system)
        case .bot: return agents.family(of: text).bot.map { constant($0) } ?? .null
        case .lower: return arena.copy((0..<text.count).map { text[$0] &- 65 < 26 ? text[$0] | 0x20 : text[$0] })
        case .upper: return arena.copy((0..<text.count).map { text[$0] &- 97 < 26 ? text[$0] & 0xDF : text[$0] })
        case .length: return .integer(Int64(text.count))
        case .extract: return extract(node, text)
        case .substring: return substring(text, second, third)
        default: return .null
        }
    }

    private func place(_ field: GeoDatabases.Field, _ text: LineBytes) -> Scalar {
        do {
            return try places?.value(field, of: text) ?? .null
        } catch {
            return note(error)
        }
    }

    private func subnet(_ text: LineBytes, _ length: Scalar, _ length6: Scalar) -> Scalar {
        guard let address = Address(ofEndpoint: text),
            let bits = (address.isVersion4 ? length : length6).integerValue ?? 48 as Int64?,
            bits >= 0, bits <= address.bitCount
        else { return .null }
        let network = address.network(Int(bits))
        guard network.isVersion4 else { return arena.copy("\(network.text)/\(bits)") }
        scratch.removeAll()
        for shift in [24, 16, 8, 0] as [UInt128] {
            DecimalText.append(Int((network.value >> shift) & 0xFF), to: &scratch)
            scratch.append(shift == 0 ? UInt8(ascii: "/") : UInt8(ascii: "."))
        }
        DecimalText.append(Int(bits), to: &scratch)
        return unsafe arena.copy(scratch.rawBuffer)
    }

    /// The first group of a pattern, or the whole match when it has none.
    private func extract(_ node: ExpressionNode, _ text: LineBytes) -> Scalar {
        guard failure == nil, let pattern = captures[Int(node.a)] else { return .null }
        do {
            let isMatch = try unsafe pattern.match(UnsafeRawBufferPointer(start: text.base, count: text.count))
            if !isMatch { return .null }
        } catch {
            return note(error)
        }
        guard let range = pattern.range(of: 1) ?? pattern.range(of: 0) else { return .null }
        return .text(text.slice(range.lowerBound, range.upperBound))
    }

    /// Bytes from a place, counted from 1, and so many of them.
    private func substring(_ text: LineBytes, _ start: Scalar, _ count: Scalar) -> Scalar {
        guard let start = start.integerValue, start >= 1 else { return .null }
        let lower = Int(min(start - 1, Int64(text.count)))
        let length = count.integerValue.map { max(0, min($0, Int64(text.count - lower))) } ?? Int64(text.count - lower)
        return .text(text.slice(lower, lower + Int(length)))
    }

    private func constant(_ text: StaticString) -> Scalar { unsafe .text(text.utf8Start, text.utf8CodeUnitCount) }
}

/// Addresses that are not of the public Internet.
enum AddressRanges {
    static func isPrivate(_ address: Address) -> Bool {
        let value = address.value
        guard address.isVersion4 else {
            return value == 1 || value >> 121 == 0xFC >> 1 || value >> 118 == 0xFE80 >> 6
        }
        let first = value >> 24
        return first == 10 || first == 127 || value >> 20 == 0xAC1 || value >> 16 == 0xC0A8 || value >> 16 == 0xA9FE
            || value >> 22 == 0x6440 >> 6
    }
}

/// Integers as text.
enum DecimalText {
    /// REQUIRES: `value` is not negative.
    static func append(_ value: Int, to buffer: inout ByteBuffer) {
        if value >= 10 { append(value / 10, to: &buffer) }
        buffer.append(UInt8(ascii: "0") + UInt8(value % 10))
    }
}
