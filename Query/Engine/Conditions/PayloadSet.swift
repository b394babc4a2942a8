import TelemetryModel
import TraceAnalysis

/// The payloads of a batch whose value has a given text, for every kind of value.
struct PayloadSet {
  /// By the raw value of the kind; `nil` where no value of that kind has the text.
  private var expected: [UInt64?]
  /// Arrays, key-value lists and bytes, which are compared by writing their text.
  private var members: Set<Member> = []
  private let mayContainBytes: Bool
  private let mayContainComposites: Bool
  /// Numbers that are not numbers have many payloads and one text.
  private let containsNaN: Bool

  struct Member: Hashable {
    let kind: AttributeKind
    let payload: UInt64
  }

  init(text: String, in batch: SpanBatch) {
    expected = [UInt64?](repeating: nil, count: AttributeKind.allCases.count)
    expected[AttributeKind.empty] = text.isEmpty ? 0 : nil
    expected[AttributeKind.string] = batch.strings.code(of: text).map(UInt64.init)
    expected[AttributeKind.bool] = text == "true" ? 1 : text == "false" ? 0 : nil
    if let number = Int64(text), String(number) == text {
      expected[AttributeKind.int] = UInt64(bitPattern: number)
    }
    if let number = Double(text) ?? Double.named(text), AttributeText.text(number) == text {
      expected[AttributeKind.double] = number.bitPattern
    }
    containsNaN = text == "NaN"
    mayContainBytes = text.utf8.count % 4 == 0
    mayContainComposites = text.utf8.first == UInt8(ascii: "[") || text.utf8.first == UInt8(ascii: "{")
  }

  static func needsDistinctPayloads(_ kind: AttributeKind) -> Bool { kind == .bytes || kind == .composite }

  /// Whether a value of this kind might have the text.
  func mayContain(_ kind: AttributeKind) -> Bool {
    switch kind {
    case .bytes: mayContainBytes
    case .composite: mayContainComposites
    default: expected[kind] != nil
    }
  }

  var isEmpty: Bool { members.isEmpty && expected.allSatisfy { $0 == nil } }

  mutating func insert(matching text: String, among candidates: Set<Member>, of batch: SpanBatch) {
    for member in candidates
    where AttributeText.text(member.kind, member.payload, in: batch).utf8.elementsEqual(text.utf8) {
      members.insert(member)
    }
  }

  func contains(_ kind: AttributeKind, _ payload: UInt64) -> Bool {
    switch kind {
    case .bytes, .composite: members.contains(Member(kind: kind, payload: payload))
    case .double where containsNaN: Double(bitPattern: payload).isNaN
    default: expected[kind] == payload
    }
  }
}

extension Double {
  fileprivate static func named(_ text: String) -> Double? {
    switch text {
    case "NaN": .nan
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    default: nil
    }
  }
}

extension [UInt64?] {
  fileprivate subscript(kind: AttributeKind) -> UInt64? {
    get { self[Int(kind.rawValue)] }
    set { self[Int(kind.rawValue)] = newValue }
  }
}
