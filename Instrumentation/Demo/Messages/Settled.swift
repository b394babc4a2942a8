/// A message could not be served, and there is no use in delivering it again: its sender has been told.
struct Settled: Error, CustomStringConvertible {
  let underlying: any Error
  var description: String { "\(underlying)" }
}
