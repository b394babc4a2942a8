/// Wraps batches into the bytes of `Export…ServiceRequest`: one resource, and a scope for every run.
struct RequestEncoder: Sendable {
  /// An encoded `Resource` message.
  let resource: [UInt8]

  init(resource attributes: [String: String]) {
    var buffer = WireBuffer(capacity: 512)
    defer { buffer.deallocate() }
    for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
      buffer.attribute(0x0A, key, text: value, limit: Limits.defaultValueByteCount)
    }
    resource = Array(buffer.bytes)
  }

  /// The same bytes for every signal, since the three messages share their field numbers.
  func encode(_ batch: EncodedBatch) -> [UInt8] {
    var buffer = WireBuffer(capacity: batch.bytes.count + resource.count + 64 * (batch.runs.count + 1))
    defer { buffer.deallocate() }
    let group = buffer.beginMessage(0x0A)
    buffer.field(0x0A, bytes: resource)
    // SAFETY: runs end within the bytes, in order, and the pointers do not leave the closure.
    batch.bytes.withUnsafeBufferPointer { records in
      var start = 0
      for run in batch.runs {
        let scope = buffer.beginMessage(0x12)
        buffer.field(0x0A, bytes: run.scope.message)
        buffer.append(UnsafeBufferPointer(rebasing: records[start..<run.end]))
        buffer.endMessage(scope)
        start = run.end
      }
    }
    buffer.endMessage(group)
    return Array(buffer.bytes)
  }
}
