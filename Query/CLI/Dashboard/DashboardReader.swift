import Dashboards
import PromQL
import QueryAPI
import TelemetryModel
import TelemetryStorage

/// Fills in a dashboard's variables and asks its queries.
struct DashboardReader {
  let dashboard: Dashboard
  /// Values that the user gave.
  let given: [String: [String]]
  let time: RecentOptions
  /// `nil` for what fits.
  let stepMilliseconds: Int64?

  private static let pointCount: UInt64 = 120
  private static let minuteMilliseconds: UInt64 = 60_000

  func read(_ rates: RateReader) async throws -> DashboardAnswer {
    var range = try time.range
    let step = stepMilliseconds ?? Self.step(of: range)
    range = range.aligned(toMilliseconds: UInt64(step))
    var answer = DashboardAnswer(title: dashboard.title, range: range, stepMilliseconds: step)
    var values = VariableValues(
      start: Int64(range.start.nanoseconds / 1_000_000), end: Int64(range.end.nanoseconds / 1_000_000), step: step)
    for variable in dashboard.variables {
      let list = try await self.values(of: variable, &values, range, rates, &answer.notes)
      guard let list else { continue }
      values.set(variable.name, to: list)
      if variable.source != .datasource { answer.variables.append((variable.name, list)) }
    }
    for panel in dashboard.panels {
      answer.panels.append(try await self.answer(panel, &values, range, step, rates))
    }
    for name in values.missing.sorted() {
      answer.notes.append("no value for $\(name); give one with --var \(name)=...")
    }
    // When every query fails, it may not be their fault: then this one fails, too, and tells why.
    if answer.panels.flatMap(\.results).allSatisfy({ $0.failure != nil }) {
      _ = try await rates.promQL("1", range, stepMilliseconds: nil)
    }
    return answer
  }

  /// Full minutes, since series from spans have a sample a minute.
  private static func step(of range: TimeRange) -> Int64 {
    let length = range.end.nanoseconds(since: range.start) / 1_000_000
    return Int64(max((length / pointCount + minuteMilliseconds - 1) / minuteMilliseconds, 1) * minuteMilliseconds)
  }

  private func values(
    of variable: Variable, _ values: inout VariableValues, _ range: TimeRange, _ rates: RateReader,
    _ notes: inout [String]
  ) async throws -> [String]? {
    if let list = given[variable.name] { return list }
    if variable.source == .datasource { return ["skein"] }
    if let pattern = variable.allValue { return [pattern] }
    if !variable.usual.isEmpty { return variable.usual }
    switch variable.source {
    case .fixed, .datasource: return [""]
    case .unknown(let text):
      notes.append("the values of $\(variable.name) are not to be found out (\(text))")
      return nil
    case .labelValues(let label, let selector):
      let selector = values.filling(selector ?? "{\(label)!=\"\"}")
      let seconds = max(range.end.nanoseconds(since: range.start) / 1_000_000_000, 1)
      let query = "count by (\(label)) (last_over_time(\(selector)[\(seconds)s]))"
      let body = try await rates.promQL(query, range, stepMilliseconds: nil)
      guard case .series(let series) = try PromQLFigures(answer: body).result else { return [""] }
      let found = series.compactMap { $0.metric[label] }.filter { !$0.isEmpty }.sorted()
      if found.isEmpty { notes.append("$\(variable.name) has no value in this time") }
      return [found.first ?? ""]
    }
  }

  private func answer(
    _ panel: Panel, _ values: inout VariableValues, _ range: TimeRange, _ step: Int64, _ rates: RateReader
  ) async throws -> DashboardAnswer.PanelAnswer {
    var kind = panel.kind
    if case .text(let content) = kind { kind = .text(values.filling(content)) }
    var answer = DashboardAnswer.PanelAnswer(panel: panel, kind: kind, title: values.filling(panel.title))
    if case .unknown = kind { return answer }
    for query in panel.queries {
      let expression = values.filling(query.expression)
      var result = DashboardAnswer.Result(query: query, expression: expression)
      do {
        result.body = try await rates.promQL(expression, range, stepMilliseconds: query.isInstant ? nil : step)
        result.figures = try PromQLFigures(answer: result.body)
      } catch let error as PromQLError {
        result.failure = error.message
      } catch let error as CommandFailure {
        result.failure = error.message
      }
      answer.results.append(result)
    }
    return answer
  }
}
