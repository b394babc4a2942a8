import TelemetryModel

/// Gathers what a decoder reads into the columns of one metric batch, as `TraceBuilder` does for spans.
///
/// A point's series is known when its metric, scope and resource are, which may stand behind it: until the message of
/// the resource ends, points wait with their attributes, and their metrics and scopes beside them.
struct MetricBuilder: SignalBuilder, ~Copyable {
  var batch = MetricBatch()
  var point = PointDraft()
  /// Attributes of the point being read.
  var attributes = AttributeDraft()
  /// Attributes of the exemplar being read.
  var exemplarAttributes = AttributeDraft()
  var metadata = AttributeDraft()
  var resource = ResourceDraft()
  var scope = ScopeDraft()
  /// Holds a nested value while it is read.
  var composite = CompositeValue.Writer()
  var budget: MemoryBudget

  /// The attributes of the points that wait for their series.
  private var waitingShapes: [ShapeCode] = []
  private var waitingPayloads: [UInt64] = []
  /// Metrics whose points wait, and the row behind their last point.
  private var waitingMetrics: [(entry: MetricEntry, endRow: Int)] = []
  /// Scopes whose metrics wait, and the place behind their last metric.
  private var waitingScopes: [(index: UInt32, endMetric: Int)] = []

  private(set) var rejectedPointCount = 0
  private var firstFault: (point: Int, fault: PointFault)?

  init(messageByteCount byteCount: Int) throws(OTLPDecodeError) {
    budget = try MemoryBudget(messageByteCount: byteCount)
    // Half of what typical number points (100 bytes with their attributes) need, as for spans.
    batch.reserveRows(byteCount / 200)
  }

  consuming func finish() -> MetricDecodeResult {
    var message = ""
    if let firstFault { message = "point \(firstFault.point) of the request: \(firstFault.fault.message)" }
    return MetricDecodeResult(batch: batch, rejectedPointCount: rejectedPointCount, rejectionMessage: message)
  }

  /// How many points there are, those that wait among them.
  private var rowCount: Int { batch.times.count }
}

// MARK: Points

extension MetricBuilder {
  /// Completes the point that has been read since `mark`.
  @inline(__always)
  mutating func appendPoint(_ type: MetricType, since mark: Mark) {
    if let fault = point.fault(type) { return reject(fault, since: mark) }
    waitingShapes.append(attributes.slots.isEmpty ? 0 : batch.shapes.intern(attributes.slots))
    waitingPayloads.append(contentsOf: attributes.payloads)
    attributes.removeAll()
    batch.times.append(Timestamp(nanoseconds: point.time))
    batch.startTimes.append(Timestamp(nanoseconds: point.startTime))
    batch.flags.append(point.flags)
    switch type {
    case .gauge, .sum:
      batch.kinds.append(point.kind)
      batch.values.append(point.value)
    case .histogram: appendHistogram()
    case .exponentialHistogram: appendExponentialHistogram()
    case .summary: appendSummary()
    }
    batch.exemplarEnds.append(UInt32(batch.exemplars.count))
  }

  private mutating func reject(_ fault: PointFault, since mark: Mark) {
    note(fault, at: rowCount)
    rejectedPointCount += 1
    attributes.removeAll()
    batch.exemplars.removeLast(batch.exemplars.count - mark.exemplarCount)
  }

  private mutating func note(_ fault: PointFault, at row: Int) {
    if firstFault == nil { firstFault = (row + rejectedPointCount + 1, fault) }
  }

  private mutating func appendHistogram() {
    var entry = HistogramEntry()
    entry.count = point.count
    entry.sum = point.sum
    entry.min = point.min
    entry.max = point.max
    entry.bounds = batch.bounds.intern(point.bounds[...])
    entry.buckets = point.buckets.copy(into: &batch)
    batch.kinds.append(.histogram)
    batch.values.append(UInt64(batch.histograms.count))
    batch.histograms.append(entry)
  }

  private mutating func appendExponentialHistogram() {
    var entry = ExponentialHistogramEntry()
    entry.count = point.count
    entry.sum = point.sum
    entry.min = point.min
    entry.max = point.max
    entry.scale = point.scale
    entry.zeroCount = point.zeroCount
    entry.zeroThreshold = point.zeroThreshold
    entry.positiveOffset = point.positiveOffset
    entry.positive = point.buckets.copy(into: &batch)
    entry.negativeOffset = point.negativeOffset
    entry.negative = point.negativeBuckets.copy(into: &batch)
    batch.kinds.append(.exponentialHistogram)
    batch.values.append(UInt64(batch.exponentialHistograms.count))
    batch.exponentialHistograms.append(entry)
  }

  private mutating func appendSummary() {
    var entry = SummaryEntry()
    entry.count = point.count
    entry.sum = point.sum ?? 0
    entry.firstQuantile = UInt32(batch.quantiles.count)
    entry.quantileCount = UInt32(point.quantiles.count)
    batch.quantiles.append(contentsOf: point.quantiles)
    batch.kinds.append(.summary)
    batch.values.append(UInt64(batch.summaries.count))
    batch.summaries.append(entry)
  }

