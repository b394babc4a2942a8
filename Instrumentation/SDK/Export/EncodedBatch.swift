/// Encoded records on their way to the collector, grouped in runs of equal scope.
package struct EncodedBatch: Sendable {
  /// Records of one scope that stand side by side.
  struct Run: Sendable {
    let scope: EncodedScope
    /// Where the run's bytes end; they start where the run before ends.
    var end: Int
  }

  /// Each record as a field of its `ScopeSpans`, `ScopeLogs` or `ScopeMetrics`, tag and length included.
  private(set) var bytes: [UInt8] = []
  private(set) var runs: [Run] = []
  package private(set) var recordCount = 0

  var isEmpty: Bool { recordCount == 0 }

  mutating func append(_ record: UnsafeBufferPointer<UInt8>, recordCount count: Int = 1, scope: EncodedScope) {
    // SAFETY: copied before the call ends, during which the caller keeps the bytes alive.
    bytes.append(contentsOf: record)
    recordCount += count
    if let last = runs.last, last.scope === scope {
      runs[runs.count - 1].end = bytes.count
    } else {
      runs.append(Run(scope: scope, end: bytes.count))
    }
  }

  mutating func reserve(_ byteCount: Int) { bytes.reserveCapacity(byteCount) }
}

/// The instrumentation scope of records: an `InstrumentationScope` message, encoded once.
final class EncodedScope: Sendable {
  let message: [UInt8]

  init(name: String, version: String = "") {
    var buffer = WireBuffer(capacity: 64)
    defer { buffer.deallocate() }
    buffer.field(0x0A, text: name)
    if !version.isEmpty { buffer.field(0x12, text: version) }
    message = Array(buffer.bytes)
  }
}
