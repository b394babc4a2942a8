import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1
import OTLPFormat
import QueryAPI
package import QueryEngine
import TelemetryModel
import TelemetryStorage
import TelemetryTransfer

extension ServerTraceReader: LogReader {
  func logs(_ query: LogQuery) async throws -> LogPage {
    let (body, headers) = try await get("/api/skein/v1/logs", LogQueryParameters.of(query) + [("format", "otlp")])
    let next = headers.first(name: "skein-next").flatMap { LogPosition($0) }
    do throws(OTLPDecodeError) {
      return LogPage(try OTLPJSON.decodeLogs(body), query.order, next: next)
    } catch {
      throw CommandFailure.failed("\(name) gave an answer that is no OTLP; is this a Skein of this version?")
    }
  }

  func patterns(_ query: LogQuery) async throws -> [LogPatterns.Pattern] {
    let (body, _) = try await get("/api/skein/v1/logs/patterns", LogQueryParameters.of(query))
    return try ServerAnswer(body: body, server: name).logPatterns()
  }

  private func get(_ path: String, _ parameters: [(String, String)]) async throws -> ([UInt8], HTTPHeaders) {
    var headers = HTTPHeaders()
    guard let body = try await get(path, parameters, headers: &headers) else {
      throw CommandFailure.failed("\(name) keeps no log records; is it a Skein of this version?")
    }
    return (body, headers)
  }
}

/// A search for log records as the parameters of `GET /api/skein/v1/logs`.
package enum LogQueryParameters {
  package static func of(_ query: LogQuery) -> [(String, String)] {
    var parameters = [
      ("start", String(query.times.start.nanoseconds)), ("end", String(query.times.end.nanoseconds)),
      ("order", query.order == .newestFirst ? "newest" : "oldest"), ("limit", String(query.limit.count)),
    ]
    if let service = query.service { parameters.append(("service", service)) }
    if query.leastSeverity != .unspecified {
      parameters.append(("severity", String(query.leastSeverity.rawValue)))
    }
    if let id = query.traceID { parameters.append(("traceID", "\(id)")) }
    if let id = query.spanID { parameters.append(("spanID", "\(id)")) }
    if let id = query.correlationID { parameters.append(("correlationID", id)) }
    parameters += query.attributes.map { ("attribute", "\($0.key)=\($0.text)") }
    parameters += query.phrases.map { ("words", $0) }
    parameters += query.texts.map { ("text", $0) }
    parameters += query.expressions.map { ("regex", $0.source) }
    if let after = query.after { parameters.append(("after", after.description)) }
    return parameters
  }
}

extension ServerAnswer {
  /// The answer of `/api/skein/v1/logs/patterns`.
  package func logPatterns() throws -> [LogPatterns.Pattern] {
    struct Pattern: Decodable {
      let pattern: String
      let count: Int
      let severities: [String: Int]
      let services: [String: Int]
      let first: String?
      let last: String?
      let example: String
    }
    struct Patterns: Decodable { let patterns: [Pattern] }
    func moment(_ text: String?) -> Timestamp { Timestamp(nanoseconds: text.flatMap { UInt64($0) } ?? 0) }
    guard let answer = try? JSONDecoder().decode(Patterns.self, from: Data(body)) else {
      throw CommandFailure.failed("\(server) gave an answer that is incomplete; is it a Skein of this version?")
    }
    return answer.patterns.map { pattern in
      let severities = pattern.severities.map { (SeverityNumber(parameter: $0.key) ?? .unspecified, $0.value) }
      return LogPatterns.Pattern(
        text: pattern.pattern, recordCount: pattern.count,
        severities: Dictionary(severities, uniquingKeysWith: +), services: pattern.services,
        first: moment(pattern.first), last: moment(pattern.last), example: pattern.example)
    }
  }
}
