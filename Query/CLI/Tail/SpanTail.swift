import QueryAPI
import QueryEngine
import TelemetryModel
import TelemetryStorage

/// Finds the spans that arrived since the last look.
///
/// A look asks for the newest traces with spans that fulfil the conditions, and picks those spans out of them.
struct SpanTail {
  private struct ID: Hashable {
    let trace: TraceID
    let span: SpanID
    let kind: SpanKind
  }

  private var query: TraceQuery
  private let text: LowercaseText?
  private let rowLimit: Int
  private var shown = ShownRows<ID>()
  private var latest: Timestamp?

  /// - Parameter text: what the name, the status or an attribute of a span holds.
  init(_ query: TraceQuery, text: String?, rowLimit: Int) {
    self.query = query
    self.text = text.map(LowercaseText.init)
    self.rowLimit = rowLimit
    self.query.limit = TraceLimit(min(rowLimit, QueryLimits.traceCount)) ?? .default
  }

  mutating func look(_ reader: any TraceReader, limit: Int) async throws -> Arrivals {
    let isFirst = latest == nil
    if let latest {
      let start = TailLimits.start(after: latest, now: .now)
      query.timeRange = TimeRange(start: start, end: TimeRange.all.end) ?? .all
      shown.forget(before: start)
    }
    let traces = try await search(reader)
    var found: [Arrivals.Row] = []
    var isOldestNew = false
    for trace in traces {
      let rows = newRows(of: trace)
      isOldestNew = !rows.isEmpty
      found += rows.map { .span(trace, $0) }
    }
    if latest == nil { latest = .now }
    let isCut = !isFirst && traces.count >= query.limit.count && isOldestNew
    return Arrivals(found, limit: limit, hasMore: isCut)
  }

  /// Traces come whole, and so many may be too large for one answer: then a few are asked for, from now on.
  private mutating func search(_ reader: any TraceReader) async throws -> [SpanBatch] {
    do {
      return try await reader.search(query)
    } catch let failure {
      guard failure is CommandFailure || (failure as? QueryError)?.code == .resultTooLarge, query.limit.count > 1
      else { throw failure }
      var smaller = query
      smaller.limit = TraceLimit(max(1, query.limit.count / 10)) ?? .default
      // When this fails as well, the size was not the reason.
      guard let traces = try? await reader.search(smaller) else { throw failure }
      query = smaller
      return traces
    }
  }

  private mutating func newRows(of trace: SpanBatch) -> [Int] {
    let condition = CompiledCondition(query.condition, for: trace)
    return condition.rows(in: 0..<trace.count, of: trace).filter { row in
      let id = ID(trace: trace.traceIDs[row], span: trace.spanIDs[row], kind: trace.kinds[row])
      let start = trace.startTimes[row]
      if shown.contains(id) { return false }
      shown.insert(id, at: start)
      latest = max(latest ?? start, start)
      return text?.isIn(trace, row) ?? true
    }
  }
}

/// A text that is looked for without regard to the case of ASCII letters.
private struct LowercaseText {
  private let text: String

  init(_ text: String) { self.text = text.lowercased() }

  func isIn(_ batch: SpanBatch, _ row: Int) -> Bool {
    let span = batch.span(at: row)
    return isIn(span.name) || isIn(span.status.message)
      || (span.attributes + span.resource.attributes).contains { isIn(AttributeText.text($0.value)) }
  }

  private func isIn(_ other: String) -> Bool { other.lowercased().contains(text) }
}
