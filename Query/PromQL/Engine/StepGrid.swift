/// The moments at which an expression is evaluated, in milliseconds since 1970.
struct StepGrid: Sendable, Hashable {
  let start: Int64
  let step: Int64
  /// At least 1.
  let count: Int

  subscript(index: Int) -> Int64 { start + Int64(index) * step }
  var end: Int64 { self[count - 1] }

  static func single(_ time: Int64) -> StepGrid { StepGrid(start: time, step: 1, count: 1) }
}
