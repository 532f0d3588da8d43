import Foundation
import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// What databases say of addresses.
@Suite("Places of addresses", .timeLimit(.minutes(2)))
struct AddressPlaceTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        var places = AddressDatabase(type: "GeoLite2-City")
        func place(_ country: String, _ city: String?) -> AddressDatabase.Value {
            let city = city.map { [("city", AddressDatabase.Value.map([("names", .map([("en", .text($0))]))]))] } ?? []
            return .map([("country", .map([("iso_code", .text(country))]))] + city)
        }
        places.add([198, 51, 100, 0], length: 24, place("NO", "Bergen"))
        places.add([203, 0, 113, 0], length: 25, place("PT", nil))
        places.add([10, 0, 0, 0], length: 8, place("XX", "nowhere"))
        places.add([0x20, 1, 0xD, 0xB8, 0, 7] + Array(repeating: 0, count: 10), length: 48, place("IS", "Höfn"))
        try directory.write(places.bytes, to: "city.mmdb")
        var owners = AddressDatabase(type: "GeoLite2-ASN")
        owners.add(
            [198, 51, 100, 128], length: 25,
            .map([
                ("autonomous_system_number", .number(64496)), ("autonomous_system_organization", .text("Example Net")),
            ]))
        try directory.write(owners.bytes, to: "asn.mmdb")
        var others = AddressDatabase(type: "other lite")
        others.add(
            [192, 0, 2, 0], length: 24,
            .map([
                ("country_code", .text("CL")), ("asn", .text("AS64511")), ("as_name", .text("Otro")),
                ("city", .text("Arica")),
            ]))
        try directory.write(others.bytes, to: "other.mmdb")
    }

    private func value(_ field: GeoDatabases.Field, _ address: String, _ cache: GeoCache) throws -> String? {
        try Array(address.utf8).withLineBytes { bytes in
            let value = try cache.value(field, of: bytes)
            return value.kind == .integer ? "\(value.bits)" : value.kind == .null ? nil : value.bytes.string
        }
    }

    @Test("values of several makers' files, once more from the cache")
    func values() throws {
        let cache = GeoCache(
            try GeoDatabases(["city.mmdb", "asn.mmdb", "other.mmdb"].map { directory.path($0) }))
        let expected: [(String, [String?])] = [
            ("198.51.100.7", ["NO", "Bergen", nil, nil]), ("198.51.100.200", ["NO", "Bergen", "64496", "Example Net"]),
            ("::ffff:198.51.100.200", ["NO", "Bergen", "64496", "Example Net"]),
            ("203.0.113.9", ["PT", nil, nil, nil]),
            ("203.0.113.200", [nil, nil, nil, nil]), ("10.1.2.3", [nil, nil, nil, nil]),
            ("2001:db8:7::1", ["IS", "Höfn", nil, nil]), ("[2001:DB8:7:0::9]", ["IS", "Höfn", nil, nil]),
            ("2001:db8:8::1", [nil, nil, nil, nil]), ("192.0.2.5", ["CL", "Arica", "64511", "Otro"]),
            ("host.example", [nil, nil, nil, nil]), ("", [nil, nil, nil, nil]), ("::", [nil, nil, nil, nil]),
        ]
        for _ in 0..<2 {
            for (address, values) in expected {
                for (field, value) in zip(GeoDatabases.Field.allCases, values) {
                    #expect(try self.value(field, address, cache) == value, "\(field) of \(address)")
                }
            }
        }
    }

    @Test("as many addresses as push each other out of the cache are what a database of each says")
    func manyAddresses() throws {
        var database = AddressDatabase(type: "ASN")
        for net in 0..<64 { database.add([20, UInt8(net), 0, 0], length: 16, .map([("asn", .number(UInt32(net)))])) }
        var numbered = AddressDatabase(type: "GeoLite2-ASN")
        for net in 0..<64 {
            numbered.add(
                [20, UInt8(net), 0, 0], length: 16, .map([("autonomous_system_number", .number(UInt32(net)))]))
        }
        try directory.write(numbered.bytes, to: "many.mmdb")
        let cache = GeoCache(try GeoDatabases([directory.path("many.mmdb")]))
        var random = SeededGenerator(seed: 3)
        for _ in 0..<200_000 {
            let (net, low) = (random.below(80), random.below(65536))
            let found = try value(.asn, "20.\(net).\(low >> 8).\(low & 255)", cache)
            #expect(found == (net < 64 ? "\(net)" : nil))
        }
    }

    @Test("files that are none are refused, and damaged ones told")
    func damage() throws {
        #expect(throws: ThreshError.self) { _ = try GeoDatabases([directory.path("missing.mmdb")]) }
        try directory.write(Array("a,b\n1,2\n".utf8), to: "table.mmdb")
        let error = #expect(throws: ThreshError.self) { _ = try GeoDatabases([directory.path("table.mmdb")]) }
        #expect(error?.kind == .badData && error?.message.contains("table.mmdb") == true)
        let asn = try GeoDatabases([directory.path("asn.mmdb")])
        #expect(asn.obstacle(to: .country)?.contains("GeoLite2-ASN") == true && asn.obstacle(to: .asn) == nil)
        #expect(try GeoDatabases([directory.path("other.mmdb")]).obstacle(to: .city) == nil)
    }

    @Test("a question without a database names the option")
    func noDatabase() throws {
        let format = try FormatCatalog.format(named: "combined")
        let context = ExpressionContext(now: Timestamp(seconds: 1_431_907_200)!)
        for source in ["country(ip)", "city()", "asn(ip) = 3", "as_name(ip)"] {
            let error = #expect(throws: ExpressionError.self) {
                _ = try ExpressionProgram([try Expression.parse(source)], format: format, context: context)
            }
            #expect(error?.message.contains("--geoip") == true, "\(source)")
        }
    }
}
