import TelemetryModel

/// Writes a batch as an export request.
///
/// Rows keep their order; consecutive rows of one resource, and of one scope, share a message.
struct ProtobufRequestEncoder<Batch: ProtobufRequestRows>: ~Copyable {
  let batch: Batch
  var writer: ProtobufWriter

  init(_ batch: Batch) {
    self.batch = batch
    writer = ProtobufWriter(reserving: batch.count * Batch.usualByteCount + batch.strings.arena.count)
  }

  consuming func finish() -> [UInt8] { writer.finish() }
}

/// A signal as protobuf has it.
protocol ProtobufRequestRows: RequestRows {
  /// About how many bytes a row takes, but for its texts.
  static var usualByteCount: Int { get }

  /// Writes rows of one scope as fields of their message.
  static func write(_ rows: Range<Int>, _ encoder: inout ProtobufRequestEncoder<Self>)
}

extension ProtobufRequestEncoder {
  mutating func request() {
    for rows in batch.resourceRuns() {
      let entry = batch.resources[Int(batch.resourcePlace(ofRow: rows.lowerBound))]
      let start = writer.begin(0x0A)
      writer.resource(entry, in: batch)
      for rows in batch.scopeRuns(in: rows) { scope(rows) }
      writer.field(0x1A, batch.strings[entry.schemaURL])
      writer.end(start)
    }
  }

  private mutating func scope(_ rows: Range<Int>) {
    let entry = batch.scopes[Int(batch.scopePlace(ofRow: rows.lowerBound))]
    let start = writer.begin(0x12)
    writer.scope(entry, in: batch)
    Batch.write(rows, &self)
    writer.field(0x1A, batch.strings[entry.schemaURL])
    writer.end(start)
  }
}
