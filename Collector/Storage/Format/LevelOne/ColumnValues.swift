import TelemetryModel

/// The values of all columns of a segment, as the batch's own payloads, column after column.
struct ColumnValues {
  private(set) var payloads: [UInt64]
  /// Where each column starts; one more entry for the end.
  private(set) var starts: [Int]
  /// Whether a column has two different values.
  private(set) var varies: [Bool]

  func range(of column: Int) -> Range<Int> { starts[column]..<starts[column + 1] }

  init(
    _ batch: borrowing SpanBatch, _ order: borrowing TraceOrder, _ forms: borrowing FormTable, _ layout: ColumnLayout
  ) {
    starts = [0]
    var end = 0
    for count in layout.valueCounts(itemCounts: forms.itemCounts) {
      end += count
      starts.append(end)
    }
    var collector = Collector(
      payloads: Array(repeating: 0, count: end), next: starts, starts: starts,
      varies: Array(repeating: false, count: layout.columns.count))
    var event = 0
    var link = 0
    for row in 0..<order.batchRows.count {
      let batchRow = Int(order.batchRows[row])
      let form = Int(forms.spanForms[row])
      var columns = layout.columnRange(of: form)
      collector.add(batch, batch.attributes[batchRow], layout, columns)
      let extras = forms.forms[form].extras
      if !extras.isEmpty {
        columns = columns.dropFirst(batch.shapes.slotCount(of: batch.attributes[batchRow].shape))
        collector.addExtras(batch, batchRow, extras, layout, columns)
      }
      for entry in batch.eventRange(of: batchRow) {
        let columns = layout.columnRange(of: Int(forms.eventForms[event]))
        collector.add(batch, batch.events[entry].attributes, layout, columns)
        event += 1
      }
      for entry in batch.linkRange(of: batchRow) {
        let columns = layout.columnRange(of: Int(forms.linkForms[link]))
        collector.add(batch, batch.links[entry].attributes, layout, columns)
        link += 1
      }
    }
    payloads = collector.payloads
    varies = collector.varies
  }

  private struct Collector {
    var payloads: [UInt64]
    var next: [Int]
    let starts: [Int]
    var varies: [Bool]

    @inline(__always)
    mutating func add(_ payload: UInt64, to column: Int) {
      let place = next[column]
      payloads[place] = payload
      next[column] = place &+ 1
      if payload != payloads[starts[column]] { varies[column] = true }
    }

    @inline(__always)
    mutating func add(
      _ batch: borrowing SpanBatch, _ list: AttributeList, _ layout: borrowing ColumnLayout, _ columns: Range<Int>
    ) {
      var payload = Int(list.firstPayload)
      let end = payload &+ batch.shapes.bounds(of: list.shape).count
      var place = columns.lowerBound
      while payload < end {
        add(batch.payloads[payload], to: Int(layout.formColumns[place]))
        payload &+= 1
        place &+= 1
      }
    }

    mutating func addExtras(
      _ batch: borrowing SpanBatch, _ row: Int, _ extras: ItemForm.Extras, _ layout: ColumnLayout, _ columns: Range<Int>
    ) {
      let details = batch.details[Int(batch.detailIndexes[row])]
      let values: [UInt64] = [
        UInt64(batch.names[row]), UInt64(details.statusMessage), UInt64(details.traceState),
        UInt64(details.droppedAttributesCount), UInt64(details.droppedEventsCount),
        UInt64(details.droppedLinksCount),
      ]
      var place = columns.lowerBound
      for (key, column) in ItemForm.Extras.columns.enumerated() where extras.contains(column.extra) {
        add(values[key], to: Int(layout.formColumns[place]))
        place += 1
      }
    }
  }
}
