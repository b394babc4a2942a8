package import TelemetryStorage

/// A question about one service.
package struct ServiceQuery: Sendable {
  package var service: String
  /// Rounded outwards to whole minutes for figures.
  package var timeRange: TimeRange
  /// How many minutes a point of `ServiceOverview.points` stands for; `nil` for none.
  package var stepMinutes: Int?
  /// Each 0 to 1.
  package var quantiles: [Double]
  /// How many operations, callers, callees and errors are listed.
  package var limit: Int

  package init(
    service: String, timeRange: TimeRange, stepMinutes: Int? = nil, quantiles: [Double] = [0.5, 0.95, 0.99],
    limit: Int = QueryLimits.defaultServiceListCount
  ) {
    self.service = service
    self.timeRange = timeRange
    self.stepMinutes = stepMinutes
    self.quantiles = quantiles
    self.limit = limit
  }
}
