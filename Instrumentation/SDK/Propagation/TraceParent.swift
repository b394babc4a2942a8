/// The header `traceparent` of W3C Trace Context: `00-{trace ID}-{span ID}-{flags}`.
enum TraceParent {
  private static let byteCount = 55

  /// The identity that a header names; `nil` when any rule is broken, which means that there is none.
  static func parse(_ header: String) -> TraceIdentity? {
    var header = header
    return header.withUTF8 { parse(UnsafeRawBufferPointer($0)) }
  }

  @inline(__always)
  private static func parse(_ bytes: UnsafeRawBufferPointer) -> TraceIdentity? {
    // SAFETY: every index is below `byteCount`, or at it when there are more bytes; the bytes live as long as the call.
    let dash = UInt8(ascii: "-")
    guard bytes.count >= byteCount, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
      let version = HexDigits.byte(bytes, at: 0), version != 0xFF,
      // Later versions may append fields; version 00 has none.
      bytes.count == byteCount || version > 0 && bytes[byteCount] == dash,
      let high = HexDigits.number(bytes, at: 3), let low = HexDigits.number(bytes, at: 19),
      let span = HexDigits.number(bytes, at: 36), let flags = HexDigits.byte(bytes, at: 53)
    else { return nil }
    let known = flags & (TraceIdentity.sampledFlag | TraceIdentity.randomFlag)
    let identity = TraceIdentity(
      traceHigh: high, traceLow: low, span: span, flags: known, isRemote: true, carried: nil)
    return identity.isValid ? identity : nil
  }

  static func text(_ node: TraceNode) -> String {
    let (high, low, span, flags) = (
      node.identity.traceHigh, node.identity.traceLow, node.identity.span, node.identity.flags
    )
    // SAFETY: writes each of the bytes, and then reads no more than these.
    return withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 1) { bytes in
      let (zero, dash) = (UInt8(ascii: "0"), UInt8(ascii: "-"))
      bytes[0] = zero
      bytes[1] = zero
      bytes[2] = dash
      HexDigits.write(high, to: bytes, at: 3)
      HexDigits.write(low, to: bytes, at: 19)
      bytes[35] = dash
      HexDigits.write(span, to: bytes, at: 36)
      bytes[52] = dash
      // Of the flags, only the lowest two bits are ever set.
      bytes[53] = zero
      bytes[54] = zero | flags & 3
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
