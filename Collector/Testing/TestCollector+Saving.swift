import OTLPFormat
import TelemetryModel

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension TestCollector {
  /// Writes all that was received as OTLP/JSON lines, which `skein import` and other programs read.
  public func save(to path: String) async throws {
    let lines = try await node.read { [store = node.store] in
      var lines: [UInt8] = []
      try store.forEachSpanBatch { lines += OTLPJSON.encodeTraces($0) + [UInt8(ascii: "\n")] }
      try store.forEachLogBatch { lines += OTLPJSON.encodeLogs($0) + [UInt8(ascii: "\n")] }
      return lines
    }
    guard FileManager.default.createFile(atPath: path, contents: Data(lines)) else {
      throw TestCollectorError.cannotWrite(path: path)
    }
  }
}
