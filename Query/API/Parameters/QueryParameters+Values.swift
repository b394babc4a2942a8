import FoundationEssentials
import QueryEngine
import TelemetryModel
import TraceAnalysis

// What Jaeger's parameters have in common, whichever version of its API they belong to. Every failure names the
// parameter.
extension QueryParameters {
  /// A truth value as Go reads it; absent means false.
  func flag(_ names: String...) throws(RequestFailure) -> Bool {
    for name in names {
      switch text(name) {
      case nil: continue
      case "1", "t", "T", "TRUE", "true", "True": return true
      case "0", "f", "F", "FALSE", "false", "False": return false
      case .some(let value): throw .unparsable(name, value, "not a boolean")
      }
    }
    return false
  }

  func duration(_ names: String...) throws(RequestFailure) -> UInt64? {
    for name in names {
      guard let value = text(name) else { continue }
      guard let nanoseconds = GoDuration.nanoseconds(value) else {
        throw .unparsable(name, value, "not a duration such as 100us, 1.5ms or 2s")
      }
      return UInt64(max(0, nanoseconds))
    }
    return nil
  }

  /// An upper bound of 0 is none, as in Jaeger.
  func durationRange(
    minimum: UInt64?, maximum: UInt64?, _ minimumName: String, _ maximumName: String
  ) throws(RequestFailure) -> ClosedRange<UInt64>? {
    let maximum = maximum == 0 ? nil : maximum
    guard minimum != nil || maximum != nil else { return nil }
    guard minimum ?? 0 <= maximum ?? .max else {
      throw .badRequest("'\(maximumName)' should be greater than '\(minimumName)'")
    }
    return (minimum ?? 0)...(maximum ?? .max)
  }

  func traceLimit(_ names: String...) throws(RequestFailure) -> TraceLimit {
    for name in names {
      guard let value = text(name) else { continue }
      guard let count = Int(value) else { throw .unparsable(name, value, "not an integer") }
      guard let limit = TraceLimit(count) else {
        throw .unparsable(name, value, "not in the range 1...\(QueryLimits.traceCount)")
      }
      return limit
    }
    return .default
  }

  func count(_ name: String, in range: ClosedRange<Int>) throws(RequestFailure) -> Int? {
    guard let text = text(name) else { return nil }
    guard let count = Int(text), range.contains(count) else {
      throw .unparsable(name, text, "not in the range \(range.lowerBound)...\(range.upperBound)")
    }
    return count
  }

  /// The members of a JSON object whose values are all strings.
  static func tags(json: String, _ name: String) throws(RequestFailure) -> [TraceQuery.Tag] {
    guard let members = try? JSONDecoder().decode([String: String].self, from: Data(json.utf8)) else {
      throw .badRequest("malformed '\(name)' parameter, expecting a JSON object of strings, received: \(json)")
    }
    return members.sorted { $0.key < $1.key }.map { TraceQuery.Tag($0.key, $0.value) }
  }
}
