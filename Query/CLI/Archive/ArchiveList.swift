import FoundationEssentials
import OTLPFormat
import QueryAPI
import QueryEngine
import TelemetryModel
import TerminalUI

/// The archived traces as `GET /api/skein/v1/archive` tells them. What it says is untrusted.
struct ArchiveList: Decodable {
  let traces: [Trace]
  let count: Int
  let bytes: Int
  let byteLimit: Int

  /// What is beyond the ID is absent where the copy is damaged.
  struct Trace: Decodable {
    let traceID: String
    let archived: String
    let logs: Int
    let bytes: Int
    let start: String?
    let duration: UInt64?
    let spans: Int?
    let errors: Int?
    let root: Root?
  }

  struct Root: Decodable {
    let service: String
    let operation: String
  }

  init(_ body: [UInt8], from place: String) throws(CommandFailure) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(body))
    } catch {
      throw .failed("\(place) gave an answer that is no list of archived traces; is it a Skein of this version?")
    }
  }

  /// What the API answers, computed in this process.
  static func json(of engine: QueryEngine, limit: Int) throws(QueryError) -> [UInt8] {
    var writer = JSONWriter()
    try writer.archivedTraces(of: engine, limit: limit)
    return writer.bytes
  }

  var table: Table {
    var table = Table([
      Table.Column("TRACE ID"), Table.Column("ARCHIVED"), Table.Column("SERVICE", isFlexible: true),
      Table.Column("OPERATION", isFlexible: true), Table.Column("START"), Table.Column("DURATION", alignment: .right),
      Table.Column("SPANS", alignment: .right), Table.Column("ERRORS", alignment: .right),
      Table.Column("LOGS", alignment: .right), Table.Column("SIZE", alignment: .right),
    ])
    for trace in traces {
      let service = trace.root?.service ?? "(damaged)"
      table.append([
        Table.Cell(trace.traceID), Table.Cell(Self.time(trace.archived)),
        Table.Cell(service, ServicePalette.style(ofService: service)), Table.Cell(trace.root?.operation ?? ""),
        Table.Cell(trace.start.map(Self.time) ?? ""),
        Table.Cell(trace.duration.map { DurationText.short(nanoseconds: $0) } ?? ""),
        Table.Cell(trace.spans.map(NumberText.grouped) ?? ""),
        Table.Cell(trace.errors.map(NumberText.grouped) ?? "", trace.errors ?? 0 > 0 ? .failure : .plain),
        Table.Cell(NumberText.grouped(trace.logs)), Table.Cell(NumberText.bytes(trace.bytes)),
      ])
    }
    return table
  }

  private static func time(_ nanoseconds: String) -> String {
    UInt64(nanoseconds).map { TimestampText.of(Timestamp(nanoseconds: $0)) } ?? nanoseconds
  }
}
