/// Zipkin's headers: `b3`, or `X-B3-TraceId` and its like.
enum B3 {
  static let single = "b3"
  static let traceID = "X-B3-TraceId"
  static let spanID = "X-B3-SpanId"
  static let sampled = "X-B3-Sampled"
  static let flags = "X-B3-Flags"

  /// `{trace ID}-{span ID}[-{sampling}[-{parent}]]`. A header that holds a sampling decision alone names no trace.
  static func parse(single header: String) -> TraceIdentity? {
    let parts = header.split(separator: "-", omittingEmptySubsequences: false)
    guard (2...4).contains(parts.count) else { return nil }
    return identity(trace: parts[0], span: parts[1], isSampled: parts.count < 3 || isAccepted(parts[2]))
  }

  static func parse(
    traceID: String, spanID: String, sampled: String?, flags: String?
  ) -> TraceIdentity? {
    // No decision leaves it to us: sampled is then what lets the rest of the trace be seen.
    let isSampled = flags == "1" || sampled.map { isAccepted($0[...]) } ?? true
    return identity(trace: traceID[...], span: spanID[...], isSampled: isSampled)
  }

  static func singleText(_ identity: TraceIdentity) -> String {
    identity.traceID + "-" + identity.spanID + (identity.isSampled ? "-1" : "-0")
  }

  private static func isAccepted(_ text: Substring) -> Bool {
    text == "1" || text == "d" || text.lowercased() == "true"
  }

  /// A trace ID of sixteen digits is the lower half of one.
  private static func identity(trace: Substring, span: Substring, isSampled: Bool) -> TraceIdentity? {
    guard span.utf8.count == 16, trace.utf8.count == 16 || trace.utf8.count == 32, let spanID = number(span),
      let low = number(trace.suffix(16)), let high = trace.utf8.count == 32 ? number(trace.prefix(16)) : 0
    else { return nil }
    let identity = TraceIdentity(
      traceHigh: high, traceLow: low, span: spanID, flags: isSampled ? TraceIdentity.sampledFlag : 0,
      isRemote: true, carried: nil)
    return identity.isValid ? identity : nil
  }

  private static func number(_ digits: Substring) -> UInt64? {
    var digits = String(digits)
    return digits.withUTF8 { HexDigits.number($0[...], isUpperCaseAllowed: true) }
  }
}
