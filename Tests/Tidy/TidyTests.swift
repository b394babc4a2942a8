import Testing

@Suite("The repository is tidy")
struct TidyTests {
  let repository = Repository.current

  private var manifest: Manifest {
    get throws { Manifest(packageDescription: try #require(repository["Package.swift"]).text) }
  }

  private func expectNone(_ findings: [Finding], _ location: SourceLocation = #_sourceLocation) {
    #expect(findings.isEmpty, "\(findings.report)", sourceLocation: location)
  }

  /// Sources of the product: everything in Swift that is neither a test nor the manifest.
  private var productFiles: [Repository.File] {
    repository.swiftFiles.filter { !$0.isInside("Tests") && $0.path != "Package.swift" }
  }

  @Test("The rules look at the files of this repository")
  func filesAreFound() throws {
    #expect(productFiles.count > 20)
    #expect(repository.paths.contains("Tests/Tidy/TidyTests.swift"))
    #expect(try manifest.folders["TelemetryModel"] == "Instrumentation/Model")
    #expect(try manifest.folders["CSQLite"] == "Instrumentation/CSQLite")
  }

  @Test("No Swift file is longer than 400 lines")
  func fileLength() { expectNone(repository.swiftFiles.flatMap(SourceRules.length)) }

  @Test("Imports follow the arrows of the architecture")
  func imports() throws {
    let rules = ImportRules(manifest: try manifest)
    expectNone(productFiles.flatMap(rules.findings))
  }

  @Test("Every source file belongs to a target")
  func everyFileBelongsToATarget() throws {
    let manifest = try manifest
    let strays = repository.swiftFiles.filter { $0.path != "Package.swift" && manifest.module(of: $0.path) == nil }
    expectNone(strays.map { Finding($0.path, "belongs to no target") })
  }

  @Test("Nothing outside tests forces or traps on input")
  func traps() { expectNone(productFiles.flatMap(SourceRules.traps)) }

  @Test("No work is left unfinished in sources")
  func unfinishedWork() {
    let sources = repository.files.filter { $0.hasSuffix(".swift", ".c", ".h", ".py", ".sh") || $0.path == "Makefile" }
    expectNone(sources.flatMap(SourceRules.unfinishedWork))
  }

  @Test("Every unchecked conformance to Sendable is proven")
  func uncheckedSendable() { expectNone(repository.swiftFiles.flatMap(SourceRules.uncheckedSendable)) }

  @Test("Unsafe code of the product says why it is safe")
  func unsafety() { expectNone(productFiles.flatMap(SourceRules.unprovenUnsafety)) }

  @Test("No file names a path of one machine")
  func machinePaths() { expectNone(repository.files.flatMap(SourceRules.machinePaths)) }

  @Test("Links in Markdown lead somewhere")
  func links() {
    let documents = repository.files.filter { $0.hasSuffix(".md") }
    expectNone(documents.flatMap { DocumentRules.deadLinks(in: $0, paths: repository.paths) })
  }

  @Test("Every folder with several targets has a short README")
  func folderReadmes() throws {
    let folders = try manifest.sharedFolders.filter { !$0.hasPrefix("Tests/") } + ["Tests"]
    #expect(folders.contains("Collector/Storage"))
    expectNone(DocumentRules.folderReadmes(of: folders, in: repository))
  }

  @Test("Every decision record is numbered in turn and has all headings")
  func decisions() {
    let records = repository.files.filter { $0.isInside("docs/adr") }
    #expect(!records.isEmpty)
    expectNone(records.flatMap(DocumentRules.missingHeadings))
    for (index, record) in records.enumerated() {
      let number = String(index + 1)
      let prefix = "docs/adr/" + String(repeating: "0", count: 3 - number.count) + number + "-"
      #expect(record.path.hasPrefix(prefix), "\(record.path) is not the record that follows")
    }
  }
}
