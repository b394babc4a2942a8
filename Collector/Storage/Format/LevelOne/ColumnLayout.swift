import TelemetryModel

/// Which column holds which attribute of which form. Encoder and decoder derive the same layout from the form list.
///
/// A frequent form has one column per attribute; rare forms share one column per (key, kind). Columns are numbered by
/// key, then by the first form that uses them, so that all columns of a key lie together.
struct ColumnLayout: Sendable {
  struct Column: Sendable {
    let key: Int32
    let kind: AttributeKind
  }

  private(set) var columns: [Column] = []
  /// Where the columns of each key end.
  private(set) var keyEnds: [Int] = []
  /// The columns of all forms in attribute order, form after form.
  private(set) var formColumns: [Int32] = []
  private(set) var formEnds: [Int] = []

  /// - Parameters:
  ///   - keyCount: keys are numbered from 0; the first ones are those of `ItemForm.Extras.columns`.
  ///   - forms: the attributes of each form, its extras last, and whether it shares its columns.
  init(keyCount: Int, forms: some Sequence<(attributes: [Column], isShared: Bool)>) {
    var created: [Column] = []
    var shared: [UInt64: Int32] = [:]
    for form in forms {
      for attribute in form.attributes {
        var number = Int32(created.count)
        if form.isShared {
          // A key that occurs twice in a list shares one column, too: values follow each other in attribute order.
          let identity = UInt64(attribute.key) << 8 | UInt64(attribute.kind.rawValue)
          if let known = shared[identity] { number = known } else { shared[identity] = number }
        }
        if number == created.count { created.append(attribute) }
        formColumns.append(number)
      }
      formEnds.append(formColumns.count)
    }
    sortByKey(created, keyCount)
  }

  private mutating func sortByKey(_ created: [Column], _ keyCount: Int) {
    var next = [Int](repeating: 0, count: keyCount + 1)
    for column in created { next[Int(column.key) + 1] += 1 }
    for key in 0..<keyCount { next[key + 1] += next[key] }
    keyEnds = Array(next.dropFirst())
    var numbers = [Int32](repeating: 0, count: created.count)
    columns = created
    for (old, column) in created.enumerated() {
      let new = next[Int(column.key)]
      next[Int(column.key)] += 1
      numbers[old] = Int32(new)
      columns[new] = column
    }
    for place in formColumns.indices { formColumns[place] = numbers[Int(formColumns[place])] }
  }

  @inline(__always)
  func columnRange(of form: Int) -> Range<Int> { (form == 0 ? 0 : formEnds[form &- 1])..<formEnds[form] }

  func keyRange(_ key: Int) -> Range<Int> { (key == 0 ? 0 : keyEnds[key - 1])..<keyEnds[key] }

  /// How many values each column holds.
  func valueCounts(itemCounts: [Int]) -> [Int] {
    var counts = [Int](repeating: 0, count: columns.count)
    for form in formEnds.indices {
      for place in columnRange(of: form) { counts[Int(formColumns[place])] += itemCounts[form] }
    }
    return counts
  }
}
