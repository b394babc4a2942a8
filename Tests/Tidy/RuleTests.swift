import Testing

/// The canaries: each rule finds what it is there to find, so that its silence about the repository means something.
@Suite("The tidy rules find what they look for")
struct RuleTests {
  private func file(_ text: String, path: String = "Query/Engine/Sample.swift") -> Repository.File {
    Repository.File(path: path, text: text)
  }

  private let manifest = Manifest(
    packageDescription: """
      .target(name: "TelemetryModel", path: "Instrumentation/Model"),
      .systemLibrary(
        name: "CSQLite", path: "Collector/Storage/CSQLite", pkgConfig: "sqlite3"),
      .target(
        name: "SegmentFormat", dependencies: ["TelemetryModel", .product(name: "NIO", package: "swift-nio")],
        path: "Collector/Storage/Format"),
      .target(name: "QueryEngine", path: "Query/Engine"),
      .executableTarget(name: "skein", path: "Query/CLI"),
      .testTarget(name: "TidyTests", path: "Tests/Tidy"),
      """)

  @Test("The manifest yields the folder of every target, and the folders that targets share")
  func manifestIsRead() {
    #expect(manifest.folders.count == 6)
    #expect(manifest.folders["SegmentFormat"] == "Collector/Storage/Format")
    #expect(manifest.folders["NIO"] == nil)
    #expect(manifest.module(of: "Query/CLI/Skein.swift") == "skein")
    #expect(manifest.module(of: "Query/Other.swift") == nil)
    #expect(manifest.sharedFolders == ["Collector/Storage", "Query"])
  }

  @Test(
    "Every form of import is seen",
    arguments: [
      "import QueryEngine", "package import QueryEngine", "  public import QueryEngine",
      "@preconcurrency import QueryEngine", "@_spi(Some) package import struct QueryEngine.Plan",
    ])
  func importForms(line: String) {
    #expect(ImportRules.imports(of: file("// text\n" + line)).map(\.module) == ["QueryEngine"])
    #expect(ImportRules.imports(of: file("// " + line)).isEmpty)
  }

  @Test(
    "Imports against the arrows are found",
    arguments: [
      ("Instrumentation/Model/A.swift", "import SegmentFormat"),
      ("Collector/Storage/Format/A.swift", "package import QueryEngine"),
      ("Collector/Storage/Format/A.swift", "import CSQLite"),
      ("Collector/Storage/Format/A.swift", "import NIOCore"),
      ("Query/Engine/A.swift", "import OTLPFormat"),
    ])
  func forbiddenImports(path: String, line: String) {
    #expect(ImportRules(manifest: manifest).findings(in: file(line, path: path)).count == 1)
  }

  @Test(
    "Imports along the arrows are not",
    arguments: [
      ("Query/Engine/A.swift", "import TelemetryModel"), ("Collector/Storage/Format/A.swift", "import TelemetryModel"),
      ("Instrumentation/Model/A.swift", "import Synchronization"), ("Query/CLI/A.swift", "import ArgumentParser"),
    ])
  func allowedImports(path: String, line: String) {
    #expect(ImportRules(manifest: manifest).findings(in: file(line, path: path)).isEmpty)
  }

  @Test("A file of 400 lines is fine, one of 401 is not")
  func length() {
    #expect(SourceRules.length(of: file(String(repeating: "a\n", count: 400))).isEmpty)
    #expect(SourceRules.length(of: file(String(repeating: "a\n", count: 401))).count == 1)
  }

  @Test("Forced tries, casts and traps are found in code, not in comments")
  func traps() {
    let text = "let a = try! b()\nlet c = d as! E\nfatalError(\"no\")\n// try! this\nlet url = \"//\" // as!"
    #expect(SourceRules.traps(in: file(text)).map(\.line) == [1, 2, 3])
  }

  @Test("Marks of unfinished work are found as whole words")
  func unfinishedWork() {
    let text = "// TO" + "DO: later\nlet TO" + "DOs = 1\n# FIX" + "ME"
    #expect(SourceRules.unfinishedWork(in: file(text)).map(\.line) == [1, 3])
  }

  @Test("An unchecked conformance to Sendable needs a comment above it or beside it")
  func uncheckedSendable() {
    let word = "@unchecked " + "Sendable"
    #expect(SourceRules.uncheckedSendable(in: file("final class A: \(word) {}")).count == 1)
    #expect(SourceRules.uncheckedSendable(in: file("// One thread only: the pool's.\nclass A: \(word) {}")).isEmpty)
  }

  @Test("Unsafe code needs its proof nearby")
  func unsafety() {
    let code = "bytes.withUnsafeBytes { use($0) }"
    #expect(SourceRules.unprovenUnsafety(in: file(code)).count == 1)
    #expect(SourceRules.unprovenUnsafety(in: file("// SAFETY: stays inside.\n" + code)).isEmpty)
    #expect(SourceRules.unprovenUnsafety(in: file("bytes.withUnsafeBytes { copy.append(contentsOf: $0) }")).isEmpty)
    #expect(SourceRules.unprovenUnsafety(in: file("  private let stream: UnsafeMutablePointer<Int>")).isEmpty)
    #expect(SourceRules.unprovenUnsafety(in: file("if isUnsafe(scalar) { escape(scalar) }")).isEmpty)
    let gap = String(repeating: "\n", count: SourceRules.safetyDistance + 1)
    #expect(SourceRules.unprovenUnsafety(in: file("// SAFETY: far." + gap + code)).count == 1)
  }

  @Test("Paths of one machine are found")
  func machinePaths() {
    #expect(SourceRules.machinePaths(in: file("open(\"/" + "work/shared\")")).count == 1)
    #expect(SourceRules.machinePaths(in: file("cd network/ && ls ./work")).isEmpty)
  }

  @Test("Dead links to files and headings are found, others are left alone")
  func links() {
    let text = """
      # A title: of two-words
      [a](../README.md) [b](missing.md) [c](https://example.com/x) [d](#a-title-of-two-words) [e](#none) [f](x.md#y)
      ```
      [g](code.md)
      ```
      """
    let findings = DocumentRules.deadLinks(
      in: file(text, path: "docs/a.md"), paths: ["README.md", "docs/a.md", "docs/x.md"])
    #expect(findings.map(\.message) == ["the link to missing.md leads nowhere", "the link to #none leads nowhere"])
  }

  @Test("A decision record without a heading is found")
  func decisions() {
    let text = "# 1\n## Status\n## Context\n## Decision\n## Consequences\n"
    #expect(DocumentRules.missingHeadings(inDecision: file(text, path: "docs/adr/001-a.md")).count == 1)
  }
}
