import PromQL
import PromQLTesting
import Testing

@Suite struct LimitTests {
  private let source = MemorySource(
    (0..<50).map { index in
      SampleSeries(
        labels: Labels([Label("__name__", "m"), Label("i", String(index))]),
        timestamps: (0..<200).map { Int64($0) * 1_000 }, values: (0..<200).map { Double($0 * index) })
    })

  private func error(
    _ query: String, steps: Int64 = 1, limits: PromQLLimits = PromQLLimits()
  ) throws -> PromQLError? {
    let query = try PromQLQuery(query)
    do throws(PromQLError) {
      _ = try query.range(from: 0, through: (steps - 1) * 1_000, step: 1_000, from: source, limits: limits)
      return nil
    } catch { return error }
  }

  @Test("More steps than Prometheus allows are refused, exactly as many are not")
  func steps() throws {
    #expect(try error("1", steps: 11_000) == nil)
    let refused = try error("1", steps: 11_001)
    #expect(refused?.code == .badData)
    #expect(refused?.message.hasPrefix("exceeded maximum resolution of 11000 points per timeseries") == true)
  }

  @Test(
    "Samples are limited, whether they are read or computed",
    arguments: [
      "m[3m]", "m", "m + m", "sum by(i) (m)", "vector(1)[292y:1ms]", "max_over_time(vector(1)[290y:1s])",
      "max_over_time(max_over_time(vector(1)[20y:1h])[250y:1s])", "rate(m[3m])", "count_values(\"v\", m)",
      "m * on() group_left sum(m)", "m or m offset 1s", "sum_over_time(m[3m:1s])", "topk(3, m)",
    ])
  func samples(text: String) throws {
    var limits = PromQLLimits()
    limits.sampleCount = 3_000
    let query = try PromQLQuery(text)
    let error = #expect(throws: PromQLError.self) {
      if query.expression.type == .rangeVector {
        _ = try query.instant(at: 180_000, from: source, limits: limits)
      } else {
        _ = try query.range(from: 0, through: 180_000, step: 1_000, from: source, limits: limits)
      }
    }
    #expect(error?.code == .tooManySamples)
    #expect(error?.message.contains("the limit is 3000") == true)
  }

  @Test("What parts of a query held is given back: only what is alive at once counts")
  func releasing() throws {
    var limits = PromQLLimits()
    limits.sampleCount = 45_000
    #expect(try error("-(-(-(-(-(-(-(-m)))))))", steps: 200, limits: limits) == nil)
  }

  @Test("A query that runs too long ends with a timeout")
  func timeout() throws {
    var limits = PromQLLimits()
    limits.timeout = .zero
    let refused = try error("quantile_over_time(0.5, m[3m])", steps: 1_000, limits: limits)
    #expect(refused?.code == .timeout)
  }

  @Test("Times beyond the range of times are refused, the last ones are not")
  func times() throws {
    let last = PromQLLimits.timeMilliseconds
    for text in ["m offset 290y", "rate(m[290y] offset -290y)", "m @ 8999999999999", "sum_over_time(m[290y:100y])"] {
      let query = try PromQLQuery(text)
      for time in [last, -last] { _ = try query.instant(at: time, from: source) }
      #expect(throws: PromQLError.self) { try query.instant(at: last + 1, from: source) }
      #expect(throws: PromQLError.self) { try query.instant(at: .min, from: source) }
    }
    let query = try PromQLQuery("m")
    #expect(throws: PromQLError.self) { try query.range(from: 1, through: 0, step: 1, from: source) }
    #expect(throws: PromQLError.self) { try query.range(from: 0, through: 1, step: 0, from: source) }
    #expect(throws: PromQLError.self) { try query.range(from: .min, through: .max, step: 1, from: source) }
    #expect(throws: PromQLError.self) { try query.range(from: -last, through: last, step: 1, from: source) }
    _ = try query.range(from: -last, through: last, step: .max, from: source)
  }

  @Test("A range vector and a text have no range query")
  func types() throws {
    for text in ["m[5m]", "\"text\""] {
      let query = try PromQLQuery(text)
      #expect(throws: PromQLError.self) { try query.range(from: 0, through: 1, step: 1, from: source) }
    }
  }

  @Test("An expression with groups is refused where expression and value together are too large")
  func capturing() throws {
    let long = MemorySource([
      SampleSeries(
        labels: Labels([Label("__name__", "m"), Label("l", String(repeating: "a", count: 100_000))]), timestamps: [0],
        values: [1])
    ])
    _ = try PromQLQuery(#"label_replace(m, "x", "$1", "l", "(a*)a.*")"#).instant(at: 0, from: long)
    let error = #expect(throws: PromQLError.self) {
      try PromQLQuery(#"label_replace(m, "x", "$1", "l", "((a?){900})*b")"#).instant(at: 0, from: long)
    }
    #expect(error?.code == .execution)
    #expect(error?.message.hasSuffix("too large for a value of 100000 characters") == true)
  }
}
