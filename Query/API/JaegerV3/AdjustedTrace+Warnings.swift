import TelemetryModel
import TraceAnalysis

extension AdjustedTrace {
  /// The spans, each with what the adjusters said about it as an attribute: OTLP has no other place for it.
  var batchWithWarnings: SpanBatch {
    if warnings.isEmpty { return batch }
    var batch = batch
    let key = batch.strings.intern("@jaeger@warnings")
    for (row, texts) in warnings.sorted(by: { $0.key < $1.key }) {
      let list = batch.attributes[row]
      let value = CompositeValue.encode(.array(texts.map(AttributeValue.string)))
      let payloads = batch.payloads[batch.payloadRange(of: list)] + [UInt64(batch.strings.intern(value[...]))]
      let slots = batch.shapes[list.shape] + [AttributeSlot(key: key, kind: .composite)]
      let first = UInt32(batch.payloads.count)
      batch.payloads += payloads
      batch.attributes[row] = AttributeList(shape: batch.shapes.intern(slots), firstPayload: first)
    }
    return batch
  }
}
