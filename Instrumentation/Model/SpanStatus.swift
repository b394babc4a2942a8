/// Whether the operation of a span succeeded.
package struct SpanStatus: Hashable, Sendable {
  /// An open set, as `SpanKind`.
  package struct Code: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: Int32

    @inlinable
    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let unset = Code(rawValue: 0)
    package static let ok = Code(rawValue: 1)
    package static let error = Code(rawValue: 2)
  }

  package var code: Code
  package var message: String

  package init(_ code: Code = .unset, message: String = "") {
    self.code = code
    self.message = message
  }
}
