import TelemetryModel
import TelemetryStorage

/// An `AttributeTest` of one key in the terms of a segment's tables.
struct AttributeFilter {
  private let key: StringCode
  private let test: AttributeTest
  /// By kind; `nil` where no value that the tables hold can fulfil the test.
  private let tests: [PayloadTest?]

  /// `nil` when the tables do not know the key: then no span of the segment has it.
  init?(_ key: String, _ test: AttributeTest, _ tables: SpanBatch) {
    guard let code = tables.strings.code(of: key) else { return nil }
    self.key = code
    self.test = test
    tests = PayloadTest.byKind(test, tables.strings)
  }

  /// Whether a list of the tables, that of a resource or scope, fulfils it.
  func accepts(_ list: AttributeList, _ tables: SpanBatch) -> Bool {
    zip(tables.shapes[list.shape], tables.payloads[tables.payloadRange(of: list)]).contains { slot, payload in
      slot.key == key && (tests[Int(slot.kind.rawValue)]?.accepts(payload, tables.strings) ?? false)
    }
  }

  /// Whether a list of one of the shapes can fulfil it, whatever its values are.
  func canAccept(anyOf shapes: Set<ShapeCode>, _ tables: SpanBatch) -> Bool {
    shapes.contains { shape in
      tables.shapes[shape].contains { $0.key == key && canAccept($0.kind, isFromTable: false) }
    }
  }

  private func canAccept(_ kind: AttributeKind, isFromTable: Bool) -> Bool {
    tests[Int(kind.rawValue)] != nil || (!isFromTable && kind == .string && test.canConcernTexts)
  }

  /// Whether all spans of an operation fulfil it, or none; `nil` when it depends on the span.
  func verdict(_ operation: OperationFacts, _ tables: SpanBatch) -> Bool? {
    var isOpen = false
    for (slot, values) in zip(tables.shapes[operation.shape], operation.values) where slot.key == key {
      switch values {
      case .constant(let payload):
        if tests[Int(slot.kind.rawValue)]?.accepts(payload, tables.strings) ?? false { return true }
      case .fromTable, .open:
        if test == .exists { return true }
        if canAccept(slot.kind, isFromTable: values == .fromTable) { isOpen = true }
      }
    }
    return isOpen ? nil : false
  }
}

extension AttributeTest {
  /// Whether a text can fulfil it.
  fileprivate var canConcernTexts: Bool {
    switch self {
    case .exists, .hasText, .matches, .doesNotMatch, .compare(_, .string): true
    case .compare: false
    }
  }
}
