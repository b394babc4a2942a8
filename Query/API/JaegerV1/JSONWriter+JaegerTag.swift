import OTLPFormat
import TelemetryModel
import TraceAnalysis

extension JSONWriter {
  mutating func jaegerTag(_ key: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) {
    beginTag(key, JaegerWord.string)
    string(text)
    endObject()
  }

  mutating func jaegerTag(_ key: ArraySlice<UInt8>, _ flag: Bool) {
    beginTag(key, JaegerWord.bool)
    bool(flag)
    endObject()
  }

  /// All attributes of a list as tags, but those under `excludedKey`.
  mutating func jaegerTags(_ list: AttributeList, in batch: SpanBatch, except excludedKey: StringCode? = nil) {
    var place = Int(list.firstPayload)
    for slot in batch.shapes[list.shape] {
      if slot.key != excludedKey { jaegerTag(slot, batch.payloads[place], in: batch) }
      place += 1
    }
  }

  /// Integers that a double cannot hold exactly are written as strings; arrays and maps as strings of JSON.
  private mutating func jaegerTag(_ slot: AttributeSlot, _ payload: UInt64, in batch: SpanBatch) {
    let key = batch.strings[slot.key]
    switch slot.kind {
    case .string:
      beginTag(key, JaegerWord.string)
      string(batch.strings[StringCode(truncatingIfNeeded: payload)])
    case .bool:
      beginTag(key, JaegerWord.bool)
      bool(payload != 0)
    case .int:
      let number = Int64(bitPattern: payload)
      beginTag(key, JaegerWord.int64)
      number.magnitude < 1 << 53 ? int(number) : quoted(number)
    case .double:
      beginTag(key, JaegerWord.float64)
      double(Double(bitPattern: payload))
    case .bytes:
      beginTag(key, JaegerWord.binary)
      base64(batch.strings[StringCode(truncatingIfNeeded: payload)])
    case .composite, .empty:
      beginTag(key, JaegerWord.string)
      string(AttributeText.text(slot.kind, payload, in: batch))
    }
    endObject()
  }

  private mutating func beginTag(_ key: ArraySlice<UInt8>, _ type: ArraySlice<UInt8>) {
    beginObject()
    self.key("key")
    string(key)
    self.key("type")
    string(type)
    self.key("value")
  }
}
