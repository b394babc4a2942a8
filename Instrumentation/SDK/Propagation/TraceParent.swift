/// The header `traceparent` of W3C Trace Context: `00-{trace ID}-{span ID}-{flags}`.
enum TraceParent {
  static let name = "traceparent"
  private static let byteCount = 55

  /// The identity that a header names; `nil` when any rule is broken, which means that there is none.
  static func parse(_ header: String) -> TraceIdentity? {
    var header = header
    return header.withUTF8 { parse($0) }
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> TraceIdentity? {
    // SAFETY: every index is below `byteCount`, or at it when there are more bytes; the bytes live as long as the call.
    let dash = UInt8(ascii: "-")
    guard bytes.count >= byteCount, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
      let version = HexDigits.number(bytes[0..<2]), version != 0xFF,
      // Later versions may append fields; version 00 has none.
      bytes.count == byteCount || version > 0 && bytes[byteCount] == dash,
      let high = HexDigits.number(bytes[3..<19]), let low = HexDigits.number(bytes[19..<35]),
      let span = HexDigits.number(bytes[36..<52]), let flags = HexDigits.number(bytes[53..<55])
    else { return nil }
    let known = UInt8(flags) & (TraceIdentity.sampledFlag | TraceIdentity.randomFlag)
    let identity = TraceIdentity(
      traceHigh: high, traceLow: low, span: span, flags: known, isRemote: true, carried: nil)
    return identity.isValid ? identity : nil
  }

  static func text(_ identity: TraceIdentity) -> String {
    // SAFETY: writes each of the bytes that it asks for.
    String(unsafeUninitializedCapacity: byteCount) { buffer in
      HexDigits.write(0, count: 2, to: buffer, at: 0)
      buffer[2] = UInt8(ascii: "-")
      HexDigits.write(identity.traceHigh, count: 16, to: buffer, at: 3)
      HexDigits.write(identity.traceLow, count: 16, to: buffer, at: 19)
      buffer[35] = UInt8(ascii: "-")
      HexDigits.write(identity.span, count: 16, to: buffer, at: 36)
      buffer[52] = UInt8(ascii: "-")
      HexDigits.write(UInt64(identity.flags), count: 2, to: buffer, at: 53)
      return byteCount
    }
  }
}
