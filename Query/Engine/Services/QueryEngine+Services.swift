import Rollups
import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// What is known of a service; `nil` when it never sent a span.
  ///
  /// Figures come from rollups. Versions are read from the newest spans, failures from the newest minutes that had some.
  package func overview(_ query: ServiceQuery) throws(QueryError) -> ServiceOverview? {
    let operations = try red(
      RedQuery(
        service: query.service, grouping: [.operation, .kind], timeRange: query.timeRange, quantiles: query.quantiles))
    if operations.groups.isEmpty, try !services().contains(where: { $0.utf8.elementsEqual(query.service.utf8) }) {
      return nil
    }
    let requests = try red(requests(of: query))
    var points: [RedPoint] = []
    if let step = query.stepMinutes {
      points = try red(self.requests(of: query, step: step)).groups.first?.points ?? []
    }
    let dependencies = try dependencies(query.timeRange)
    let errorCount = operations.groups.reduce(0) { $0 + $1.points.reduce(0) { $0 + $1.errorCount } }
    return ServiceOverview(
      minutes: query.minutes, stepMinutes: query.stepMinutes, requests: requests.groups.first?.points.first,
      points: points, operations: Array(operations.groups.prefix(query.limit)),
      operationCount: operations.groups.count,
      callers: dependencies.dependencies(of: query.service, \.callee, limit: query.limit),
      callees: dependencies.dependencies(of: query.service, \.caller, limit: query.limit),
      versions: try versions(of: query), errors: errorCount > 0 ? try failures(of: query) : [],
      logCounts: try logCounts(of: query),
      damagedCount: max(operations.damagedCount, dependencies.damagedCount))
  }

  private func requests(of query: ServiceQuery, step: Int? = nil) -> RedQuery {
    RedQuery(
      service: query.service, kinds: [.server, .consumer], timeRange: query.timeRange, stepMinutes: step,
      quantiles: query.quantiles, wantsExemplars: step != nil)
  }
}

extension ServiceQuery {
  /// The minutes that figures are about.
  var minutes: ClosedRange<Minute> { ClosedRange(touching: timeRange) }
}

extension DependencyAnswer {
  fileprivate func dependencies(
    of service: String, _ side: KeyPath<Dependency, String>, limit: Int
  ) -> [Dependency] {
    Array(dependencies.lazy.filter { $0[keyPath: side].utf8.elementsEqual(service.utf8) }.prefix(limit))
  }
}
