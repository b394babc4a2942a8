import TelemetryModel

/// Writes a batch as the JSON form of an export request. Fields that hold their default are left out.
///
/// Rows keep their order; consecutive rows of one resource, and of one scope, share an object.
struct JSONRequestEncoder<Batch: JSONRequestRows>: ~Copyable {
  let batch: Batch
  var writer = JSONWriter()

  init(_ batch: Batch) {
    self.batch = batch
    writer.reserveCapacity(batch.count * Batch.usualJSONByteCount + batch.strings.arena.count)
  }

  consuming func finish() -> [UInt8] { writer.bytes }
}

/// A signal as JSON has it.
protocol JSONRequestRows: RequestRows {
  static var arrayNames: JSONArrayNames { get }
  /// About how many bytes a row takes, but for its texts.
  static var usualJSONByteCount: Int { get }

  /// Writes rows of one scope as elements of an array.
  static func write(_ rows: Range<Int>, _ encoder: inout JSONRequestEncoder<Self>)
}

extension JSONRequestEncoder {
  mutating func request() {
    writer.beginObject()
    writer.key(Batch.arrayNames.resources)
    writer.beginArray()
    for rows in batch.resourceRuns() { resource(rows) }
    writer.endArray()
    writer.endObject()
  }

  private mutating func resource(_ rows: Range<Int>) {
    let entry = batch.resources[Int(batch.resourcePlace(ofRow: rows.lowerBound))]
    writer.beginObject()
    writer.key("resource")
    writer.resource(entry, in: batch)
    writer.key(Batch.arrayNames.scopes)
    writer.beginArray()
    for rows in batch.scopeRuns(in: rows) { scope(rows) }
    writer.endArray()
    writer.text("schemaUrl", batch.strings[entry.schemaURL])
    writer.endObject()
  }

  private mutating func scope(_ rows: Range<Int>) {
    let entry = batch.scopes[Int(batch.scopePlace(ofRow: rows.lowerBound))]
    writer.beginObject()
    writer.key("scope")
    writer.scope(entry, in: batch)
    writer.key(Batch.arrayNames.rows)
    writer.beginArray()
    Batch.write(rows, &self)
    writer.endArray()
    writer.text("schemaUrl", batch.strings[entry.schemaURL])
    writer.endObject()
  }
}
