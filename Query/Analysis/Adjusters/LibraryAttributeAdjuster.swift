import TelemetryModel

/// Moves what describes the telemetry library from spans to their resource, where OpenTelemetry wants it.
package struct LibraryAttributeAdjuster: TraceAdjuster {
  private static let keys = [
    "telemetry.sdk.language", "telemetry.sdk.name", "telemetry.sdk.version", "telemetry.distro.name",
    "telemetry.distro.version",
  ]

  package init() {}

  package func adjust(_ trace: inout AdjustedTrace) {
    let codes = Set(Self.keys.compactMap { trace.batch.strings.code(of: $0) })
    if codes.isEmpty { return }
    let shapes = Set(
      (0..<ShapeCode(trace.batch.shapes.count)).filter { shape in
        trace.batch.shapes[shape].contains { codes.contains($0.key) }
      })
    for row in 0..<trace.batch.count where shapes.contains(trace.batch.attributes[row].shape) {
      moveAttributes(codes, row: row, in: &trace)
    }
  }

  private func moveAttributes(_ codes: Set<StringCode>, row: Int, in trace: inout AdjustedTrace) {
    let resourceIndex = Int(trace.batch.resourceIndexes[row])
    var own = trace.batch.slotsAndPayloads(of: trace.batch.attributes[row])
    var shared = trace.batch.slotsAndPayloads(of: trace.batch.resources[resourceIndex].attributes)
    let before = (own: own.count, shared: shared.count)
    own.removeAll { slot, payload in
      guard codes.contains(slot.key) else { return false }
      guard let existing = shared.first(where: { $0.slot.key == slot.key }) else {
        shared.append((slot, payload))
        return true
      }
      if existing.slot.kind == .string, existing.slot == slot, existing.payload == payload { return true }
      let key = trace.batch.strings.text(slot.key)
      trace.warn("conflicting values between Span and Resource for attribute \(key)", row: row)
      return false
    }
    if own.count == before.own { return }
    trace.batch.attributes[row] = trace.batch.appendAttributes(own.map(\.slot), own.map(\.payload))
    if shared.count == before.shared { return }
    trace.batch.resources[resourceIndex].attributes =
      trace.batch.appendAttributes(shared.map(\.slot), shared.map(\.payload))
  }
}
