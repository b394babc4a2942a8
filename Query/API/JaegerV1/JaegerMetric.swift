import QueryEngine
import Rollups
import TelemetryModel
import TelemetryStorage

/// What a request for one of Jaeger's metrics asks for. Every failure names the parameter.
///
/// A point tells of the time `ratePer` before it, as PromQL's `rate` does. Rollups know whole minutes: steps and windows
/// are rounded up to these, and points lie at their ends.
struct JaegerMetric {
  enum Figure: String, CaseIterable {
    /// A quantile of durations in milliseconds.
    case latencies
    /// Calls a second.
    case calls
    /// The share of calls that failed.
    case errors
  }

  static let minuteMilliseconds: UInt64 = 60_000
  private static let minuteNanoseconds: UInt64 = 60_000_000_000

  let figure: Figure
  let services: Set<String>
  let query: RedQuery
  private let quantileText: String
  private let now: Timestamp

  init(_ figure: Figure, _ parameters: QueryParameters, now: Timestamp) throws(RequestFailure) {
    self.figure = figure
    self.now = now
    services = Set(parameters.texts("service"))
    guard let service = services.first else {
      throw .badRequest("unable to parse param 'service': please provide at least one service name")
    }
    quantileText = figure == .latencies ? parameters.text("quantile") ?? "" : ""
    var quantiles: [Double] = []
    if figure == .latencies {
      guard let quantile = Double(quantileText), (0...1).contains(quantile) else {
        throw .unparsable("quantile", quantileText, "not a number from 0 to 1")
      }
      quantiles = [quantile]
    }
    let range = try parameters.lookbackRange(now: now, defaultLookbackMilliseconds: 60 * Self.minuteMilliseconds)
    let step = try Self.minutes("step", parameters) ?? 1
    // Steps end with the range: its first minute begins the first of as many as fit.
    let minutes = ClosedRange<Minute>(touching: range)
    let stepCount = max(1, Int(minutes.upperBound - minutes.lowerBound) / step)
    let first = minutes.upperBound - Minute(min(Int(minutes.upperBound), stepCount * step - 1))
    query = RedQuery(
      service: services.count == 1 ? service : nil, kinds: try Self.kinds(parameters),
      grouping: try parameters.flag("groupByOperation") ? [.service, .operation] : [.service],
      timeRange: TimeRange(first...minutes.upperBound), stepMinutes: step,
      windowMinutes: max(step, try Self.minutes("ratePer", parameters) ?? 10), quantiles: quantiles)
  }

  /// A duration in milliseconds as whole minutes, rounded up; one at least.
  private static func minutes(_ name: String, _ parameters: QueryParameters) throws(RequestFailure) -> Int? {
    guard let milliseconds = try parameters.milliseconds(name) else { return nil }
    let (minutes, rest) = milliseconds.quotientAndRemainder(dividingBy: minuteMilliseconds)
    // No longer than all of time is.
    return max(1, Int(min(minutes + (rest > 0 ? 1 : 0), UInt64(Minute.max))))
  }

  private static func kinds(_ parameters: QueryParameters) throws(RequestFailure) -> Set<SpanKind> {
    var kinds: Set<SpanKind> = []
    for word in parameters.texts("spanKind") {
      guard let kind = word == "unspecified" ? .unspecified : SpanKind(word: word) else {
        throw .badRequest("unable to parse param 'spanKind': unsupported span kind: '\(word)'")
      }
      kinds.insert(kind)
    }
    return kinds.isEmpty ? [.server] : kinds
  }

  private var isByOperation: Bool { query.grouping.contains(.operation) }

  var name: String {
    let prefix = isByOperation ? "service_operation_" : "service_"
    return switch figure {
    case .latencies: prefix + "latencies"
    case .calls: prefix + "call_rate"
    case .errors: prefix + "error_rate"
    }
  }

  var help: String {
    let what =
      switch figure {
      case .latencies: "\(quantileText)th quantile latency"
      case .calls: "calls/sec"
      case .errors: "error rate, computed as a fraction of errors/sec over calls/sec"
      }
    return what + ", grouped by service" + (isByOperation ? " & operation" : "")
  }

  /// A point for every step: no calls are none a second, but neither a latency nor an error rate.
  func points(of group: RedGroup, _ answer: RedAnswer) -> [(time: Timestamp, value: Double)] {
    var next = group.points.startIndex
    return stride(from: Int(answer.minutes.lowerBound), through: Int(answer.minutes.upperBound), by: answer.stepMinutes)
      .map { minute in
        let end = UInt64(minute + answer.stepMinutes) * Self.minuteNanoseconds
        let isUnderWay = (UInt64(minute) * Self.minuteNanoseconds + 1..<end).contains(now.nanoseconds)
        let time = isUnderWay ? now : Timestamp(nanoseconds: end)
        guard next < group.points.endIndex, group.points[next].minute == minute else {
          return (time, figure == .calls ? 0 : .nan)
        }
        defer { next += 1 }
        return (time, value(of: group.points[next], until: time))
      }
  }

  private func value(of point: RedPoint, until end: Timestamp) -> Double {
    switch figure {
    case .latencies: return (point.quantilesNanoseconds.first ?? .nan) / 1e6
    case .errors: return Double(point.errorCount) / Double(point.count)
    case .calls:
      // The last minute may not be over yet.
      let stepEnd = (UInt64(point.minute) + UInt64(query.stepMinutes ?? 1)) * Self.minuteNanoseconds
      let missing = Double(stepEnd - min(stepEnd, end.nanoseconds)) / 1e9
      return Double(point.count) / (Double(point.minuteCount * 60) - missing)
    }
  }
}
