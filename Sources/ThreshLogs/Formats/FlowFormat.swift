extension LogFormat {
    /// AWS VPC flow logs of any fields, in files that begin with their names.
    ///
    /// - Returns: nil for a line that is no such header.
    package static func vpcFlow(header: String) -> LogFormat? {
        let names = header.split(separator: " ").map(String.init)
        let isHeader = names.contains("srcaddr") || names.contains("interface-id") || names.contains("pkt-srcaddr")
        guard names.count >= 3, isHeader,
            names.allSatisfy({ $0.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" } })
        else { return nil }
        var fields: [FieldDefinition] = []
        var fieldNames = FieldNames()
        var steps: [FormatStep] = []
        for (index, written) in names.enumerated() {
            if index > 0 { steps.append(.literal([32])) }
            let (known, type) = flowField(written)
            let name = fieldNames.take(known)
            let aliases = [written, FieldNames.spelled(written)].filter { $0 != name }
            fields.append(FieldDefinition(name, type, .step(index), aliases: Array(Set(aliases)).sorted()))
            steps.append(.field(FieldStep(number: index, extent: .word, type: type, name: name)))
        }
        var format = LogFormat(
            "vpc-flow", "AWS VPC flow logs; the first line names the fields", fields: fields, layout: .steps([steps]),
            commentPrefix: header)
        format.columns = names
        return format
    }

    private static func flowField(_ name: String) -> (String, FieldType) {
        switch name {
        case "srcaddr": ("ip", .ip)
        case "srcport": ("port", .integer)
        case "start": ("time", .time(.epoch))
        case "end": ("end", .time(.epoch))
        case "bytes": ("bytes", .bytes)
        case "version", "dstport", "protocol", "packets", "tcp-flags": (name, .integer)
        case "dstaddr", "pkt-srcaddr", "pkt-dstaddr": (name, .ip)
        default: (name, .text)
        }
    }
}
