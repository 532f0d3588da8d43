import Thresh

/// Adds up one column of CSV files by another, both found by their names.
struct AmountByCity: CombiningJob {
    private var city = 0
    private var amount = 0

    var records: RecordFormat { .csv(hasHeader: true) }

    mutating func prepare(inputs: [String]) throws {
        let header = try CSVHeader(ofFile: inputs[0])
        guard let city = header.index(of: "city"), let amount = header.index(of: "amount") else {
            throw ThreshError(.badData, "\(inputs[0]): there must be columns city and amount")
        }
        (self.city, self.amount) = (city, amount)
    }

    func map(_ record: Record, into output: inout Combined<String, Sum<Int>>) {
        let row = record.csv()
        guard let city = row.field(city), let amount = row.field(amount)?.integer else { return }
        var scratch = ByteBuffer(capacity: 0)
        output.emit(city.text(into: &scratch), amount)
    }
}

/// Counts lines of JSON by a nested member.
struct EventsByUser: CombiningJob {
    func map(_ record: Record, into output: inout Combined<String, Sum<Int>>) throws {
        var scratch = ByteBuffer(capacity: 0)
        guard let user = try record.json.value(at: "user.name"), let name = try user.text(into: &scratch) else {
            return
        }
        output.emit(name, 1)
    }
}
