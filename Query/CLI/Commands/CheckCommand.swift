import ArgumentParser
import OTLPFormat
import SegmentStore
import TerminalUI

/// `skein check`: verifies a database file.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verify every checksum and invariant of a database.",
    discussion: """
      Names what is damaged: segment, part, byte. A server goes on meanwhile: what is damaged is left out of its answers
      in any case. --quarantine sets damaged segments aside, so that they are not met again; no server may be writing
      the file then. A damaged rollup is removed, and made anew from its segment by the next server. Exit code 1 when
      something is damaged.

      EXAMPLES
        skein check
        skein check --db /var/lib/skein/skein.db --json
        skein check --quarantine
      """)

  @OptionGroup var database: DatabaseOption

  @Flag(help: "Set damaged segments aside; their bytes stay in the file.")
  var quarantine = false

  @Flag(help: "Write a JSON object a line for every finding.")
  var json = false

  func run() async throws {
    let (database, quarantine) = (database, quarantine)
    let findings = try await blocking {
      let store = quarantine ? try database.openForWriting() : try database.openForReading()
      defer { store.close() }
      let findings = try Self.check(store)
      if quarantine {
        for id in Set(findings.compactMap(\.segmentID)).sorted() { try store.quarantine(id) }
        for id in findings.compactMap(\.rollupID) { try store.removeRollup(id) }
      }
      return findings
    }
    var console = try Console()
    for finding in findings {
      if json {
        try console.print(Self.json(of: finding))
      } else {
        try console.print(SafeText.escaping("\(finding)"))
      }
    }
    try console.flush()
    guard findings.isEmpty else {
      let segments = Set(findings.compactMap(\.segmentID)).count
      let rollups = Set(findings.compactMap(\.rollupID)).count
      let remedy = quarantine ? "set aside" : "left out of answers; --quarantine sets them aside"
      throw CommandFailure.failed(
        "\(database.resolvedPath): \(segments) damaged segments, \(rollups) damaged rollups; \(remedy)")
    }
    if !json { StandardError.write("skein: \(SafeText.escaping(database.resolvedPath)) is sound\n") }
  }

  private static func check(_ store: SegmentStore) throws -> [CheckFinding] {
    let showsProgress = TerminalCapabilities(of: .standardError).width != nil
    let startOfLine = "\r\u{1B}[2K"
    defer { if showsProgress { StandardError.write(startOfLine) } }
    return try store.check { progress in
      guard showsProgress else { return }
      StandardError.write("\(startOfLine)checked \(progress.checkedSegmentCount) of \(progress.segmentCount) segments")
    }
  }

  private static func json(of finding: CheckFinding) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    if let segmentID = finding.segmentID {
      json.key("segment")
      json.int(segmentID)
    }
    if let rollupID = finding.rollupID {
      json.key("rollup")
      json.int(rollupID)
    }
    json.key("part")
    json.string(finding.part)
    if let byteOffset = finding.byteOffset {
      json.key("byteOffset")
      json.int(Int64(byteOffset))
    }
    json.key("reason")
    json.string(finding.reason)
    json.endObject()
    return json.bytes
  }
}
