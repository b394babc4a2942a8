package import TelemetryModel

extension JSONWriter {
  /// Writes an `AnyValue` as OTLP/JSON has it: `{"stringValue":"..."}`, `{"intValue":"1"}`, `{}` for empty.
  @specialized(where Batch == SpanBatch)
  @specialized(where Batch == LogBatch)
  package mutating func anyValue<Batch: TelemetryBatch>(
    _ kind: AttributeKind, _ payload: UInt64, in batch: borrowing Batch
  ) {
    beginObject()
    let code = StringCode(truncatingIfNeeded: payload)
    switch kind {
    case .empty: break
    case .string: member("stringValue", batch.strings[code])
    case .bytes:
      key("bytesValue")
      base64(batch.strings[code])
    case .bool:
      key("boolValue")
      bool(payload != 0)
    case .int:
      key("intValue")
      quoted(Int64(bitPattern: payload))
    case .double:
      key("doubleValue")
      double(Double(bitPattern: payload))
    case .composite:
      let bytes = batch.strings[code]
      var reader = CompositeValue.Reader(bytes)
      if let token = reader.next() { nestedMember(token, of: bytes, &reader, depth: 1) }
    }
    endObject()
  }

  /// Writes a list of `KeyValue`.
  @specialized(where Batch == SpanBatch)
  @specialized(where Batch == LogBatch)
  package mutating func attributes<Batch: TelemetryBatch>(_ list: AttributeList, in batch: borrowing Batch) {
    beginArray()
    var place = Int(list.firstPayload)
    for slot in batch.shapes[list.shape] {
      beginObject()
      member("key", batch.strings[slot.key])
      key("value")
      anyValue(slot.kind, batch.payloads[place], in: batch)
      endObject()
      place += 1
    }
    endArray()
  }

  @inline(__always)
  private mutating func member(_ name: StaticString, _ text: ArraySlice<UInt8>) {
    key(name)
    string(text)
  }

  private mutating func nestedValue(
    _ token: CompositeValue.Token, of source: ArraySlice<UInt8>, _ reader: inout CompositeValue.Reader, depth: Int
  ) {
    beginObject()
    nestedMember(token, of: source, &reader, depth: depth)
    endObject()
  }

  /// Writes the one member of an `AnyValue` object. Recursion is bounded as in the decoders.
  private mutating func nestedMember(
    _ token: CompositeValue.Token, of source: ArraySlice<UInt8>, _ reader: inout CompositeValue.Reader, depth: Int
  ) {
    switch token {
    case .empty, .key, .end: break
    case .bool(let flag):
      key("boolValue")
      bool(flag)
    case .int(let number):
      key("intValue")
      quoted(number)
    case .double(let bits):
      key("doubleValue")
      double(Double(bitPattern: bits))
    case .string(let range): member("stringValue", source[range])
    case .bytes(let range):
      key("bytesValue")
      base64(source[range])
    case .beginArray, .beginKeyValueList:
      guard depth <= OTLPLimits.valueNestingDepth else { return }
      key(token == .beginArray ? "arrayValue" : "kvlistValue")
      beginObject()
      key("values")
      beginArray()
      while let token = reader.next(), token != .end {
        if case .key(let range) = token {
          beginObject()
          member("key", source[range])
          key("value")
          nestedValue(reader.next() ?? .empty, of: source, &reader, depth: depth + 1)
          endObject()
        } else {
          nestedValue(token, of: source, &reader, depth: depth + 1)
        }
      }
      endArray()
      endObject()
    }
  }
}
