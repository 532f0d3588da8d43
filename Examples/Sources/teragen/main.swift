import Glibc

// Writes records of TeraSort's form: a key of ten random bytes, the record's number as 32 hexadecimal digits, and filler
// up to 100 bytes. `teragen RECORDS FILE`
let arguments = CommandLine.arguments
guard arguments.count == 3, let count = UInt64(arguments[1]) else { fatalError("usage: teragen RECORDS FILE") }
guard let file = fopen(arguments[2], "w") else { fatalError("\(arguments[2]) cannot be written") }

/// SplitMix64: a number from each number.
func random(_ seed: UInt64) -> UInt64 {
    var bits = (seed &+ 1) &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
}

let digits = Array("0123456789ABCDEF".utf8)
var record = [UInt8](repeating: 0, count: 100)
for number in 0..<count {
    let (high, low) = (random(2 * number), random(2 * number + 1))
    for place in 0..<8 { record[place] = UInt8(truncatingIfNeeded: high >> (8 * place)) }
    for place in 0..<2 { record[8 + place] = UInt8(truncatingIfNeeded: low >> (8 * place)) }
    record[11] = 0x11
    for place in 0..<32 { record[12 + place] = digits[Int(truncatingIfNeeded: number >> (124 - 4 * place)) & 15] }
    for place in 0..<52 { record[44 + place] = digits[Int(truncatingIfNeeded: low >> place) & 15] }
    record.replaceSubrange(96..., with: [0x88, 0x99, 0xAA, 0xBB])
    guard fwrite(record, 1, 100, file) == 100 else { fatalError("\(arguments[2]) cannot be written") }
}
guard fclose(file) == 0 else { fatalError("\(arguments[2]) cannot be written") }
