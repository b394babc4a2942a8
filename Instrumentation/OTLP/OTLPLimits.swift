import TelemetryModel

/// The limits of the OTLP decoders, in one place.
package enum OTLPLimits {
  /// How deep arrays and key-value lists may nest in an attribute value. Deeper: the message is refused (400).
  package static let valueNestingDepth = ModelLimits.nestingDepth

  /// How deep groups, or JSON arrays and objects, may nest in a field that is skipped because it is unknown.
  ///
  /// 100 is where other protobuf parsers stop, too. Deeper: the message is refused (400).
  package static let skippedNestingDepth = 100

  /// The longest message that is decoded at all, in bytes; longer ones are refused (400).
  ///
  /// Receivers limit bodies to far less (64 MiB). Below this, 32-bit offsets into a batch cannot overflow.
  package static let messageByteCount = 1 << 28

  /// How much memory the rows, events, links and entity references of a message may take, in bytes.
  ///
  /// Two bytes on the wire can stand for an empty event, which takes 32 in memory. Telemetry that says anything
  /// unfolds to at most 3.5 times its length; what exceeds this budget is refused (400).
  package static func unfoldedByteCount(ofMessage byteCount: Int) -> Int { byteCount * 4 + (1 << 20) }

  /// How many attributes one span, event, link, resource or scope may have. More: the message is refused (400).
  ///
  /// SDKs stop at 128 unless they are told otherwise; two bytes on the wire can stand for an attribute.
  package static let attributeCount = 1 << 20

  /// About what one row takes in the columns of a batch, in bytes.
  static let rowByteCount = 100
}
