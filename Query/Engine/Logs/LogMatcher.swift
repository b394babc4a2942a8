import TelemetryModel
import TelemetryStorage

/// Tells which rows of one batch fulfil a query, the cheapest questions first.
///
/// Asks codes and IDs where it can, so that most rows cost a few comparisons.
struct LogMatcher {
  private let query: LogQuery
  /// By resource; empty for any service.
  private var services: [Bool] = []
  private var attributes: [LogAttributeMatcher] = []
  private var lookUps: LogLookUpColumns?
  private var body: BodyMatcher?

  /// `nil` when no row can match.
  init?(_ query: LogQuery, _ batch: LogBatch, keys: CorrelationKeys) {
    self.query = query
    if let service = query.service {
      guard let code = batch.strings.code(of: service) else { return nil }
      services = batch.resources.map { $0.serviceName == code }
      guard services.contains(true) else { return nil }
    }
    for attribute in query.attributes {
      guard let matcher = LogAttributeMatcher(attribute, batch) else { return nil }
      attributes.append(matcher)
    }
    if query.traceID != nil || query.spanID != nil || query.correlationID != nil {
      lookUps = LogLookUpColumns(batch, keys: keys)
    }
    body = BodyMatcher(query.hint(keys: keys))
    body?.begin(batch)
  }

  mutating func accepts(_ row: Int, in batch: LogBatch) -> Bool {
    guard query.times.contains(batch.effectiveTime(of: row)), isSevere(batch.severityNumbers[row]),
      services.isEmpty || services[Int(batch.resourceIndexes[row])]
    else { return false }
    if let lookUps, !accepts(row, lookUps, batch) { return false }
    guard attributes.allSatisfy({ $0.accepts(row, in: batch) }) else { return false }
    return body?.accepts(row, in: batch) ?? true
  }

  private func isSevere(_ severity: SeverityNumber) -> Bool {
    query.leastSeverity == .unspecified || severity >= query.leastSeverity
  }

  private func accepts(_ row: Int, _ lookUps: LogLookUpColumns, _ batch: LogBatch) -> Bool {
    if let traceID = query.traceID, lookUps.traceIDs[row] != traceID { return false }
    if let spanID = query.spanID, lookUps.spanIDs[row] != spanID { return false }
    guard let id = query.correlationID else { return true }
    guard lookUps.correlationIDs[row] == .none else { return lookUps.carries(id, row: row, in: batch) }
    return lookUps.traceIDs[row].isValid && lookUps.traceIDs[row].description == id.lowercased()
  }
}
