/// A form in which a context travels in headers.
public struct Propagator: Sendable, Hashable {
  enum Form: Sendable, Hashable {
    case traceContext
    case baggage
    case b3Single
    case b3Multiple
  }

  let form: Form

  /// `traceparent` and `tracestate` of W3C Trace Context.
  public static let traceContext = Propagator(form: .traceContext)
  /// `baggage` of W3C Baggage.
  public static let baggage = Propagator(form: .baggage)
  /// `b3`, Zipkin's single header. Reading takes the several headers, too.
  public static let b3Single = Propagator(form: .b3Single)
  /// `X-B3-TraceId` and its like, Zipkin's several headers. Reading takes the single header, too.
  public static let b3Multiple = Propagator(form: .b3Multiple)

  private init(form: Form) { self.form = form }
}
