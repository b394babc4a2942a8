/// Encodes metrics as `Metric` messages of OTLP: sums and histograms since the start of their series.
struct MetricEncoder {
  private var batch = EncodedBatch()
  private let scope: EncodedScope
  private let nowNanoseconds: UInt64

  static let scope = EncodedScope(name: "skein-swift", version: SDKVersion.current)

  init(scope: EncodedScope = Self.scope, at nowNanoseconds: UInt64) {
    self.scope = scope
    self.nowNanoseconds = nowNanoseconds
  }

  mutating func add(_ registry: MetricRegistry) {
    let now = nowNanoseconds
    for (metric, series) in registry.snapshot() {
      write(metric.label, unit: metric.kind == .timer ? "s" : "", metric.kind) { buffer, tag in
        var count = 0
        for one in series {
          let start = buffer.count
          let point = buffer.beginMessage(0x0A)
          buffer.field(0x11, fixed64: one.startNanoseconds)
          buffer.field(0x19, fixed64: max(now, one.startNanoseconds))
          guard one.handler.encodeValue(into: &buffer) else {
            buffer.truncate(to: start)
            continue
          }
          for pair in one.dimensions.pairs {
            buffer.attribute(tag, pair.key, text: pair.value, limit: Limits.defaultValueByteCount)
          }
          buffer.endMessage(point)
          count += 1
        }
        return count
      }
    }
  }

  /// Adds a sum that is counted elsewhere.
  mutating func add(
    _ label: String, unit: String, startNanoseconds: UInt64, _ points: [(value: Int, dimensions: [(String, String)])]
  ) {
    let now = nowNanoseconds
    write(label, unit: unit, .counter) { buffer, tag in
      for (value, dimensions) in points {
        let point = buffer.beginMessage(0x0A)
        buffer.field(0x11, fixed64: startNanoseconds)
        buffer.field(0x19, fixed64: max(now, startNanoseconds))
        buffer.field(0x31, fixed64: UInt64(bitPattern: Int64(value)))
        for (key, text) in dimensions {
          buffer.attribute(tag, key, text: text, limit: Limits.defaultValueByteCount)
        }
        buffer.endMessage(point)
      }
      return points.count
    }
  }

  /// What has been added, each data point a record.
  func finish() -> EncodedBatch { batch }

  /// - Parameter points: Writes data points with the given tag for attributes, and returns how many.
  private mutating func write(
    _ label: String, unit: String, _ kind: MetricKind, points: (inout WireBuffer, UInt8) -> Int
  ) {
    var buffer = WireBuffer(capacity: 1024)
    defer { buffer.deallocate() }
    let metric = buffer.beginMessage(0x12)
    buffer.field(0x0A, text: label)
    if !unit.isEmpty { buffer.field(0x1A, text: unit) }
    let isHistogram = kind == .histogram || kind == .timer
    let data = buffer.beginMessage(isHistogram ? 0x4A : kind == .gauge ? 0x2A : 0x3A)
    let count = points(&buffer, isHistogram ? 0x4A : 0x3A)
    if count == 0 { return }
    if kind != .gauge {
      let cumulative: UInt64 = 2
      buffer.field(0x10, varint: cumulative)
    }
    if kind == .counter || kind == .floatingPointCounter { buffer.field(0x18, varint: 1) }
    buffer.endMessage(data)
    buffer.endMessage(metric)
    batch.append(buffer.bytes, recordCount: count, scope: scope)
  }
}
