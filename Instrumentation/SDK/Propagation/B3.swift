/// Zipkin's headers: `b3`, or `X-B3-TraceId` and its like.
@usableFromInline
enum B3: String, CaseIterable {
  case single = "b3"
  case traceID = "X-B3-TraceId"
  case spanID = "X-B3-SpanId"
  case sampled = "X-B3-Sampled"
  case flags = "X-B3-Flags"

  static func singleText(_ identity: TraceIdentity) -> String {
    identity.traceID + "-" + identity.spanID + (identity.isSampled ? "-1" : "-0")
  }
}

extension B3 {
  /// What a request has of these headers.
  @usableFromInline
  struct Fields {
    private var values: [B3: String] = [:]

    init() {}

    /// The single header goes before the several.
    @usableFromInline
    init(_ header: (String) -> String?) {
      values[.single] = header(B3.single.rawValue)
      guard values.isEmpty else { return }
      values[.traceID] = header(B3.traceID.rawValue)
      guard !values.isEmpty else { return }
      for field in [B3.spanID, .sampled, .flags] { values[field] = header(field.rawValue) }
    }

    /// Notes a header, when it is one of these.
    mutating func read(_ name: String, _ value: String) {
      if let field = B3.allCases.first(where: { name.isHeader($0.rawValue) }) { values[field] = value }
    }

    /// The trace that they name, if any.
    var identity: TraceIdentity? {
      if let single = values[.single] { return Self.parse(single: single) }
      guard let traceID = values[.traceID], let spanID = values[.spanID] else { return nil }
      // No decision leaves it to us: sampled is then what lets the rest of the trace be seen.
      let isSampled = values[.flags] == "1" || values[.sampled].map { Self.isAccepted($0[...]) } ?? true
      return Self.identity(trace: traceID[...], span: spanID[...], isSampled: isSampled)
    }

    /// `{trace ID}-{span ID}[-{sampling}[-{parent}]]`. A header that holds a sampling decision alone names no trace.
    private static func parse(single header: String) -> TraceIdentity? {
      let parts = header.split(separator: "-", omittingEmptySubsequences: false)
      guard (2...4).contains(parts.count) else { return nil }
      return identity(trace: parts[0], span: parts[1], isSampled: parts.count < 3 || isAccepted(parts[2]))
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

    /// Sixteen digits of any case.
    private static func number(_ digits: Substring) -> UInt64? {
      var number: UInt64 = 0
      for digit in digits.utf8 {
        guard let value = HexDigits.value(digit, isUpperCaseAllowed: true) else { return nil }
        number = number << 4 | UInt64(value)
      }
      return number
    }
  }
}
