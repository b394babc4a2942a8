import QueryEngine
import TelemetryStorage

extension QueryParameters {
  /// All values of a parameter as filters (docs/api.md describes their language).
  func filters(_ name: String) throws(RequestFailure) -> [SpanFilter] {
    var filters: [SpanFilter] = []
    var conditionCount = 0
    for text in texts(name) {
      do {
        let filter = try SpanFilter(text)
        conditionCount += filter.conditionCount
        filters.append(filter)
      } catch {
        throw .badRequest("unable to parse param '\(name)': \"\(text)\", \(error)")
      }
      guard conditionCount <= SpanFilterLimits.conditionCount else {
        throw .badRequest("more than \(SpanFilterLimits.conditionCount) conditions in all values of '\(name)'")
      }
    }
    return filters
  }

  /// What all values of a parameter ask of a span together; `nil` without any.
  func filterCondition(_ name: String) throws(RequestFailure) -> SpanCondition? {
    let filters = try filters(name)
    return filters.isEmpty ? nil : .all(filters.map(\.condition))
  }
}
