import Thresh

// Questions about customers (number, name, city) and their orders (number, customer, cents), as flows.
guard CommandLine.arguments.count == 3 else { fatalError("usage: joins CUSTOMERS ORDERS") }

let customers = lines(of: CommandLine.arguments[1])
    .map { $0.strings(separatedBy: "\t") }
    .keyed(by: { Int($0[0])! }, value: { Pair($0[1], $0[2]) })
let orders = lines(of: CommandLine.arguments[2])
    .map { $0.strings(separatedBy: "\t") }
    .keyed(by: { Int($0[1])! }, value: { Int($0[2])! })

// `joined` sorts both sides, which may both be larger than memory.
print("The three best customers:")
let totals = orders.summed().joined(with: customers)
let best = try totals.map { _, both in Pair(both.left, both.right.first) }.top(3) { $0.first }
for customer in best { print(customer.second, customer.first, separator: "\t") }

// With a side that fits in memory nothing is sorted: each worker looks customers up.
print("Orders from each city:")
let cities = try orders.joined(withSmall: customers).map { _, both in both.right.second }.counted().collect()
for city in cities { print(city.key, city.value, separator: "\t") }

print("Customers without orders:")
for customer in try customers.antiJoined(with: orders).collect() { print(customer.value.first) }

print("Orders of customers whom nobody knows:")
print(try orders.antiJoined(with: customers).map { _, cents in cents }.count())
