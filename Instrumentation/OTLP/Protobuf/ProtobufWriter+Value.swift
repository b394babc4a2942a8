import TelemetryModel

extension ProtobufWriter {
  /// Writes a list of `KeyValue`, each as a field with the given tag.
  mutating func attributes(_ list: AttributeList, tag: UInt8, in batch: borrowing some TelemetryBatch) {
    var place = Int(list.firstPayload)
    for slot in batch.shapes[list.shape] {
      let start = begin(tag)
      field(0x0A, batch.strings[slot.key])
      // The empty value is the absence of the field.
      if slot.kind != .empty { value(slot.kind, batch.payloads[place], tag: 0x12, in: batch) }
      end(start)
      place += 1
    }
  }

  /// Writes a field that is an `AnyValue`.
  mutating func value(
    _ kind: AttributeKind, _ payload: UInt64, tag: UInt8, in batch: borrowing some TelemetryBatch
  ) {
    let start = begin(tag)
    switch kind {
    case .empty: break
    case .string: presentField(0x0A, batch.strings[StringCode(truncatingIfNeeded: payload)])
    case .bytes: presentField(0x3A, batch.strings[StringCode(truncatingIfNeeded: payload)])
    case .bool: bool(payload != 0)
    case .int: int(payload)
    case .double: double(bits: payload)
    case .composite:
      let bytes = batch.strings[StringCode(truncatingIfNeeded: payload)]
      var reader = CompositeValue.Reader(bytes)
      if let token = reader.next() { nestedValue(token, of: bytes, &reader, depth: 1) }
    }
    end(start)
  }
}

// MARK: AnyValue fields

extension ProtobufWriter {
  fileprivate mutating func bool(_ value: Bool) {
    tag(0x10)
    tag(value ? 1 : 0)
  }

  fileprivate mutating func int(_ bits: UInt64) {
    tag(0x18)
    varint(bits)
  }

  fileprivate mutating func double(bits: UInt64) {
    tag(0x21)
    fixed64(bits)
  }

  /// Writes the `AnyValue` field for `token` and what belongs to it. Recursion is bounded as in the decoders.
  fileprivate mutating func nestedValue(
    _ token: CompositeValue.Token, of source: ArraySlice<UInt8>, _ reader: inout CompositeValue.Reader, depth: Int
  ) {
    switch token {
    case .empty, .key, .end: break
    case .bool(let flag): bool(flag)
    case .int(let number): int(UInt64(bitPattern: number))
    case .double(let bits): double(bits: bits)
    case .string(let range): presentField(0x0A, source[range])
    case .bytes(let range): presentField(0x3A, source[range])
    case .beginArray where depth <= OTLPLimits.valueNestingDepth:
      let array = begin(0x2A)
      while let token = reader.next(), token != .end {
        let element = begin(0x0A)
        nestedValue(token, of: source, &reader, depth: depth + 1)
        end(element)
      }
      end(array)
    case .beginKeyValueList where depth <= OTLPLimits.valueNestingDepth:
      let list = begin(0x32)
      while let token = reader.next(), case .key(let key) = token {
        let pair = begin(0x0A)
        field(0x0A, source[key])
        if let token = reader.next(), token != .empty {
          let value = begin(0x12)
          nestedValue(token, of: source, &reader, depth: depth + 1)
          end(value)
        }
        end(pair)
      }
      end(list)
    case .beginArray, .beginKeyValueList: break
    }
  }
}
