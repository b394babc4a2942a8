import Foundation
import HTTPTypes
import Testing

/// Reads `/api/skein/v1/traces/{id}/columns` by what its header says, as a browser does.
struct TraceColumnsReader {
  let head: [String: NSObject]
  private let bytes: [UInt8]
  private let start: Int

  init(_ client: APIClient, _ id: String) async throws {
    let answer = try await client.get("/api/skein/v1/traces/\(id)/columns")
    try #require(answer.status == 200)
    #expect(answer.headers[.contentType] == "application/vnd.skein.columns")
    bytes = answer.bytes
    try #require(bytes.starts(with: "SKC1".utf8))
    let byteCount = Int(UInt32(littleEndian: bytes[4..<8].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }))
    let json = try JSONSerialization.jsonObject(with: Data(bytes[8..<(8 + byteCount)]))
    head = try #require(json as? [String: NSObject])
    start = (8 + byteCount + 7) / 8 * 8
  }

  func words(_ name: String) -> [UInt32] { column(name, "u32") }
  func numbers(_ name: String) -> [Double] { (column(name, "f64") as [UInt64]).map(Double.init(bitPattern:)) }
  func small(_ name: String) -> [UInt8] { column(name, "u8") }

  func text(_ code: UInt32) -> String {
    let ends = words("textEnds")
    return String(
      decoding: small("texts")[(code == 0 ? 0 : Int(ends[Int(code) - 1]))..<Int(ends[Int(code)])], as: UTF8.self)
  }

  func attributes(ofList list: Int) -> [String] {
    let ends = words("listEnds")
    let (keys, values) = (words("keys"), words("values"))
    return ((list == 0 ? 0 : Int(ends[list - 1]))..<Int(ends[list])).map { "\(text(keys[$0]))=\(text(values[$0]))" }
  }

  private func column<Number: FixedWidthInteger>(_ name: String, _ type: String) -> [Number] {
    let place = (head["columns"] as? [String: [NSObject]])?[name]
    #expect(place?.first as? String == type, "\(name)")
    guard let offset = place?[1] as? Int, let count = place?[2] as? Int else { return [] }
    #expect(offset % 8 == 0)
    let size = MemoryLayout<Number>.size
    return bytes[(start + offset)..<(start + offset + count * size)].withUnsafeBytes { column in
      (0..<count).map { Number(littleEndian: column.loadUnaligned(fromByteOffset: $0 * size, as: Number.self)) }
    }
  }
}
