import TestSupport

/// Mutations that know nothing of what the bytes mean.
enum ByteMutator {
  static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return bytes = [UInt8(truncatingIfNeeded: generator.next())] }
    let place = generator.number(0...bytes.count - 1)
    let end = min(bytes.count, place + generator.number(1...16))
    switch generator.next() % 7 {
    case 0: bytes[place] ^= 1 << UInt8(generator.number(0...7))
    case 1:
      bytes[place] = generator.pick([0, 0x7F, 0x80, 0xFF, 0x22, 0x5C, UInt8(truncatingIfNeeded: generator.next())])
    case 2: bytes.removeLast(bytes.count - place)
    case 3: bytes.removeSubrange(place..<end)
    case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 5: bytes.swapAt(place, end - 1)
    default: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
    }
  }
}
