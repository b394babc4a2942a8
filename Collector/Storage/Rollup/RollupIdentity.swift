package import TelemetryModel

/// What tells series apart, besides the minute. Texts are codes of the rollup's own table.
package protocol RollupIdentity: Hashable, Sendable {
  /// What calls of this identity are counted under when a rollup has too many: by service, or all as one.
  func folded(overflow: StringCode, keepsService: Bool) -> Self

  /// Feeds what tells it apart from others into a hash of tables in memory.
  func combine(into hash: inout WordHash)

  /// The same identity with codes of another table.
  func carried(_ carry: (StringCode) -> StringCode) -> Self
}

/// The spans of one service, name, kind, status code and class of HTTP status.
package struct OperationIdentity: RollupIdentity {
  package let service: StringCode
  package let operation: StringCode
  package let kind: SpanKind
  package let statusCode: SpanStatus.Code
  /// The first digit of the HTTP status, 1 to 5; 0 for a span without one, or with one that is out of range.
  package let httpStatusClass: UInt8

  package func folded(overflow: StringCode, keepsService: Bool) -> OperationIdentity {
    OperationIdentity(
      service: keepsService ? service : overflow, operation: overflow, kind: .unspecified, statusCode: .unset,
      httpStatusClass: 0)
  }

  package func combine(into hash: inout WordHash) {
    hash.combine(UInt64(service) << 32 | UInt64(operation))
    hash.combine(UInt64(UInt32(bitPattern: kind.rawValue)) << 32 | UInt64(UInt32(bitPattern: statusCode.rawValue)))
    hash.combine(UInt64(httpStatusClass))
  }

  package func carried(_ carry: (StringCode) -> StringCode) -> OperationIdentity {
    OperationIdentity(
      service: carry(service), operation: carry(operation), kind: kind, statusCode: statusCode,
      httpStatusClass: httpStatusClass)
  }
}

/// The calls from one service to another one, or to something that sends no spans itself.
package struct EdgeIdentity: RollupIdentity {
  /// How caller and callee are linked. The raw values are part of the format and never change meaning.
  package enum Link: UInt8, Sendable, CaseIterable {
    /// A server span below a client span of another service.
    case rpc = 0
    /// A consumer span below a producer span, or linked to it.
    case messaging = 1
    /// A client span that tells of a database; the callee is named after the database.
    case database = 2
    /// A client span whose server sends no spans, or a server span without any caller.
    case virtual = 3
  }

  package let caller: StringCode
  package let callee: StringCode
  package let link: Link

  package func folded(overflow: StringCode, keepsService: Bool) -> EdgeIdentity {
    EdgeIdentity(caller: keepsService ? caller : overflow, callee: overflow, link: .virtual)
  }

  package func combine(into hash: inout WordHash) {
    hash.combine(UInt64(caller) << 32 | UInt64(callee))
    hash.combine(UInt64(link.rawValue))
  }

  package func carried(_ carry: (StringCode) -> StringCode) -> EdgeIdentity {
    EdgeIdentity(caller: carry(caller), callee: carry(callee), link: link)
  }
}
