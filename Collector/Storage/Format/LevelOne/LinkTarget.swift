import TelemetryModel

/// What a link points to, as far as that saves its IDs.
enum LinkTarget: UInt8 {
  /// The parent of its own span.
  case parent = 0
  /// A span of its own trace.
  case sameTrace = 1
  case other = 2

  init(_ link: LinkEntry, _ batch: borrowing SpanBatch, _ row: Int) {
    if link.traceID != batch.traceIDs[row] {
      self = .other
    } else {
      self = link.spanID == batch.parentSpanIDs[row] ? .parent : .sameTrace
    }
  }
}

extension LinkTarget {
  /// How many eight-byte words of IDs are stored.
  var wordCount: Int {
    switch self {
    case .parent: 0
    case .sameTrace: 1
    case .other: 3
    }
  }
}