  @inline(__always)
  mutating func append(_ exemplar: ExemplarDraft) {
    let filtered = exemplarAttributes.move(into: &batch)
    batch.exemplars.append(
      ExemplarEntry(
        time: Timestamp(nanoseconds: exemplar.time), kind: exemplar.kind, value: exemplar.value,
        traceID: exemplar.traceID, spanID: exemplar.spanID, filteredAttributes: filtered))
  }
}

// MARK: Metrics, scopes and resources

extension MetricBuilder {
  /// Completes the metric whose points have been read since `mark`.
  mutating func finish(_ metric: MetricDraft, since mark: Mark) {
    let pointCount = rowCount - mark.rowCount
    guard pointCount > 0, let type = metric.type else { return metadata.removeAll() }
    if let fault = metric.fault(type) {
      takeBackColumns(since: mark)
      note(fault, at: rowCount)
      rejectedPointCount += pointCount
      return metadata.removeAll()
    }
    let entry = MetricEntry(
      name: metric.name, description: metric.description, unit: metric.unit, type: type,
      temporality: AggregationTemporality(rawValue: UInt8(clamping: metric.temporality)) ?? .unspecified,
      isMonotonic: metric.isMonotonic, metadata: metadata.move(into: &batch))
    waitingMetrics.append((entry, rowCount))
  }

  @inline(__always)
  mutating func withEnvelope(_ read: EnvelopeReader) throws(OTLPDecodeError) {
    try read(&resource, &scope, &batch.strings, &composite, &budget)
  }

  /// Gives the scope that has been read to the metrics that have none yet.
  mutating func finishScope() {
    let firstMetric = waitingScopes.last?.endMetric ?? 0
    if waitingMetrics.count == firstMetric { return scope.removeAll() }
    waitingScopes.append((scope.move(into: &batch), waitingMetrics.count))
  }

  /// Gives the resource that has been read to the metrics that have none yet, and their points their series.
  mutating func finishResource() {
    if waitingMetrics.isEmpty { return resource.removeAll() }
    let resourceIndex = resource.move(into: &batch)
    var place = 0
    var payload = 0
    var metric = 0
    for scope in waitingScopes {
      while metric < scope.endMetric {
        var entry = waitingMetrics[metric].entry
        entry.resource = resourceIndex
        entry.scope = scope.index
        let index = batch.intern(entry)
        while batch.seriesIndexes.count < waitingMetrics[metric].endRow {
          let shape = waitingShapes[place]
          let end = payload + batch.shapes.slotCount(of: shape)
          let series = batch.internSeries(metric: index, shape: shape, payloads: waitingPayloads[payload..<end])
          batch.seriesIndexes.append(series)
          place += 1
          payload = end
        }
        metric += 1
      }
    }
    waitingShapes.removeAll(keepingCapacity: true)
    waitingPayloads.removeAll(keepingCapacity: true)
    waitingMetrics.removeAll(keepingCapacity: true)
    waitingScopes.removeAll(keepingCapacity: true)
  }
}

// MARK: Taking back

extension MetricBuilder {
  /// A state to which the points can be taken back.
  struct Mark {
    fileprivate let rowCount: Int
    fileprivate let exemplarCount: Int
    fileprivate let payloadCount: Int
    fileprivate let metricCount: Int
    fileprivate let scopeCount: Int
    fileprivate let rejectedPointCount: Int
  }

  @inline(__always)
  var mark: Mark {
    Mark(
      rowCount: rowCount, exemplarCount: batch.exemplars.count, payloadCount: waitingPayloads.count,
      metricCount: waitingMetrics.count, scopeCount: waitingScopes.count, rejectedPointCount: rejectedPointCount)
  }

  /// Takes back the exemplars of the point being read.
  mutating func takeBackExemplars(since mark: Mark) {
    batch.exemplars.removeLast(batch.exemplars.count - mark.exemplarCount)
  }

  /// Takes back all points since `mark`, and what was rejected since, when other data of the metric, or a JSON member
  /// of the same name, replaces them.
  ///
  /// What they alone referred to stays in the tables.
  mutating func takeBackRows(since mark: Mark) {
    takeBackColumns(since: mark)
    rejectedPointCount = mark.rejectedPointCount
    if rejectedPointCount == 0 { firstFault = nil }
  }

  private mutating func takeBackColumns(since mark: Mark) {
    takeBackExemplars(since: mark)
    let count = rowCount - mark.rowCount
    if count == 0 { return }
    let waitingCount = min(count, waitingShapes.count)
    waitingShapes.removeLast(waitingCount)
    waitingPayloads.removeLast(max(0, waitingPayloads.count - mark.payloadCount))
    waitingMetrics.removeLast(max(0, waitingMetrics.count - mark.metricCount))
    waitingScopes.removeLast(max(0, waitingScopes.count - mark.scopeCount))
    batch.times.removeLast(count)
    batch.startTimes.removeLast(count)
    batch.flags.removeLast(count)
    batch.kinds.removeLast(count)
    batch.values.removeLast(count)
    batch.exemplarEnds.removeLast(count)
    batch.seriesIndexes.removeLast(max(0, batch.seriesIndexes.count - mark.rowCount))
  }
}
