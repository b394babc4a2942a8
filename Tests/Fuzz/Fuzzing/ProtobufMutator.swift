import TestSupport

/// Mutations of protobuf messages: of the tree of fields with lengths kept right, and then, at times, of bare bytes.
enum ProtobufMutator {
  typealias Tree = [ProtobufTree.Field]

  static func mutate(_ seeds: [Tree], using generator: inout SeededGenerator) -> [UInt8] {
    var fields = generator.pick(seeds)
    for _ in 0..<generator.number(0...3) {
      let donor = generator.pick(seeds)
      descend(&fields, donor, using: &generator)
    }
    var bytes: [UInt8] = []
    ProtobufTree.append(fields, to: &bytes)
    if generator.isOne(in: 2) {
      for _ in 0..<generator.number(1...3) { ByteMutator.mutate(&bytes, using: &generator) }
    }
    return bytes
  }

  /// Goes down a random path and changes the list of fields where it ends.
  private static func descend(
    _ fields: inout Tree, _ donor: Tree, using generator: inout SeededGenerator
  ) {
    if !fields.isEmpty, !generator.isOne(in: 5) {
      let index = generator.number(0...fields.count - 1)
      if case .message(var inner) = fields[index].content {
        var innerDonor = donor
        if let field = donor.randomElement(using: &generator), case .message(let fields) = field.content {
          innerDonor = fields
        }
        descend(&inner, innerDonor, using: &generator)
        fields[index].content = .message(inner)
        return
      }
    }
    change(&fields, donor, using: &generator)
  }

  private static func change(
    _ fields: inout Tree, _ donor: Tree, using generator: inout SeededGenerator
  ) {
    guard !fields.isEmpty else { return fields.append(contentsOf: donor.prefix(2)) }
    let index = generator.number(0...fields.count - 1)
    let other = generator.number(0...fields.count - 1)
    switch generator.next() % 9 {
    case 0: fields.remove(at: index)
    case 1: fields.append(fields[index])
    case 2: fields.swapAt(index, other)
    case 3: fields[index].tag = UInt64(generator.number(8...140))
    case 4: fields.insert(contentsOf: donor.prefix(generator.number(1...3)), at: index)
    case 5: fields[index].content = leaf(using: &generator)
    case 6: fields[index] = nested(levels: generator.number(1...200), using: &generator)
    case 7: fields.insert(group(levels: generator.number(1...120), using: &generator), at: index)
    default: fields.insert(ProtobufTree.Field(tag: 0xFA2, content: .bytes([1, 2, 3])), at: index)
    }
  }

  private static func leaf(using generator: inout SeededGenerator) -> ProtobufTree.Content {
    if generator.isOne(in: 2) {
      var number: [UInt8] = []
      ProtobufTree.append(varint: generator.next() >> UInt64(generator.number(0...63)), to: &number)
      return .number(number)
    }
    return .bytes((0..<generator.number(0...20)).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
  }

  /// An attribute whose value lies in so many arrays and key-value lists.
  private static func nested(levels: Int, using generator: inout SeededGenerator) -> ProtobufTree.Field {
    var value = ProtobufTree.Field(tag: 0x18, content: .number([1]))
    for _ in 0..<levels {
      let isArray = generator.isOne(in: 2)
      let element = isArray ? [value] : [ProtobufTree.Field(tag: 0x12, content: .message([value]))]
      let container: [ProtobufTree.Field] = [ProtobufTree.Field(tag: 0x0A, content: .message(element))]
      value = ProtobufTree.Field(tag: isArray ? 0x2A : 0x32, content: .message(container))
    }
    return ProtobufTree.Field(
      tag: generator.pick([0x4A, 0x1A, 0x12, 0x0A]),
      content: .message([ProtobufTree.Field(tag: 0x12, content: .message([value]))]))
  }

  /// Nested groups of an unknown field, closed or not.
  private static func group(levels: Int, using generator: inout SeededGenerator) -> ProtobufTree.Field {
    var content = [UInt8](repeating: 0xA3, count: 0)
    for _ in 1..<max(2, levels) { content += [0xA3, 0x06] }
    for _ in 1..<max(2, generator.isOne(in: 4) ? levels - 1 : levels) { content += [0xA4, 0x06] }
    content += [0xA4, 0x06]
    return ProtobufTree.Field(tag: 0x323, content: .number(content))
  }
}
