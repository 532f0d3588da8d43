/// Values used as something that they need not be.
extension ExpressionCompiler {
    /// A number, to which values are converted where they may be none; nil where they cannot be numbers.
    ///
    /// - Parameter isUse: whether the number is asked for once a line.
    mutating func number(
        _ compiled: Compiled, _ label: String, takesAnyText: Bool = false, isUse: Bool = false
    ) -> Int32? {
        let node = nodes[Int(compiled.node)]
        let isDeclared = node.code == .field && isDeclared[Int(node.a)]
        var numeral = hasDecimalComma && node.code != .constant ? Numeral.commaNumber : .number
        switch compiled.type {
        case .integer, .number, .duration:
            if isDeclared || !mayBeText(node) { return compiled.node }
        case .any: break
        case .numeral(let kind): numeral = kind
        case .text: if (isDeclared || node.code == .constant) && !takesAnyText { return nil }
        case .boolean, .time: return nil
        }
        let site = site(node, label, .number, numeral, isUse: isUse)
        if node.code == .field { return add(ExpressionNode(code: .numericField, a: node.a, b: site)) }
        return add(ExpressionNode(code: .numberOf, a: compiled.node, b: site))
    }

    /// Expressions that are used as numbers, and what their values are then.
    mutating func numbers(
        _ uses: [ExpressionProgram.NumberUse], _ expressions: [Expression], _ roots: [Int32], _ types: [ExpressionType]
    ) throws(ExpressionError) -> (nodes: [Int32], types: [ExpressionType]) {
        var result: (nodes: [Int32], types: [ExpressionType]) = ([], [])
        for use in uses {
            let (root, type) = (roots[use.expression], types[use.expression])
            // A text would be compared by its bytes.
            if use.takesOthers { try checkDates(expressions[use.expression]) }
            let isOther = use.takesOthers && [.text, .time, .boolean].contains(type)
            let count = conversions.count
            let node =
                isOther ? ordered((root, type), use.label, isUse: true) : number((root, type), use.label, isUse: true)
            guard let node else {
                let expression = expressions[use.expression]
                throw error("\(use.label) wants numbers; '\(expression.text)' is \(type.noun)", expression)
            }
            if conversions.count > count { conversions[count].question = use.question }
            if use.takesOthers, type == .any, !conversions.isEmpty {
                conversions[conversions.count - 1].keepsOthers = true
            }
            result.nodes.append(node)
            result.types.append(isOther || (use.takesOthers && type == .any) ? type : type.asNumber)
        }
        return result
    }

    /// A value that is put in order: of texts it is counted which begin with a number, unless the format says that they are
    /// texts.
    mutating func ordered(_ compiled: Compiled, _ label: String, isUse: Bool = false) -> Int32 {
        let node = nodes[Int(compiled.node)]
        let isDeclared = node.code == .field && isDeclared[Int(node.a)]
        if compiled.type != .text || isDeclared || node.code == .constant { return compiled.node }
        return add(ExpressionNode(code: .orderedText, a: compiled.node, b: site(node, label, .text, isUse: isUse)))
    }

    /// Whether a node whose type is a number can be a text that is one.
    private func mayBeText(_ node: ExpressionNode) -> Bool {
        switch node.code {
        case .field, .column: true
        case .call: [.coalesce, .when, .least, .greatest].contains(node.function)
        default: false
        }
    }

    /// A condition; in a column of any values, those that are none are passed over.
    mutating func condition(_ expression: Expression) throws(ExpressionError) -> Int32 {
        let compiled = try compile(expression)
        switch compiled.type {
        case .boolean: return compiled.node
        case .any:
            if case .literal = expression.kind { return compiled.node }
            let site = site(nodes[Int(compiled.node)], expression.text, .boolean)
            return add(ExpressionNode(code: .conditionOf, a: compiled.node, b: site))
        default: throw error(noCondition(expression, compiled.type), expression)
        }
    }

    private func noCondition(_ expression: Expression, _ type: ExpressionType) -> String {
        let text = expression.text
        if case .literal = expression.kind {
            return "\(text) is \(type.noun), not a condition; compare a field with it, as in status = 404"
        }
        let example =
            switch type {
            case .time: "\(text) >= 2015-05-17"
            case .text, .numeral: "\(text) = 'a'"
            case .duration: "\(text) > 1s"
            default: text == "status" ? "status = 404" : "\(text) > 0"
            }
        return "'\(text)' is \(type.noun), not a condition; compare it, as in \(example), or ask '\(text) is not null'"
    }

    /// A time, where a value may be one.
    ///
    /// - Parameter takesAny: whether texts and numbers are read as times.
    mutating func time(_ compiled: Compiled, _ label: String, takesAny: Bool = false) -> Int32? {
        if compiled.type == .time { return compiled.node }
        guard compiled.type == .any || takesAny else { return nil }
        let site = site(nodes[Int(compiled.node)], label, .time)
        return add(ExpressionNode(code: .timeOf, a: compiled.node, b: site))
    }

    /// What a value is written as.
    mutating func text(_ compiled: Compiled) -> Int32 {
        if compiled.type == .text { return compiled.node }
        operands.append(compiled.node)
        return add(ExpressionNode(code: .call, function: .text, b: Int32(operands.count - 1), count: 1))
    }

    /// The number of a conversion of what a node gives. An expression has one for each of its fields.
    private mutating func site(
        _ node: ExpressionNode, _ label: String, _ wanted: ExpressionType, _ numeral: Numeral = .number,
        isUse: Bool = false
    ) -> Int32 {
        let isInput = node.code == .field || node.code == .column
        let operand = isInput ? inputNames[Int(node.a)] : "#\(conversions.count)"
        let conversion = Conversion(label: label, wanted: wanted, numeral: numeral, operand: operand, isUse: isUse)
        if !isUse, let known = conversions.firstIndex(of: conversion) { return Int32(known) }
        conversions.append(conversion)
        return Int32(conversions.count - 1)
    }
}
