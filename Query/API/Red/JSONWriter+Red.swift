package import OTLPFormat
package import QueryEngine
import Rollups
import TelemetryModel

private let nanosecondsPerMinute: UInt64 = 60_000_000_000

extension JSONWriter {
  /// Times and durations are nanoseconds; moments are texts, since they do not fit JavaScript's numbers.
  package mutating func red(_ answer: RedAnswer, quantiles: [Double]) {
    beginObject()
    minutes(answer.minutes)
    key("step")
    // A step over all of time is longer than 64 bits of nanoseconds.
    int(UInt128(answer.stepMinutes) * UInt128(nanosecondsPerMinute))
    key("quantiles")
    beginArray()
    for quantile in quantiles { double(quantile) }
    endArray()
    key("source")
    string(answer.source.rawValue)
    key("damaged")
    int(answer.damagedCount)
    key("groups")
    beginArray()
    for group in answer.groups { self.group(group) }
    endArray()
    endObject()
  }

  /// The range that an answer is about, with both ends as the first moment of a minute; `end` does not belong to it.
  mutating func minutes(_ minutes: ClosedRange<Minute>) {
    key("start")
    quoted(UInt64(minutes.lowerBound) * nanosecondsPerMinute)
    key("end")
    quoted(UInt128(minutes.upperBound + 1) * UInt128(nanosecondsPerMinute))
  }

  private mutating func group(_ group: RedGroup) {
    beginObject()
    let (fields, attributes) = (
      group.labels.filter { $0.dimension.isInRollups }, group.labels.filter { !$0.dimension.isInRollups }
    )
    for label in fields { self.label(label) }
    if !attributes.isEmpty {
      key("attributes")
      beginObject()
      for label in attributes { self.label(label) }
      endObject()
    }
    key("points")
    beginArray()
    for point in group.points { self.point(point) }
    endArray()
    endObject()
  }

  private mutating func label(_ label: RedGroup.Label) {
    key(label.dimension.rawValue)
    if let text = label.text { string(text) } else { null() }
  }

  mutating func point(_ point: RedPoint) {
    beginObject()
    members(of: point)
    endObject()
  }

  mutating func members(of point: RedPoint) {
    key("time")
    quoted(UInt64(point.minute) * nanosecondsPerMinute)
    key("count")
    int(point.count)
    key("errors")
    int(point.errorCount)
    key("rate")
    double(point.rate)
    key("mean")
    double(point.meanNanoseconds)
    key("min")
    int(point.minimumNanoseconds)
    key("max")
    int(point.maximumNanoseconds)
    if !point.quantilesNanoseconds.isEmpty {
      key("quantiles")
      beginArray()
      for quantile in point.quantilesNanoseconds { double(quantile) }
      endArray()
    }
    statusClasses(point.statusClassCounts)
    exemplars(point.exemplars)
  }

  /// Calls with an HTTP status by its class; left out when there are none.
  private mutating func statusClasses(_ counts: [UInt64]) {
    guard counts.dropFirst().contains(where: { $0 > 0 }) else { return }
    key("status")
    beginObject()
    for (digit, count) in counts.enumerated().dropFirst() where count > 0 {
      key("\(digit)xx")
      int(count)
    }
    endObject()
  }

  private mutating func exemplars(_ exemplars: Exemplars) {
    let all = [("slowest", exemplars.slowest), ("error", exemplars.error), ("typical", exemplars.typical)]
    guard all.contains(where: { $0.1 != nil }) else { return }
    key("exemplars")
    beginObject()
    for case (let name, let exemplar?) in all {
      key(name)
      beginObject()
      key("traceID")
      id(exemplar.traceID)
      key("spanID")
      id(exemplar.spanID)
      key("duration")
      int(exemplar.durationNanoseconds)
      endObject()
    }
    endObject()
  }
}
