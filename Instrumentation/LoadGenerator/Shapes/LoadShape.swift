import TelemetryModel

/// The shapes of load that are generated.
package enum LoadShape: String, CaseIterable, Sendable {
  /// A web shop: traces of about twenty spans over eight services.
  case shop
  /// One trace whose root has 10,000 children.
  case wide
  /// One trace of 10,000 levels.
  case deep
  /// An ID in every name, in a key of every span, and in its values.
  case hostile

  /// The requests of one round, in the order in which they are sent.
  ///
  /// - Parameter spanCount: at most so many spans.
  func requests(seed: UInt64, spanCount: Int, batchSpanCount: Int) -> [SpanBatch] {
    switch self {
    case .shop:
      var shop = SyntheticShop(seed: seed)
      return shop.requests(spanCount: spanCount, batchSpanCount: batchSpanCount)
    case .wide:
      return Self.batches(
        ExtremeTraces(seed: seed).wide(min(spanCount, LoadLimits.extremeSpanCount + 1)), batchSpanCount)
    case .deep:
      return Self.batches(ExtremeTraces(seed: seed).deep(min(spanCount, LoadLimits.extremeSpanCount)), batchSpanCount)
    case .hostile: return Self.batches(HostileSpans(seed: seed).spans(spanCount), batchSpanCount)
    }
  }

  private static func batches(_ spans: [Span], _ batchSpanCount: Int) -> [SpanBatch] {
    stride(from: 0, to: spans.count, by: batchSpanCount).map { start in
      SpanBatch(spans[start..<min(start + batchSpanCount, spans.count)])
    }
  }
}
