/// What an expression yields, at all steps.
enum Operand {
  /// One number a step.
  case scalar([Double])
  case vector([Track])
  case string(String)

  /// How many places it holds.
  var sampleCount: Int {
    switch self {
    case .scalar(let values): values.count
    case .vector(let tracks): tracks.reduce(0) { $0 + $1.values.count }
    case .string: 0
    }
  }
}
