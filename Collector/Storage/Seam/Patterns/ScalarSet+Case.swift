extension ScalarSet {
  /// With everything that differs from a member in case only (Unicode's simple case folding, as RE2 has it).
  var withAllCases: ScalarSet {
    if let single, single < 0x80 {
      return ScalarSet((CaseOrbits.shared.orbits[single] ?? [single]).map { $0...$0 })
    }
    let added = CaseOrbits.shared.all.filter { orbit in orbit.contains(where: contains) }.joined()
    return ScalarSet(ranges + added.map { $0...$0 })
  }

  /// The only member.
  var single: UInt32? { ranges.count == 1 && ranges[0].count == 1 ? ranges[0].lowerBound : nil }

  private func contains(_ scalar: UInt32) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(scalar)
  }
}

/// The characters that differ in case only: `K`, `k` and the Kelvin sign. Made on first use, then kept.
private struct CaseOrbits {
  static let shared = CaseOrbits()

  let all: [[UInt32]]
  /// By each of their members.
  let orbits: [UInt32: [UInt32]]

  private init() {
    var byFold: [UInt32: [UInt32]] = [:]
    // Beyond the second plane no character has case.
    for value in 0..<0x20000 as Range<UInt32> {
      guard let scalar = Unicode.Scalar(value), scalar.properties.isCased || scalar.properties.changesWhenCaseMapped
      else { continue }
      byFold[Self.fold(scalar), default: []].append(value)
    }
    all = byFold.values.filter { $0.count > 1 }
    orbits = Dictionary(all.flatMap { orbit in orbit.map { ($0, orbit) } }) { first, _ in first }
  }

  /// The same for all of an orbit. The dotted and the dotless I of Turkish stand alone, as in simple case folding.
  private static func fold(_ scalar: Unicode.Scalar) -> UInt32 {
    if scalar == "\u{130}" || scalar == "\u{131}" { return scalar.value }
    let upper = only(scalar.properties.uppercaseMapping) ?? scalar
    return (only(upper.properties.lowercaseMapping) ?? upper).value
  }

  private static func only(_ text: String) -> Unicode.Scalar? {
    text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
  }
}
