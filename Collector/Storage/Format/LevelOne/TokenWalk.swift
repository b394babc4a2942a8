import TelemetryModel

/// What is done with the tokens of a segment in the order in which a reader meets them.
protocol TokenVisitor {
  mutating func beginTrace()
  /// - Parameter place: the index of the token in `ColumnPlans.tokens`.
  mutating func visit(slot: Int, place: Int)
}

/// Visits tokens trace by trace, row by row: the span's, then those of its events, then of its links.
///
/// This order is part of the format: predictions look back along it.
struct TokenWalk {
  /// A column of a form, as far as the walk has to look at it.
  private struct Stop {
    let column: Int32
    /// The slot of a plain column; -1 for a templated one.
    let slot: Int32
  }

  private var stops: [Stop] = []
  private var stopEnds: [Int] = []
  private var nextPlace: [Int]
  private var nextValue: [Int]

  /// - Parameter isRelevant: tells for each slot whether the visitor wants to see it.
  init(_ layout: borrowing ColumnLayout, _ plans: borrowing ColumnPlans, isRelevant: (Slot) -> Bool) {
    let relevant = plans.slots.map(isRelevant)
    nextPlace = plans.slots.indices.map { relevant[$0] ? plans.slots[$0].start : -1 }
    nextValue = plans.starts
    for form in layout.formEnds.indices {
      for place in layout.columnRange(of: form) {
        let column = Int(layout.formColumns[place])
        let plan = plans.columns[column]
        if !plan.templates.isEmpty {
          stops.append(Stop(column: Int32(column), slot: -1))
        } else if relevant[plan.firstSlot] {
          stops.append(Stop(column: Int32(column), slot: Int32(plan.firstSlot)))
        }
      }
      stopEnds.append(stops.count)
    }
  }

  mutating func run<Visitor: TokenVisitor>(
    _ batch: borrowing SpanBatch, _ order: borrowing TraceOrder, _ forms: borrowing FormTable,
    _ plans: borrowing ColumnPlans, _ visitor: inout Visitor
  ) {
    var row = 0
    var event = 0
    var link = 0
    for end in order.traceEnds {
      visitor.beginTrace()
      while row < end {
        let batchRow = Int(order.batchRows[row])
        visitForm(Int(forms.spanForms[row]), plans, &visitor)
        for _ in batch.eventRange(of: batchRow) {
          visitForm(Int(forms.eventForms[event]), plans, &visitor)
          event += 1
        }
        for _ in batch.linkRange(of: batchRow) {
          visitForm(Int(forms.linkForms[link]), plans, &visitor)
          link += 1
        }
        row += 1
      }
    }
  }

  @inline(__always)
  private mutating func visitForm<Visitor: TokenVisitor>(
    _ form: Int, _ plans: borrowing ColumnPlans, _ visitor: inout Visitor
  ) {
    var place = form == 0 ? 0 : stopEnds[form &- 1]
    let end = stopEnds[form]
    while place < end {
      let stop = stops[place]
      if stop.slot >= 0 {
        visitSlot(Int(stop.slot), &visitor)
      } else {
        visitTemplate(Int(stop.column), plans, &visitor)
      }
      place &+= 1
    }
  }

  @inline(__always)
  private mutating func visitSlot<Visitor: TokenVisitor>(_ slot: Int, _ visitor: inout Visitor) {
    let place = nextPlace[slot]
    if place < 0 { return }
    nextPlace[slot] = place &+ 1
    visitor.visit(slot: slot, place: place)
  }

  private mutating func visitTemplate<Visitor: TokenVisitor>(
    _ column: Int, _ plans: borrowing ColumnPlans, _ visitor: inout Visitor
  ) {
    let symbol = Int(plans.templateSymbols[nextValue[column]])
    nextValue[column] &+= 1
    for slot in plans.slotRange(column, template: symbol) { visitSlot(slot, &visitor) }
  }
}
