import TelemetryModel

/// Numbers the attribute keys of a segment: first the extras of spans, then keys in the order of their first use.
struct KeyTable {
  /// The text of each key beyond the extras.
  private(set) var texts: [StringCode] = []
  private var numbers: [Int32]

  init(_ batch: borrowing SpanBatch) { numbers = Array(repeating: -1, count: batch.strings.count) }

  var count: Int { ItemForm.Extras.columns.count + texts.count }

  mutating func number(of key: StringCode) -> Int32 {
    let known = numbers[Int(key)]
    if known >= 0 { return known }
    let number = Int32(count)
    numbers[Int(key)] = number
    texts.append(key)
    return number
  }

  /// The columns that a form has: its attributes in order, then its extras.
  mutating func columns(of form: ItemForm, in batch: borrowing SpanBatch) -> [ColumnLayout.Column] {
    var list: [ColumnLayout.Column] = []
    for place in batch.shapes.bounds(of: form.shape) {
      let slot = batch.shapes.slots[place]
      list.append(ColumnLayout.Column(key: number(of: slot.key), kind: slot.kind))
    }
    for (key, column) in ItemForm.Extras.columns.enumerated() where form.extras.contains(column.extra) {
      list.append(ColumnLayout.Column(key: Int32(key), kind: column.kind))
    }
    return list
  }

  /// A key for statistics: an extra of spans, or an attribute key.
  func figureName(_ key: Int, _ batch: borrowing SpanBatch) -> (name: [UInt8], isAttribute: Bool) {
    let extras = ItemForm.Extras.names
    if key < extras.count { return (Array(extras[key].utf8), false) }
    return (Array(batch.strings[texts[key - extras.count]]), true)
  }
}
