internal import Thresh
internal import ThreshPatterns

extension ExpressionCompiler {
    mutating func call(
        _ name: String, _ arguments: [Expression], _ whole: Expression
    ) throws(ExpressionError) -> Compiled {
        guard let function = ScalarFunction.named(name) else {
            throw error(Suggestion.unknownFunction(name), whole)
        }
        let arguments = quotingParameter(try completed(arguments, function, whole), function)
        guard function.argumentCounts.contains(arguments.count) else {
            let counts = function.argumentCounts
            let wanted =
                counts.lowerBound == counts.upperBound
                ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
            throw error("\(name) takes \(wanted) arguments, not \(arguments.count)", whole)
        }
        var nodes: [Int32] = []
        var types: [ExpressionType] = []
        for argument in arguments {
            let compiled = try compile(argument)
            nodes.append(compiled.node)
            types.append(compiled.type)
        }
        if function == .when {
            // What has no value is of any type.
            for (place, other) in [(1, 2), (2, 1)] where arguments[place].kind == .literal(.null) {
                types[place] = types[other]
            }
        }
        try check(function, name, types, arguments)
        convert(&nodes, &types, function, whole)
        var node = ExpressionNode(code: .call, function: function, b: Int32(operands.count), count: Int32(nodes.count))
        if function == .extract { node.a = try capture(arguments[1]) }
        operands += nodes
        return (add(node), function.result(types))
    }

    /// With the field it is usually a function of in front, where that was left out: `query('id')`, `subnet(24)`.
    private func completed(
        _ arguments: [Expression], _ function: ScalarFunction, _ whole: Expression
    ) throws(ExpressionError) -> [Expression] {
        guard arguments.count + 1 == function.argumentCounts.lowerBound, case .fields(let format) = inputs else {
            return arguments
        }
        let field = function.usualFields.first { name in format.fields.contains { $0.isCalled(name) } }
        guard let field else { return arguments }
        return [Expression(kind: .field(field), range: whole.range, source: whole.source)] + arguments
    }

    /// The name of a parameter may stand without quotes, as no field could be meant: `query(id)`.
    private func quotingParameter(_ arguments: [Expression], _ function: ScalarFunction) -> [Expression] {
        guard function == .query, arguments.count == 2, case .field(let name) = arguments[1].kind else {
            return arguments
        }
        let parameter = arguments[1]
        return [
            arguments[0], Expression(kind: .literal(.text(name)), range: parameter.range, source: parameter.source),
        ]
    }

    private func check(
        _ function: ScalarFunction, _ name: String, _ types: [ExpressionType], _ arguments: [Expression]
    ) throws(ExpressionError) {
        let wanted = function.operand
        let fits =
            switch wanted {
            case .any: true
            case .number: types[0].isNumber || types[0].isTextual
            case .text: types[0].isTextual
            default: types[0] == .any || types[0] == wanted
            }
        if !fits {
            if wanted == .time { try checkDates(arguments[0]) }
            throw error("\(name) wants \(wanted.noun); '\(arguments[0].text)' is \(types[0].noun)", arguments[0])
        }
        switch function {
        case .bucket:
            guard case .literal(.duration(let seconds)) = arguments[1].kind, seconds >= 1, seconds == seconds.rounded()
            else {
                throw error("\(name) wants a duration of whole seconds, such as 5m", arguments[1])
            }
        case .query:
            guard types[1] == .text else { throw error("\(name) wants a parameter's name", arguments[1]) }
        case .country: try checkPlaces(.country, name, arguments[0])
        case .city: try checkPlaces(.city, name, arguments[0])
        case .asn: try checkPlaces(.asn, name, arguments[0])
        case .asName: try checkPlaces(.asName, name, arguments[0])
        case .anonymize:
            if context.usedPseudonyms() == nil {
                throw error(
                    "\(name) needs a key that all who compute it have: name its file in THRESH_ANONYMIZE_KEY",
                    arguments[0])
            }
        case .subnet:
            for argument in arguments.dropFirst() {
                guard case .literal(.integer(let bits)) = argument.kind, (0...128).contains(bits) else {
                    throw error("\(name) wants the network's length in bits, such as 24", argument)
                }
            }
        case .bin:
            for (type, argument) in zip(types, arguments).dropFirst() where !type.isNumber && type != .any {
                throw error("\(name) wants numbers; this is \(type.noun)", argument)
            }
        default: break
        }
    }

    private func checkPlaces(
        _ field: GeoDatabases.Field, _ name: String, _ argument: Expression
    ) throws(ExpressionError) {
        guard let geo = context.geo else {
            throw error(
                "\(name) needs a database of addresses: --geoip FILE.mmdb, or THRESH_GEOIP names it", argument)
        }
        if let obstacle = geo.obstacle(to: field) { throw error("\(name) \(obstacle)", argument) }
    }

    /// Arguments as what the function takes, where they need not be that.
    private mutating func convert(
        _ nodes: inout [Int32], _ types: inout [ExpressionType], _ function: ScalarFunction, _ whole: Expression
    ) {
        let label = whole.text
        switch function {
        case .bin, .round, .floor, .ceil, .abs, .log10, .sqrt, .statusClass, .number:
            if let node = number((nodes[0], types[0]), label, takesAnyText: true) {
                nodes[0] = node
                types[0] = types[0].asNumber
            }
        case .least, .greatest:
            guard types.allSatisfy({ $0.isNumber || $0.isNumeral }) else { return }
            for index in nodes.indices {
                nodes[index] = number((nodes[index], types[index]), label) ?? nodes[index]
                types[index] = types[index].asNumber
            }
        case .time:
            if let node = time((nodes[0], types[0]), label, takesAny: true) { nodes[0] = node }
        case _ where function.operand == .time: nodes[0] = time((nodes[0], types[0]), label) ?? nodes[0]
        default: break
        }
    }

    private mutating func capture(_ argument: Expression) throws(ExpressionError) -> Int32 {
        guard case .literal(.text(let source)) = argument.kind else {
            throw error("extract wants a pattern in quotes", argument)
        }
        do {
            captures.append(try CapturePattern(source))
        } catch {
            throw self.error(error.message, argument)
        }
        return Int32(captures.count - 1)
    }
}
