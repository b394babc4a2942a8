import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import TelemetryModel
import TelemetryStorage

extension ServerTraceReader {
  /// The longest line of an export that is read, in bytes: a line holds about a megabyte.
  private static let lineByteCount = 256 << 20

  /// Hands out all rows of a range, as lines of OTLP/JSON, without keeping them.
  func forEachExportedLine(
    _ signal: ExportedSignal, _ range: TimeRange, _ body: (Swift.Span<UInt8>) throws -> Void
  ) async throws {
    let parameters = [
      ("start", String(range.start.nanoseconds)), ("end", String(range.end.nanoseconds)), ("signal", signal.rawValue),
    ]
    let response = try await execute("/api/skein/v1/export", parameters)
    guard response.status == .ok else {
      throw CommandFailure.failed("\(name) answered \(response.status.code); is this the query address of a Skein?")
    }
    var pending: [UInt8] = []
    do {
      for try await chunk in response.body {
        var rest = chunk.readableBytesView[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          pending.append(contentsOf: rest[..<end])
          if !pending.isEmpty { try body(pending.span) }
          pending.removeAll(keepingCapacity: true)
          rest = rest[(end + 1)...]
        }
        pending.append(contentsOf: rest)
        guard pending.count <= Self.lineByteCount else {
          throw CommandFailure.failed("\(name) sent a line of more than \(Self.lineByteCount) bytes")
        }
      }
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure.failed("\(name) broke off its answer, or sent what is no OTLP/JSON (\(error))")
    }
    guard pending.isEmpty else { throw CommandFailure.failed("\(name) broke off its answer inside a line") }
  }
}
