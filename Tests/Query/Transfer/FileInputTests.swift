import Glibc
import TelemetryTransfer
import Testing

@Suite struct FileInputTests {
  @Test func `a file that does not tell its size is read to its end`() throws {
    let path = "/proc/self/maps"
    var status = stat()
    try #require(stat(path, &status) == 0 && status.st_size == 0)
    let content = try FileInput.content(of: path)
    // The kernel hands it out in pieces of a page at most.
    #expect(content.count > 4_096)
    #expect(String(decoding: content, as: UTF8.self).contains("[stack]"))
  }

  @Test func `a file that is not there is an error that names it`() {
    let error = #expect(throws: TransferError.self) { try FileInput.content(of: "/nowhere/spans.jsonl") }
    #expect(error?.description.contains("/nowhere/spans.jsonl") == true)
  }
}
