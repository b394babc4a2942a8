import Rollups

/// The steps into which the range of a query is divided.
struct RedGrid {
  let minutes: ClosedRange<Minute>
  let stepMinutes: Int
  let stepCount: Int
  /// How many minutes a point is about, up to the end of its step.
  private let windowMinutes: Int
  private let pointLimit: Int

  /// Throws what is wrong with the query.
  init(_ query: RedQuery, _ limits: QueryLimits) throws(QueryError) {
    minutes = query.minutes
    let minuteCount = Int(minutes.upperBound - minutes.lowerBound) + 1
    stepMinutes = query.stepMinutes ?? minuteCount
    guard stepMinutes > 0 else { throw QueryError(.invalidQuery, "a step is at least a minute") }
    guard query.quantiles.count <= QueryLimits.quantileCount, query.quantiles.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      throw QueryError(
        .invalidQuery, "quantiles are at most \(QueryLimits.quantileCount) numbers from 0 to 1")
    }
    guard query.grouping.count <= QueryLimits.redDimensionCount else {
      throw QueryError(.invalidQuery, "more than \(QueryLimits.redDimensionCount) dimensions to divide by")
    }
    windowMinutes = query.windowMinutes ?? stepMinutes
    guard windowMinutes >= stepMinutes, windowMinutes / stepMinutes <= QueryLimits.windowStepCount else {
      throw QueryError(.invalidQuery, "a window is at least a step, and at most \(QueryLimits.windowStepCount) of them")
    }
    stepCount = (minuteCount - 1) / stepMinutes + 1
    pointLimit = limits.redPointCount
    try checkPoints(stepCount)
  }

  /// Throws when there are too many points.
  func checkPoints(_ count: Int) throws(QueryError) {
    guard count <= pointLimit else {
      throw QueryError(
        .resultTooLarge,
        "more than \(pointLimit) points (groups x steps); use a longer step, a shorter range or fewer groups")
    }
  }

  /// What has to be read: the minutes of the steps, and what their windows look back to.
  var minutesToRead: ClosedRange<Minute> {
    let lookback = Minute(windowMinutes - stepMinutes)
    return (minutes.lowerBound - min(minutes.lowerBound, lookback))...minutes.upperBound
  }

  /// The coarsest rollups from which each point can be had exactly.
  var resolution: RollupResolution {
    if stepCount == 1, windowMinutes == stepMinutes { return .hour }
    let hour = Int(RollupResolution.hour.minuteCount)
    let bounds = [stepMinutes, windowMinutes, Int(minutes.lowerBound)]
    return bounds.allSatisfy { $0.isMultiple(of: hour) } ? .hour : .minute
  }

  /// The steps whose points are about a minute, which is to be read.
  func steps(of minute: Minute) -> Range<Int> {
    let offset = Int(minute) - Int(minutes.lowerBound)
    let first = offset < 0 ? 0 : offset / stepMinutes
    if windowMinutes == stepMinutes { return first..<first + 1 }
    // The last step that ends, less the window, before the minute or at it.
    let last = (offset + windowMinutes - stepMinutes) / stepMinutes
    return first..<max(first, min(last + 1, stepCount))
  }

  func firstMinute(ofStep step: Int) -> Minute { minutes.lowerBound + Minute(step * stepMinutes) }

  /// How many minutes the point of a step is about; the last step may be shorter.
  func minuteCount(ofStep step: Int) -> Int {
    windowMinutes - max(0, (step + 1) * stepMinutes - Int(minutes.upperBound - minutes.lowerBound) - 1)
  }
}
