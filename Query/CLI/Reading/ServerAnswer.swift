import FoundationEssentials
import OTLPFormat
package import QueryEngine
package import TelemetryModel
package import TelemetryStorage
import TelemetryTransfer

/// The body of an answer of the `/api/v3` routes. What it says is untrusted.
package struct ServerAnswer {
  let body: [UInt8]
  /// As messages name it.
  let server: String

  package init(body: [UInt8], server: String) {
    self.body = body
    self.server = server
  }

  package func services() throws -> [String] {
    struct Services: Decodable { let services: [String]? }
    return try decode(Services.self).services ?? []
  }

  package func operations(ofService service: String) throws -> [ServiceOperation] {
    struct Operation: Decodable {
      let name: String?
      let spanKind: String?
    }
    struct Operations: Decodable { let operations: [Operation]? }
    return try (decode(Operations.self).operations ?? []).map { operation in
      ServiceOperation(
        service: service, operation: operation.name ?? "",
        kind: SpanKind(word: operation.spanKind ?? "") ?? .unspecified)
    }
  }

  /// The spans of all `{"result":{...}}` objects: Jaeger may send several, one after the other.
  package func spans() throws -> SpanBatch {
    var spans = SpanBatch()
    do {
      try ResultEnvelope.forEachResult(in: body) { result in
        spans.append(contentsOf: try OTLPJSON.decodeTraces(result).batch)
      }
    } catch {
      throw unreadable
    }
    return spans
  }

  /// The telemetry of OTLP/JSON lines, spans and log records; each line of spans is one trace.
  package func correlated(isCutShort: Bool) throws -> Correlated {
    var result = Correlated(isCutShort: isCutShort)
    do {
      for line in body.split(separator: UInt8(ascii: "\n")) {
        let spans = try OTLPJSON.decodeTraces(Array(line)).batch
        if spans.isEmpty {
          result.logs.append(contentsOf: try OTLPJSON.decodeLogs(Array(line)))
        } else {
          result.traces.append(spans)
        }
      }
    } catch {
      throw unreadable
    }
    return result
  }

  /// The traces of an answer of `/api/skein/v1/search`, in their order.
  package func outlinedTraceIDs() throws -> [TraceID] {
    struct Outline: Decodable { let traceID: String }
    struct Outlines: Decodable { let traces: [Outline] }
    return try decode(Outlines.self).traces.map { outline in
      guard let id = TraceID(hex: outline.traceID) else { throw unreadable }
      return id
    }
  }

  package func storage() throws -> StorageFigures { try decode(StorageFigures.self) }

  /// The message of a failure, in any of the forms that Jaeger and Prometheus have for it.
  package var errorMessage: String? {
    struct Failure: Decodable {
      struct V3: Decodable { let message: String? }
      struct V1: Decodable { let msg: String? }
      let error: V3?
      let errors: [V1]?
    }
    struct PrometheusFailure: Decodable { let error: String }
    if let failure = try? decode(PrometheusFailure.self) { return failure.error }
    let failure = try? decode(Failure.self)
    return failure?.error?.message ?? failure?.errors?.first?.msg
  }

  private func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(body))
    } catch {
      throw unreadable
    }
  }

  private var unreadable: CommandFailure {
    .failed(
      "\(server) gave an answer that is incomplete or not of Jaeger's v3 API; is this the address of a query server?")
  }
}
