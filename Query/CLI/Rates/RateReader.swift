import MetricSeries
import OTLPFormat
import PromQL
import QueryAPI
import QueryEngine
import SegmentStore
import SpanSeries
import TelemetryModel
import TelemetryStorage

/// Where commands about rates read from: a file or a server. Either answers with the JSON of the HTTP API.
enum RateReader {
  case file(SegmentStore)
  case server(ServerTraceReader)

  static func with<Result: Sendable>(
    _ source: SourceOptions, _ body: (RateReader) async throws -> Result
  ) async throws -> Result {
    if let server = source.server {
      return try await ServerTraceReader.with(server) { try await body(.server($0)) }
    }
    let database = source.database
    let store = try await blocking { try database.openForReading() }
    return try await body(.file(store))
  }

  func red(_ query: RedQuery) async throws -> [UInt8] {
    switch self {
    case .server(let reader): try await reader.body("/api/skein/v1/red", query.parameters)
    case .file(let store):
      try await blocking {
        var writer = JSONWriter()
        writer.red(try QueryEngine(source: store, rollups: store).red(query), quantiles: query.quantiles)
        return writer.bytes
      }
    }
  }

  func dependencies(_ range: TimeRange) async throws -> [UInt8] {
    switch self {
    case .server(let reader): try await reader.body("/api/skein/v1/dependencies", range.parameters)
    case .file(let store):
      try await blocking {
        var writer = JSONWriter()
        writer.dependencies(try QueryEngine(source: store, rollups: store).dependencies(range))
        return writer.bytes
      }
    }
  }

  /// - Parameter stepMilliseconds: `nil` for the answer at the end of the range alone.
  func promQL(_ query: String, _ range: TimeRange, stepMilliseconds: Int64?) async throws -> [UInt8] {
    let start = Int64(range.start.nanoseconds / 1_000_000)
    let end = Int64(range.end.nanoseconds / 1_000_000)
    switch self {
    case .server(let reader):
      let endText = SampleText.seconds(milliseconds: end)
      guard let stepMilliseconds else {
        return try await reader.body("/prometheus/api/v1/query", [("query", query), ("time", endText)])
      }
      return try await reader.body(
        "/prometheus/api/v1/query_range",
        [
          ("query", query), ("start", SampleText.seconds(milliseconds: start)), ("end", endText),
          ("step", SampleText.seconds(milliseconds: stepMilliseconds)),
        ])
    case .file(let store):
      return try await blocking {
        let (notes, warnings) = (PromQLNotes(), SourceWarnings())
        let source = CombinedMetricSource([
          SpanSeriesSource(store, now: { .now }), StoredMetricSeries(store, now: { .now }),
        ]).reporting(to: warnings)
        let query = try PromQLQuery(query)
        let answer =
          if let stepMilliseconds {
            try query.range(from: start, through: end, step: stepMilliseconds, from: source, notes: notes)
          } else {
            try query.instant(at: end, from: source, notes: notes)
          }
        var writer = JSONWriter()
        writer.prometheusSuccess(warnings: warnings.all + notes.warnings, infos: notes.infos) { $0.promQL(answer) }
        return writer.bytes
      }
    }
  }
}

extension TimeRange {
  fileprivate var parameters: [(String, String)] {
    [("start", String(start.nanoseconds)), ("end", String(end.nanoseconds))]
  }
}

extension RedQuery {
  /// As the server's route reads them.
  fileprivate var parameters: [(String, String)] {
    var parameters = timeRange.parameters
    if let service { parameters.append(("service", service)) }
    if let operation { parameters.append(("operation", operation)) }
    for kind in kinds { parameters.append(("kind", kind.label)) }
    if !grouping.isEmpty { parameters.append(("by", grouping.map(\.rawValue).sorted().joined(separator: ","))) }
    if let stepMinutes { parameters.append(("step", "\(stepMinutes)m")) }
    if !quantiles.isEmpty { parameters.append(("quantiles", quantiles.map(\.description).joined(separator: ","))) }
    if wantsExemplars { parameters.append(("exemplars", "1")) }
    return parameters
  }
}
