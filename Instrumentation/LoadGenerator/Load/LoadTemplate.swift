package import OTLPFormat
package import TelemetryModel

/// An encoded request, and where the IDs and moments in it stand: each sending of it copies bytes and writes those anew.
///
/// That costs some fifty nanoseconds a span where encoding costs a microsecond, as much as the server that is to be
/// measured takes for decoding. All that is written has a fixed length: raw bytes in protobuf, hexadecimal and decimal
/// digits in JSON.
package struct LoadTemplate: Sendable {
  /// How many rows of a trace a request has.
  package struct TraceShare: Sendable {
    package let traceID: TraceID
    package internal(set) var rowCount: Int
  }

  package let signal: OTLPSignal
  package let rowCount: Int
  /// Of spans only; IDs are those of the corpus, which each round changes.
  package let traces: [TraceShare]
  private let bytes: [UInt8]
  private let patches: [LoadPatch]

  init<Batch: LoadBatch>(_ batch: Batch, encoding: OTLPEncoding) throws(LoadError) {
    signal = Batch.signal
    rowCount = batch.count
    traces = batch.traceShares
    for magic in LoadMarker.magics {
      var marker = LoadMarker(magic: magic, encoding: encoding)
      var marked = batch
      marked.replaceVariables { marker.mark($0, $1) }
      let bytes = marked.encoded(as: encoding)
      if let patches = marker.patches(in: bytes) {
        (self.bytes, self.patches) = (bytes, patches)
        return
      }
    }
    throw LoadError("a request holds the marks of the load generator as data; it cannot be sent with fresh IDs")
  }

  package var byteCount: Int { bytes.count }

  /// About what the template takes in memory, in bytes.
  var memoryByteCount: Int {
    bytes.count + patches.count * MemoryLayout<LoadPatch>.stride + traces.count * MemoryLayout<TraceShare>.stride
  }

  /// The request as a round sends it.
  package func body(in round: LoadRound) -> [UInt8] {
    var body = bytes
    body.withUnsafeMutableBytes { target in
      // SAFETY: `LoadMarker` found every patch with its whole length within these very bytes.
      for patch in patches { patch.write(round.value(of: patch.field, patch.original), to: target) }
    }
    return body
  }
}

/// Why load cannot be generated.
package struct LoadError: Error, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
