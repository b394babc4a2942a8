import SegmentFormat
import TelemetryModel

/// Gathers the hashes of a batch's attributes, each attribute once.
struct AttributeMembers {
  private(set) var hashes: [UInt64] = []

  // The tables of the batch: asking it for them through the protocol counts references each time.
  private let strings: StringTable
  private let shapes: AttributeShapeTable
  private let payloads: [UInt64]
  /// The slots of all shapes, equal ones under one number.
  private var numbers: [UInt32] = []
  /// By number: the slot, and what all hashes of its attributes begin with.
  private var slots: [(slot: AttributeSlot, start: FilterHash)] = []
  /// The payload that each slot of each shape had last: most attributes repeat it.
  private var latest: [UInt64?]
  private var seen: [Member] = []
  private var index = HashIndex(capacity: 1024)

  private struct Member: Equatable, BitwiseCopyable {
    let slot: UInt32
    let payload: UInt64
  }

  init(_ batch: borrowing some TelemetryBatch) {
    strings = batch.strings
    shapes = batch.shapes
    payloads = batch.payloads
    latest = Array(repeating: nil, count: batch.shapes.slots.count)
    numbers.reserveCapacity(batch.shapes.slots.count)
    var known: [AttributeSlot: UInt32] = [:]
    for slot in shapes.slots {
      let number = known[slot] ?? UInt32(slots.count)
      numbers.append(number)
      guard Int(number) == slots.count else { continue }
      known[slot] = number
      slots.append((slot, FilterHash(key: strings[slot.key].span.bytes, kind: slot.kind)))
    }
  }

  mutating func add(_ list: AttributeList) {
    var place = Int(list.firstPayload)
    for slot in shapes.bounds(of: list.shape) {
      let payload = payloads[place]
      place &+= 1
      if latest[slot] == payload { continue }
      latest[slot] = payload
      add(Member(slot: numbers[slot], payload: payload))
    }
  }

  private mutating func add(_ member: Member) {
    var hash = WordHash()
    hash.combine(UInt64(member.slot))
    hash.combine(member.payload)
    guard index.find(hash.value, orInsert: seen.count, isMatch: { seen[$0] == member }) == nil else { return }
    seen.append(member)
    let (slot, start) = slots[Int(member.slot)]
    switch slot.kind {
    case .string, .bytes:
      hashes.append(start.with(text: strings[StringCode(truncatingIfNeeded: member.payload)].span.bytes))
    case .empty, .bool, .int, .double:
      hashes.append(start.with(payload: member.payload))
    case .composite:
      addElements(of: CompositeValue.decode(strings[StringCode(truncatingIfNeeded: member.payload)]), slot.key)
    }
  }

  private mutating func addElements(of value: AttributeValue, _ key: StringCode) {
    guard case .array(let elements) = value else { return }
    let key = Array(strings[key])
    for element in elements { if let hash = AttributeHashes.of(key, element) { hashes.append(hash) } }
  }
}
