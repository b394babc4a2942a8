import TelemetryModel

/// Writes and reads the tables of a metric batch: everything but its points.
///
///     the tables that all signals have (`ByteWriter.tables(of:)`)
///     bounds      varint count; each: varint count, 8 bytes a bound                    (nor is the empty list 0)
///     metrics     varint count; each: name, description, unit, resource, scope (varints), 1 byte type,
///                 1 byte temporality + 128 if monotonic, attribute list of the metadata
///     series      varint count; each: varint metric, attribute list
///
/// An attribute list is a varint shape and its payloads, as in the tables of all signals.
enum MetricTables {
  static func write(_ batch: borrowing MetricBatch, to writer: inout ByteWriter) {
    writer.tables(of: batch)
    writer.varint(batch.bounds.count - 1)
    for code in 1..<BoundsCode(max(1, batch.bounds.count)) {
      writer.varint(batch.bounds.range(of: code).count)
      for bound in batch.bounds[code] { writer.fixed64(bound.bitPattern) }
    }
    writer.varint(batch.metrics.count)
    for metric in batch.metrics { writer.metric(metric, in: batch) }
    writer.varint(batch.series.count)
    for series in batch.series {
      writer.varint(series.metric)
      writer.list(series.attributes, in: batch)
    }
  }

  /// A batch without rows. Every reference is checked.
  static func read(_ reader: inout ByteReader) throws(ByteReaderError) -> MetricBatch {
    var batch = MetricBatch()
    try reader.tables(into: &batch)
    for number in 0..<(try reader.count()) {
      var list: [Double] = []
      for _ in 0..<(try reader.count()) { list.append(Double(bitPattern: try reader.fixed64())) }
      guard batch.bounds.intern(list[...]) == BoundsCode(number + 1) else {
        throw ByteReaderError(byteOffset: reader.offset, reason: "a list of bounds is there twice")
      }
    }
    for _ in 0..<(try reader.count()) { batch.metrics.append(try reader.metric(of: &batch)) }
    for _ in 0..<(try reader.count()) {
      let metric = UInt32(try reader.index(below: batch.metrics.count))
      batch.series.append(SeriesEntry(metric: metric, attributes: try reader.list(of: &batch)))
    }
    return batch
  }
}

// MARK: Writing

extension ByteWriter {
  fileprivate mutating func metric(_ metric: MetricEntry, in batch: borrowing MetricBatch) {
    varint(metric.name)
    varint(metric.description)
    varint(metric.unit)
    varint(metric.resource)
    varint(metric.scope)
    byte(metric.type.rawValue)
    byte(metric.temporality.rawValue | (metric.isMonotonic ? 0x80 : 0))
    list(metric.metadata, in: batch)
  }

  fileprivate mutating func list(_ list: AttributeList, in batch: borrowing MetricBatch) {
    var codes = StringCodeStream()
    varint(list.shape)
    payloads(of: list, in: batch, &codes)
  }
}

// MARK: Reading

extension ByteReader {
  fileprivate mutating func metric(of batch: inout MetricBatch) throws(ByteReaderError) -> MetricEntry {
    let name = try code(of: batch)
    let description = try code(of: batch)
    let unit = try code(of: batch)
    let resource = UInt32(try index(below: batch.resources.count))
    let scope = UInt32(try index(below: batch.scopes.count))
    let type = MetricType(rawValue: try byte())
    let marks = try byte()
    guard let type, let temporality = AggregationTemporality(rawValue: marks & 0x7F) else {
      throw ByteReaderError(byteOffset: offset, reason: "a metric's type or temporality is not known")
    }
    return MetricEntry(
      name: name, description: description, unit: unit, type: type, temporality: temporality,
      isMonotonic: marks & 0x80 != 0, metadata: try list(of: &batch), resource: resource, scope: scope)
  }

  fileprivate mutating func list(of batch: inout MetricBatch) throws(ByteReaderError) -> AttributeList {
    var codes = StringCodeStream()
    let shape = ShapeCode(try index(below: batch.shapes.count))
    return try payloads(of: shape, into: &batch, &codes)
  }

  private mutating func code(of batch: borrowing MetricBatch) throws(ByteReaderError) -> StringCode {
    StringCode(try index(below: batch.strings.count))
  }
}
