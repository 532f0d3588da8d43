import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Fields of open formats by the names that questions use everywhere.
@Suite struct UsualNameTests {
    private func value(_ field: String, in line: String, named name: String) throws -> String? {
        let format = try withView(Array("\(line)\n\(line)\n".utf8)) {
            try FormatDetector.format(named: name, for: $0, isCut: false)
        }
        let extractor = try FieldExtractor(format, fields: [field], context: testContext)
        return try #require(extractor.texts(of: Array(line.utf8)))[0]
    }

    @Test(
        "names of JSON in wide use are those of questions too",
        arguments: [
            ("level", #"{"@level":"warn","@message":"m"}"#, "warn"),
            ("message", #"{"@level":"warn","@message":"m"}"#, "m"),
            ("level", #"{"level":{"name":"ERROR","no":40},"msg":"x"}"#, "ERROR"),
            ("message", #"{"fields":{"message":"m","status":"x"},"span":"s"}"#, "m"),
            ("level", #"{"SeverityText":"INFO","Body":"x"}"#, "INFO"),
            ("ip", #"{"callerIpAddress":"192.0.2.7","op":"x"}"#, "192.0.2.7"),
            ("ip", #"{"client":{"ipAddress":"2001:db8::7","geo":"x"}}"#, "2001:db8::7"),
            ("ip", #"{"request":{"remote_address":"192.0.2.7","path":"a"}}"#, "192.0.2.7"),
            ("ip", #"{"c-ip":"192.0.2.7","sc-status":"304","cs-method":"GET","cs-uri-stem":"/a"}"#, "192.0.2.7"),
            ("status", #"{"c-ip":"192.0.2.7","sc-status":"304","cs-method":"GET","cs-uri-stem":"/a"}"#, "304"),
            ("path", #"{"c-ip":"192.0.2.7","sc-status":"304","cs-method":"GET","cs-uri-stem":"/a"}"#, "/a"),
            ("status", #"{"api":{"statusCode":404,"name":"GetObject"},"remotehost":"192.0.2.7"}"#, "404"),
            ("bytes", #"{"response_status":200,"response_body_size":512}"#, "512"),
        ])
    func names(field: String, line: String, expected: String) throws {
        #expect(try value(field, in: line, named: "json") == expected)
    }

    @Test("a field that has the name itself comes before an alias")
    func ownNames() throws {
        let line = #"{"@level":"warn","level":"error","c-ip":"192.0.2.7","ip":"192.0.2.8"}"#
        #expect(try value("level", in: line, named: "json") == "error")
        #expect(try value("ip", in: line, named: "json") == "192.0.2.8")
        #expect(try value("level", in: "sev=1 severity_text=WARN msg=x", named: "logfmt") == "WARN")
    }

    @Test("a level of a table has names in other languages")
    func tables() throws {
        let format = try withView(Array("Ebene,Quelle,Nummer\nFehler,a,1\nInformationen,b,2\n".utf8)) {
            try FormatDetector.format(named: "csv", for: $0, isCut: false)
        }
        let extractor = try FieldExtractor(format, fields: ["level"], context: testContext)
        #expect(extractor.texts(of: Array("Fehler,a,1".utf8)) == ["Fehler"])
    }

    @Test(
        "seconds and nanoseconds in an object are one time",
        arguments: [
            (#"{"timestamp":{"seconds":1714566600,"nanos":123456789},"severity":"INFO"}"#, "@1714566600123456789"),
            (#"{"severity":"INFO","timestamp": { "nanos": 5, "seconds": 1714566600 },"n":1}"#, "@1714566600000000005"),
            (#"{"timestamp":{"seconds":-1,"nanos":500000000},"message":"x"}"#, "@-500000000"),
        ])
    func instants(line: String, expected: String) throws {
        #expect(try value("time", in: line, named: "json") == expected)
    }
}
