import Foundation
import OTLPFormat
import QueryAPI
import TelemetryStorage
import Testing

struct StorageRouteTests {
  static var figures: StorageFigures {
    var figures = StorageFigures()
    var level = StorageFigures.Level(level: 1)
    level.segments = 2
    level.spans = 10
    level.traces = 3
    level.bytes = 220
    figures.levels = [level]
    figures.columns = [.init(kind: .attribute, name: "a\"b\u{1B}[31m", bytes: 220)]
    figures.services = [.init(service: "checkout", spans: 10, bytes: 220)]
    figures.operations = [
      .init(service: "checkout", operation: "GET /", spans: 9, bytes: 200),
      .init(service: "checkout", operation: nil, spans: 1, bytes: 20),
    ]
    var logs = StorageFigures.Logs()
    (logs.segments, logs.records, logs.bytes) = (1, 5, 90)
    logs.columns = [.init(kind: .stream, name: "bodies", bytes: 90)]
    figures.logs = logs
    var metrics = StorageFigures.Metrics()
    (metrics.segments, metrics.points, metrics.bytes) = (2, 30, 60)
    metrics.columns = [.init(kind: .overhead, name: "names", bytes: 60)]
    figures.metrics = metrics
    var archive = StorageFigures.Archive()
    (archive.traces, archive.spans, archive.records, archive.bytes) = (1, 3, 2, 70)
    figures.archive = archive
    figures.days = [.init(day: "2026-11-22", spans: 10, bytes: 220)]
    figures.forecast = .init(
      limit: .disk, remainingBytes: 1_000, measuredSeconds: 60, spansPerDay: 5, bytesPerDay: 110, daysLeft: nil)
    return figures
  }

  @Test func theJSONReadsBackAsTheSameFigures() throws {
    var writer = JSONWriter()
    writer.storageFigures(Self.figures)
    #expect(try JSONDecoder().decode(StorageFigures.self, from: Data(writer.bytes)) == Self.figures)
    #expect(!writer.bytes.contains(0x1B))
  }

  @Test func aSourceThatDoesNotTellIsNotFound() async throws {
    let answer = try await APIClient().get("/api/skein/v1/storage")
    #expect(answer.status == 404)
  }
}
