import OTLPFormat
import TelemetryModel
import TraceAnalysis

extension JSONWriter {
  mutating func jaegerTag(_ key: StaticString, _ text: ArraySlice<UInt8>) {
    beginTag(Array(String(describing: key).utf8)[...], "string")
    string(text)
    endObject()
  }

  mutating func jaegerTag(_ key: StaticString, _ flag: Bool) {
    beginTag(Array(String(describing: key).utf8)[...], "bool")
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
      beginTag(key, "string")
      string(batch.strings[StringCode(truncatingIfNeeded: payload)])
    case .bool:
      beginTag(key, "bool")
      bool(payload != 0)
    case .int:
      let number = Int64(bitPattern: payload)
      beginTag(key, "int64")
      number.magnitude < 1 << 53 ? int(number) : quoted(number)
    case .double:
      beginTag(key, "float64")
      double(Double(bitPattern: payload))
    case .bytes:
      beginTag(key, "binary")
      base64(batch.strings[StringCode(truncatingIfNeeded: payload)])
    case .composite, .empty:
      beginTag(key, "string")
      string(AttributeText.text(slot.kind, payload, in: batch))
    }
    endObject()
  }

  private mutating func beginTag(_ key: ArraySlice<UInt8>, _ type: StaticString) {
    beginObject()
    self.key("key")
    string(key)
    self.key("type")
    string(String(describing: type))
    self.key("value")
  }
}
