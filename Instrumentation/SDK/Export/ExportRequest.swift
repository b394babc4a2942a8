/// The body of one OTLP request, as it is sent.
package struct ExportRequest: Sendable {
  let body: [UInt8]
  /// The body is gzip.
  let isCompressed: Bool
  package let recordCount: Int

  package init(body: [UInt8], isCompressed: Bool, recordCount: Int) {
    self.body = body
    self.isCompressed = isCompressed
    self.recordCount = recordCount
  }
}

/// A request on its way, and where its records are accounted for.
struct Parcel: Sendable {
  enum Origin: Sendable {
    /// In the queue's memory.
    case queue(EncodedBatch)
    /// In a file.
    case spool(SpoolEntry)
  }

  let origin: Origin
  let request: ExportRequest
}
