#if DEBUG || FUZZING
    import Platform
    import Thresh

    @testable import ThreshLogs

    private let times = TimeContext(reference: Timestamp(seconds: 1_751_328_000)!)

    private final class Reader {
        let extractors: [FieldExtractor]

        init(_ format: LogFormat) throws {
            let whole = try FormatDetector.wholeLineExtractor(format)
            let some = whole.names.enumerated().filter { $0.offset % 3 == 1 }.map(\.element)
            extractors = [whole, try FieldExtractor(format, fields: some, context: times)]
        }

        func read(_ line: [UInt8]) {
            for extractor in extractors {
                let isMalformed = extractor.outcome(of: line) == .malformed
                let fault = extractor.fault(of: line)
                expect(isMalformed == (fault != nil), "a line is malformed, or it is not")
                if let fault { expect((1...line.count + 1).contains(fault.column), "a fault outside its line") }
            }
        }
    }

    extension FieldExtractor {
        fileprivate func outcome(of line: [UInt8]) -> LineOutcome {
            unsafe line.withUnsafeBytes { unsafe extract(ByteView($0)) }
        }
        fileprivate func fault(of line: [UInt8]) -> LineFault? {
            unsafe line.withUnsafeBytes { unsafe fault(in: ByteView($0)) }
        }
    }

    nonisolated(unsafe) private let readers: [Reader] = FormatCatalog.formats.compactMap { try? Reader($0) }

    /// The first byte says which format of the catalogue; a line of it follows.
    func fuzzFormats(_ bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first else { return }
        let line = unsafe bytes.dropFirst().filter { $0 != 10 }
        readers[Int(first) % readers.count].read(line)
    }

    func fuzzDetection(_ bytes: UnsafeRawBufferPointer) {
        guard let found = unsafe FormatDetector.detect(ByteView(bytes)) else { return }
        guard let reader = try? Reader(found.format) else { return }
        for line in unsafe bytes.split(separator: 10).prefix(5) { unsafe reader.read([UInt8](line)) }
    }

    /// A format's string or a server's configuration, and a line of it behind the first NUL.
    func fuzzConfigurations(_ bytes: UnsafeRawBufferPointer) {
        let parts = unsafe bytes.split(separator: 0, maxSplits: 1)
        guard let source = unsafe parts.first.map({ unsafe String(decoding: $0, as: UTF8.self) }) else { return }
        let line = unsafe parts.count > 1 ? parts[1].filter { $0 != 10 } : []
        let formats =
            ServerConfiguration.formats(in: source) + ((try? ServerConfiguration.formats(ofString: source)) ?? [])
        for format in formats.prefix(3) { if let reader = try? Reader(format) { reader.read(line) } }
    }

    private let combined = try! FormatCatalog.format(named: "combined")
    private let line = Array(
        #"1.2.3.4 - bob [10/Oct/2000:13:55:36 -0700] "GET /a/b.html?q=c%20d HTTP/1.1" 200 2326 "http://a.example/" "curl/8.1""#
            .utf8)

    func fuzzExpressions(_ bytes: UnsafeRawBufferPointer) {
        let source = unsafe String(decoding: bytes, as: UTF8.self)
        do {
            let expression = try Expression.parse(source)
            let context = ExpressionContext(now: Timestamp(seconds: 1_700_000_000)!)
            let program = try ExpressionProgram([expression], format: combined, context: context)
            let extractor = try FieldExtractor(combined, fields: program.fieldNames, context: times)
            withView(line) { view in
                guard extractor.extract(view) == .fields else { return }
                program.begin()
                _ = unsafe program.value(0, extractor.fields(of: view)).isTrue
            }
        } catch let error as ExpressionError {
            expect((0...source.utf8.count).contains(error.offset), "an error outside its expression")
        } catch {}
    }

    func fuzzTimes(_ bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first else { return }
        let layouts = TimeLayout.allCases
        let layout = layouts[layouts.index(layouts.startIndex, offsetBy: Int(first) % layouts.count)]
        let text = unsafe [UInt8](bytes.dropFirst())
        let parser = TimeParser(layout, times)
        _ = text.withLineBytes { parser.parse($0) }
    }

    func fuzzZones(_ bytes: UnsafeRawBufferPointer) {
        guard let rules = ZoneFile.parse(unsafe [UInt8](bytes), name: "Fuzz/Zone") else { return }
        let context = TimeContext(zone: rules, reference: Timestamp(seconds: 1_751_328_000)!)
        let parser = TimeParser(.iso, context)
        for text in ["2024-05-01 12:30:00", "1890-01-01 00:00:00", "2400-12-31 23:59:59"] {
            _ = Array(text.utf8).withLineBytes { parser.parse($0) }
        }
    }
#endif
