import Synchronization

/// Random-looking 64-bit numbers, cheaply and from any thread.
///
/// SplitMix64 over a shared counter that starts at a random number: its mixing function is a bijection, so a process
/// never draws the same number twice, and a draw costs one atomic addition instead of a system call. The numbers are
/// not secret: an ID of a trace is no credential.
final class IDGenerator: Sendable {
  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15
  private let counter: Atomic<UInt64>

  init(seed: UInt64 = .random(in: .min ... .max)) {
    counter = Atomic(seed)
  }

  @inline(__always)
  func next() -> UInt64 {
    Self.mix(counter.wrappingAdd(Self.step, ordering: .relaxed).newValue)
  }

  /// A number that can be an ID: not zero.
  @inline(__always)
  func nextID() -> UInt64 {
    let number = next()
    return number == 0 ? next() : number
  }

  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
