import TelemetryModel

/// The operation and the trace of every row of a batch, as numbers into tables of the distinct ones.
struct RowTables {
  private(set) var operations: [OperationEntry] = []
  private(set) var operationOfRow: [UInt32] = []
  private(set) var traceIDs: [TraceID] = []
  private(set) var traceOfRow: [UInt32] = []

  init(_ batch: borrowing SpanBatch) {
    operationOfRow.reserveCapacity(batch.count)
    traceOfRow.reserveCapacity(batch.count)
    var operationIndex = HashIndex(capacity: 64)
    var traceIndex = HashIndex(capacity: batch.count / 8)
    for row in 0..<batch.count {
      let entry = OperationEntry(batch, row: row)
      let operation = operationIndex.find(entry.hash, orInsert: operations.count) { operations[$0] == entry }
      if operation == nil { operations.append(entry) }
      operationOfRow.append(UInt32(operation ?? operations.count - 1))

      let id = batch.traceIDs[row]
      var hash = WordHash()
      hash.combine(id.high)
      hash.combine(id.low)
      let trace = traceIndex.find(hash.value, orInsert: traceIDs.count) { traceIDs[$0] == id }
      if trace == nil { traceIDs.append(id) }
      traceOfRow.append(UInt32(trace ?? traceIDs.count - 1))
    }
  }
}
