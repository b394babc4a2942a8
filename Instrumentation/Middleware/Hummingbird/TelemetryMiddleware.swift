import HTTPTypes
public import Hummingbird
import Logging
public import Skein
import Tracing

/// Traces, measures and logs every request, and ties it to a correlation ID.
///
/// For each request one server span named `METHOD route`, the metrics `http.server.request.duration` and
/// `http.server.active_requests`, and one log record, with the names of OpenTelemetry's semantic conventions for HTTP.
/// Add it before all other middleware, so that it sees what they answer:
///
/// ```swift
/// router.middlewares.add(TelemetryMiddleware(telemetry))
/// ```
public struct TelemetryMiddleware<Context: RequestContext>: RouterMiddleware {
  private let telemetry: Telemetry
  private let metrics: RequestMetrics
  private let attributes: RequestAttributes
  private let logsRequests: Bool
  private let correlationHeader: HTTPField.Name?

  /// - Parameters:
  ///   - redactedQueryKeys: Values of these keys never leave the process; others of a query do.
  ///   - logsRequests: Whether each request is logged: at `info`, with a status of 500 or more at `error`.
  public init(
    _ telemetry: Telemetry, redactedQueryKeys: Set<String> = RequestAttributes.secretQueryKeys,
    logsRequests: Bool = true
  ) {
    self.telemetry = telemetry
    metrics = RequestMetrics(telemetry.metricsFactory)
    attributes = RequestAttributes(redactedQueryKeys: redactedQueryKeys)
    self.logsRequests = logsRequests
    correlationHeader = HTTPField.Name(telemetry.configuration.correlation.headerName)
  }

  public func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var trace = ServiceContext.current ?? .topLevel
    var reader = telemetry.tracer.contextReader()
    for field in request.headers { reader.read(field.name.canonicalName, field.value) }
    reader.finish(into: &trace)
    let correlationID = telemetry.ensureCorrelationID(in: &trace)
    let span = telemetry.tracer.startSpan(attributes.method(of: request).spanName, context: trace, ofKind: .server)
    attributes.set(of: request, on: span)
    if let address = (context as? any RemoteAddressRequestContext)?.remoteAddress?.ipAddress {
      span.attributes["client.address"] = address
    }
    let method = attributes.method(of: request).name
    let exchange = Exchange(span: span, method: method, metrics: metrics, logger: logsRequests ? context.logger : nil)
    return try await ServiceContext.withValue(span.context) {
      var response: Response
      do {
        response = try await next(request, context)
      } catch {
        exchange.failed(with: error)
        // Answered here rather than further out, so that callers learn the correlation ID of what has failed, too.
        response = try Self.response(to: error, request, context)
      }
      if let correlationID, let correlationHeader { response.headers[correlationHeader] = correlationID }
      exchange.answered(response.status.code, route: Self.route(of: context), path: request.uri.path)
      response.body = exchange.ending(with: response.body)
      return response
    }
  }

  /// The pattern that the request matched. Hummingbird names the lack of one with a word.
  private static func route(of context: Context) -> String? {
    guard let path = context.endpointPath, path.hasPrefix("/") else { return nil }
    return path
  }

  private static func response(to error: any Error, _ request: Request, _ context: Context) throws -> Response {
    if let error = error as? any HTTPResponseError { return try error.response(from: request, context: context) }
    return Response(status: .internalServerError)
  }
}
