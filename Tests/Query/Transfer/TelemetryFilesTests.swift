import TelemetryModel
import TelemetryTransfer
import Testing

struct TelemetryFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("Small messages of several files are gathered into one group and counted")
  func gathering() throws {
    let first = try folder.write((1...40).flatMap { Message.json($0) + [0x0A] }, name: "a.jsonl")
    let second = try folder.write(Message.gzip((30...60).flatMap { Message.prefixed($0) }), name: "b")
    let files = TelemetryFiles(paths: [first, second])
    let group = try #require(try files.nextGroup())
    #expect(group.rows.spans == 71 * 3)
    #expect(group.merged.count == 71 * 3)
    #expect(try files.nextGroup() == nil)
    let counts = files.counts
    #expect(counts.messageCount == 71 && counts.rows.spans == 213 && counts.traceCount == 60 && counts.countsAllTraces)
    #expect(counts.readByteCount == counts.totalByteCount)
  }

  @Test("Groups stay small however long the file is")
  func bounded() throws {
    let message = Message.prefixed(Message.protobuf(spans: 500))
    let files = TelemetryFiles(paths: [try folder.write((0..<100).flatMap { _ in message })])
    var counts: [Int] = []
    while let group = try files.nextGroup() { counts.append(group.rows.spans) }
    #expect(counts.reduce(0, +) == 50_000)
    #expect(counts.allSatisfy { $0 <= 8_192 + 500 })
  }

  @Test("An error comes after everything that was read before it, and comes again")
  func failure() throws {
    let good = try folder.write(Message.prefixed(1) + Message.prefixed(2), name: "good")
    let bad = try folder.write(Message.prefixed(3) + [9, 0, 0, 0, 1], name: "bad")
    let files = TelemetryFiles(paths: [good, bad, good])
    #expect(try files.nextGroup()?.rows.spans == 9)
    for _ in 0..<2 {
      #expect {
        _ = try files.nextGroup()
      } throws: { error in
        (error as? TransferError)?.code == .truncated && (error as? TransferError)?.messageNumber == 2
      }
    }
  }

  @Test("Spans with invalid IDs are left out, counted and explained")
  func rejection() throws {
    var batch = Message.batch(1)
    batch.traceIDs[1] = .invalid
    let files = TelemetryFiles(paths: [try folder.write(Message.prefixed(Message.protobuf(batch)))])
    #expect(try files.nextGroup()?.rows.spans == 2)
    #expect(files.counts.rejected.spans == 1)
    #expect(!files.counts.rejectionMessage.isEmpty)
  }

  @Test("What is exported as lines is read back, field for field")
  func export() throws {
    var batch = SpanBatch()
    for number in 1...400 { batch.append(contentsOf: Message.batch(UInt64(number))) }
    for name in ["lines.jsonl", "lines.jsonl.gz"] {
      var output = try FileOutput(path: folder.path + "/" + name)
      try batch.forEachLine { line throws(TransferError) in try output.write(line) }
      let files = TelemetryFiles(paths: [folder.path + "/" + name])
      let group = try #require(try files.nextGroup())
      #expect(group.merged.spans == batch.spans, "\(name)")
      #expect(files.counts.messageCount == 3, "\(name)")
    }
    #expect(try folder.read("lines.jsonl").count { $0 == 0x0A } == 3)
    #expect(try folder.read("lines.jsonl.gz").count < folder.read("lines.jsonl").count / 5)
  }
}
