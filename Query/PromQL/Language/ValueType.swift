/// What an expression yields.
package enum ValueType: String, Sendable, CustomStringConvertible {
  case scalar
  case string
  case instantVector = "instant vector"
  case rangeVector = "range vector"

  package var description: String { rawValue }
}
