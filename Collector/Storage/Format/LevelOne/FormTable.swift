import TelemetryModel

/// The distinct forms of a segment's spans, events and links, the frequent ones first, and the form of every item.
///
/// Spans come in segment order; the events and links of a span in its own order. Forms of a category are neighbours:
/// first those of spans (the operations), then of events, then of links.
struct FormTable {
  private(set) var forms: [ItemForm] = []
  private(set) var itemCounts: [Int] = []
  /// A batch row of every distinct (service, name, kind), for the summary.
  private(set) var namedRows: [Int32] = []

  private(set) var spanForms: [UInt32] = []
  private(set) var eventForms: [UInt32] = []
  private(set) var linkForms: [UInt32] = []
  private(set) var spanFormCount = 0
  private(set) var eventFormCount = 0

  private var index = HashIndex(capacity: 256)

  init(_ batch: borrowing SpanBatch, _ order: borrowing TraceOrder) {
    spanForms.reserveCapacity(batch.count)
    eventForms.reserveCapacity(batch.events.count)
    linkForms.reserveCapacity(batch.links.count)
    for batchRow in order.batchRows {
      let row = Int(batchRow)
      let known = forms.count
      spanForms.append(number(of: ItemForm(batch, row: row)))
      if forms.count > known { namedRows.append(batchRow) }
    }
    foldNames()
    let spanForms = forms.count
    for batchRow in order.batchRows {
      for event in batch.eventRange(of: Int(batchRow)) { eventForms.append(number(of: ItemForm(batch.events[event]))) }
      for link in batch.linkRange(of: Int(batchRow)) { linkForms.append(number(of: ItemForm(batch.links[link]))) }
    }
    sortByFrequency(spanFormCount: spanForms)
  }

  /// Whether a form is too rare to have columns of its own.
  func isShared(_ form: Int) -> Bool { itemCounts[form] < SegmentLimits.ownColumnsItemCount }

  /// The forms of a category.
  func range(of category: ItemForm.Category) -> Range<Int> {
    switch category {
    case .span: 0..<spanFormCount
    case .event: spanFormCount..<spanFormCount + eventFormCount
    case .link: spanFormCount + eventFormCount..<forms.count
    }
  }

  /// How many forms of a category have columns of their own. They come first, because frequent forms do.
  func ownCount(of category: ItemForm.Category) -> Int { range(of: category).count { !isShared($0) } }

  var timeLayout: TimeLayout {
    TimeLayout(
      ownSpanForms: ownCount(of: .span), ownEventForms: ownCount(of: .event), firstEventForm: spanFormCount)
  }

  @inline(__always)
  private mutating func number(of form: ItemForm) -> UInt32 {
    if let found = index.find(form.hashValue64, orInsert: forms.count, isMatch: { forms[$0] == form }) {
      itemCounts[found] += 1
      return UInt32(found)
    }
    forms.append(form)
    itemCounts.append(1)
    return UInt32(forms.count - 1)
  }

  /// With too many operations, takes the names out of those that differ in nothing else.
  private mutating func foldNames() {
    guard forms.count > SegmentLimits.namedOperationCount else { return }
    var nameCounts: [ItemForm: Int] = [:]
    for form in forms { nameCounts[form.withNameColumn, default: 0] += 1 }
    let named = forms
    let counts = itemCounts
    forms.removeAll()
    itemCounts.removeAll()
    index = HashIndex(capacity: 256)
    let numbers = named.indices.map { old in
      let folded = named[old].withNameColumn
      let isFolded = nameCounts[folded, default: 0] > SegmentLimits.namesPerOperationGroup
      let new = number(of: isFolded ? folded : named[old])
      itemCounts[Int(new)] += counts[old] - 1
      return new
    }
    for row in spanForms.indices { spanForms[row] = numbers[Int(spanForms[row])] }
  }

  /// Renumbers: categories one after the other, frequent forms first, so that most numbers fit a byte.
  private mutating func sortByFrequency(spanFormCount: Int) {
    let counts = itemCounts
    let order = forms.indices.sorted { left, right in
      let categories = (forms[left].category.rawValue, forms[right].category.rawValue)
      if categories.0 != categories.1 { return categories.0 < categories.1 }
      return counts[left] != counts[right] ? counts[left] > counts[right] : left < right
    }
    var numbers = [UInt32](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { numbers[old] = UInt32(new) }
    forms = order.map { forms[$0] }
    itemCounts = order.map { counts[$0] }
    self.spanFormCount = spanFormCount
    eventFormCount = forms.count { $0.category == .event }
    for item in spanForms.indices { spanForms[item] = numbers[Int(spanForms[item])] }
    for item in eventForms.indices { eventForms[item] = numbers[Int(eventForms[item])] }
    for item in linkForms.indices { linkForms[item] = numbers[Int(linkForms[item])] }
  }
}

extension ItemForm {
  fileprivate var withNameColumn: ItemForm {
    var form = self
    form.name = 0
    form.extras.insert(.name)
    return form
  }
}
