public import Tracing

/// Reads the context of a request from its headers in one pass over them.
///
/// `extract` of swift-distributed-tracing has to look up every header that could be there, one by one. Who has all
/// headers at hand reads them like this, as the middleware for Hummingbird does:
///
/// ```swift
/// var reader = telemetry.tracer.contextReader()
/// for field in request.headers { reader.read(field.name.canonicalName, field.value) }
/// reader.finish(into: &context)
/// ```
public struct ContextReader {
  private let propagation: Propagation
  private var traceParent: String?
  private var traceState: String?
  private var baggage: String?
  private var correlationID: String?
  private var b3: B3.Fields?

  init(_ propagation: Propagation) {
    self.propagation = propagation
    if propagation.readsB3 { b3 = B3.Fields() }
  }

  /// Notes a header, when it is one of those that matter; its name may have any case.
  public mutating func read(_ name: String, _ value: String) {
    // The length decides for nearly all headers.
    switch name.utf8.count {
    case 11 where propagation.carriesTraceContext && name.isHeader(Propagation.traceParentHeader):
      // A request has one parent. With two it has none: joined, they break the rules of one.
      traceParent = traceParent.joined(value)
    case 10 where propagation.carriesTraceContext && name.isHeader(Propagation.traceStateHeader):
      traceState = traceState.joined(value)
    case 7 where propagation.carriesBaggage && name.isHeader(Propagation.baggageHeader):
      baggage = baggage.joined(value)
    case propagation.correlationHeader.utf8.count where name.isHeader(propagation.correlationHeader):
      correlationID = value
    case 2, 10...12: b3?.read(name, value)
    default: break
    }
  }

  /// Puts what the headers said into the context; headers that say nothing leave it as it is.
  public func finish(into context: inout ServiceContext) {
    propagation.put(
      traceParent: traceParent, traceState: traceState, b3: b3, baggage: baggage, correlationID: correlationID,
      into: &context)
  }
}

extension SkeinTracer {
  /// Begins to read the context of a request from its headers.
  public func contextReader() -> ContextReader { ContextReader(propagation) }
}

extension String? {
  /// Several fields of one name are one list.
  fileprivate func joined(_ value: String) -> String { self.map { $0 + "," + value } ?? value }
}

extension String {
  /// Whether this is a certain name of a header, which has as many bytes.
  func isHeader(_ name: String) -> Bool {
    utf8.withContiguousStorageIfAvailable { own in
      name.utf8.withContiguousStorageIfAvailable { other in
        // Bit 5 makes upper case lower case.
        own.count == other.count && own.indices.allSatisfy { own[$0] | 0x20 == other[$0] | 0x20 }
      } ?? false
    } ?? (lowercased() == name.lowercased())
  }
}
