package import TelemetryModel

/// Zipkin's spans, version 2, as `POST /api/v2/spans` takes them: a list in JSON or in protobuf.
///
/// It lives beside OTLP because its bytes are read by the same bounded readers into the same columns. What Zipkin says
/// finds its place as OpenTelemetry's mapping has it, so that services that speak either meet in one trace:
///
///     traceId, id, parentId         the IDs; 64-bit trace IDs with zeros before them
///     kind                          the kind; without one the span is internal
///     timestamp, duration           start and end; a span without a timestamp starts with its first annotation, or now
///     localEndpoint                 service.name of the resource, network.local.address and .port
///     remoteEndpoint                peer.service, network.peer.address and .port
///     annotations                   events
///     tags                          attributes, all of them texts; but see `ZipkinKey` for those with a meaning
///     shared, debug                 zipkin.shared, zipkin.debug
package enum ZipkinFormat {
  /// Decodes a list of spans. O(bytes).
  ///
  /// Spans that cannot be kept (bad IDs, times beyond the year 2554) are counted and left out; what is no list, or not
  /// well-formed, fails as a whole. Unknown members are ignored.
  ///
  /// - Parameter receivedAt: the start of spans that tell no time at all.
  package static func decode(
    _ bytes: Swift.Span<UInt8>, _ encoding: OTLPEncoding, receivedAt: Timestamp
  ) throws(OTLPDecodeError) -> OTLPDecodeResult {
    switch encoding {
    case .json:
      var decoder = try ZipkinJSONDecoder(messageByteCount: bytes.count, receivedAt: receivedAt)
      try decoder.list(bytes)
      return decoder.finish()
    case .protobuf:
      var decoder = try ZipkinProtobufDecoder(messageByteCount: bytes.count, receivedAt: receivedAt)
      try decoder.list(bytes)
      return decoder.finish()
    }
  }

  package static func decode(
    _ bytes: [UInt8], _ encoding: OTLPEncoding = .json, receivedAt: Timestamp = Timestamp(nanoseconds: 0)
  ) throws(OTLPDecodeError) -> OTLPDecodeResult {
    try decode(bytes.span, encoding, receivedAt: receivedAt)
  }
}

extension ZipkinFormat {
  /// Encodes all rows as one list, in JSON.
  package static func encode(_ batch: SpanBatch) -> [UInt8] {
    var writer = JSONWriter()
    writer.reserveCapacity(batch.count * 512)
    var encoder = ZipkinSpanEncoder(batch)
    encoder.writeList(to: &writer)
    return writer.bytes
  }
}
