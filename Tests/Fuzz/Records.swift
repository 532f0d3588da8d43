#if DEBUG || FUZZING
    import Platform

    @testable import Thresh

    func fuzzCSV(_ bytes: UnsafeRawBufferPointer) {
        let row = unsafe CSVRow(ByteView(bytes), separator: bytes.first == 9 ? 9 : UInt8(ascii: ","))
        var scratch = ByteBuffer()
        var count = 0
        var fields = row.fields
        while let field = fields.next() {
            count += 1
            expect(field.text(into: &scratch).count <= bytes.count, "a field is longer than its row")
        }
        expect(count == row.fieldCount, "fields are counted otherwise than they are found")
    }

    func fuzzJSON(_ bytes: UnsafeRawBufferPointer) {
        _ = Manifest.isIntact(unsafe [UInt8](bytes))
        guard let value = unsafe try? JSONValue(ByteView(bytes)) else { return }
        _ = try? value.validate()
        walk(value, depth: 0)
        if let name = try? value.value(at: "parts.0.name") { _ = try? name.string }
    }

    private func walk(_ value: JSONValue, depth: Int) {
        if depth > 8 { return }
        var scratch = ByteBuffer()
        _ = try? value.text(into: &scratch)
        _ = value.integer
        if var members = value.members {
            while let member = try? members.next() { walk(member.value, depth: depth + 1) }
        }
        if var elements = value.elements {
            while let element = try? elements.next() { walk(element, depth: depth + 1) }
        }
    }
#endif
