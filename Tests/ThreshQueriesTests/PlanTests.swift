import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

@Suite("Plans")
struct PlanTests {
    private func plan(_ aggregates: String, by: String? = nil, filter: String? = nil) throws -> LogPlan {
        let query = try LogQuery(by: by, aggregates: aggregates)
        return try query.plan(
            LogInput(format: nil, filter: try filter.map { try QueryText.expression($0) }, context: testContext))
    }

    @Test("aggregates of the same values share a state, and expressions are computed once")
    func sharing() throws {
        let plan = try plan("p50(bytes), p99(bytes), max(bytes), count, count", by: "status", filter: "bytes > 1")
        #expect(plan.expressions.map(\.text) == ["bytes > 1", "status", "bytes"])
        #expect(plan.states == [.quantiles(2), .largest(2), .count])
        #expect(plan.outputs.map(\.state) == [0, 0, 1, 2, 2])
        #expect(plan.columnNames == ["status", "p50(bytes)", "p99(bytes)", "max(bytes)", "count", "count"])
        #expect(plan.firstKey == 1)
    }

    @Test("a question that is quantiles and counts alone is known as such")
    func quantiles() throws {
        #expect(try plan("count, p50(bytes), p9(bytes)").quantilesState == 1)
        #expect(try plan("p50(bytes), p50(status)").quantilesState == nil)
        #expect(try plan("p50(bytes), max(bytes)").quantilesState == nil)
    }

    @Test("first and last need the time")
    func times() throws {
        let plan = try plan("last(path)")
        #expect(plan.timeExpression.map { plan.expressions[$0].text } == "time")
        #expect(try self.plan("count").timeExpression == nil)
    }

    @Test("counts and sums may be added up over groups")
    func additive() throws { #expect(try plan("mean(bytes), count, sum(bytes)", by: "ip").additiveColumns == [2, 3]) }

    @Test("rankings have a length", arguments: ["top(path, 0)", "top(path, 'x')", "top(path, 10001)"])
    func rankings(_ text: String) { #expect(usage { _ = try plan(text) }?.contains("from 1 to 10000") == true) }

    @Test("an aggregate is no group")
    func groups() { #expect(usage { _ = try plan("count", by: "sum(bytes)") }?.contains("is no group") == true) }

    @Test("orders have directions")
    func orders() throws {
        let order = try QueryText.order("-count, status desc, path asc")
        #expect(order.map(\.expression.text) == ["count", "status", "path"])
        #expect(order.map(\.isDescending) == [true, true, false])
    }
}
