/// Which module may import which: the arrows of the architecture.
///
/// Data flows from Instrumentation through Collector to Query; imports go the other way and never against it.
struct ImportRules {
  let manifest: Manifest

  /// The top folders, each of which may import from those before it.
  private static let order = ["Instrumentation", "Collector", "Query", "Tests"]

  /// Modules that build without any third-party package.
  static let lowLayers: Set = ["TelemetryModel", "OTLPFormat", "BoundedZlib", "SegmentFormat", "TelemetryStorage"]

  /// Part of the tool chain on Linux and elsewhere.
  private static let toolchain: Set = [
    "Swift", "Synchronization", "Foundation", "FoundationEssentials", "Dispatch", "Glibc", "Musl", "Darwin",
    "Testing", "RegexBuilder",
  ]

  /// What a layer keeps away from itself, though the arrow of folders would allow it.
  private static let forbidden: [String: Set<String>] = [
    "SegmentFormat": ["CSQLite", "SegmentStore"],
    "SpanIngest": ["Hummingbird", "HTTPService", "OTLPFormat", "OTLPReceiver", "SegmentStore"],
    "TraceAnalysis": ["TelemetryStorage", "SegmentFormat", "SegmentStore", "OTLPFormat"],
    "QueryEngine": ["OTLPFormat", "SegmentFormat", "SegmentStore", "Hummingbird", "HTTPService", "Foundation"],
    "QueryAPI": ["SegmentFormat", "SegmentStore"],
  ]

  func findings(in file: Repository.File) -> [Finding] {
    guard let module = manifest.module(of: file.path) else { return [] }
    return Self.imports(of: file).compactMap { line, imported in
      reason(whyNot: imported, in: module, folder: file.path).map { Finding(file.path, line: line, $0) }
    }
  }

  private func reason(whyNot imported: String, in module: String, folder path: String) -> String? {
    if let place = manifest.folders[imported], let from = rank(of: path), let to = rank(of: place), to > from {
      return "\(module) must not import \(imported): imports go from Query to Collector to Instrumentation"
    }
    if Self.forbidden[module]?.contains(imported) == true {
      return "\(module) must not import \(imported): its layer does not know that one"
    }
    if Self.lowLayers.contains(module), manifest.folders[imported] == nil, !Self.toolchain.contains(imported) {
      return "\(module) must not import \(imported): low layers use no third-party package"
    }
    return nil
  }

  private func rank(of path: String) -> Int? { Self.order.firstIndex { path.hasPrefix($0 + "/") } }

  /// The modules that a file imports, whatever the access level, attribute or kind of declaration.
  static func imports(of file: Repository.File) -> [(line: Int, module: String)] {
    file.lines.compactMap { number, text in
      guard text.contains("import ") else { return nil }
      let pattern =
        /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)/
      return text.firstMatch(of: pattern).map { (number, String($0.output.1)) }
    }
  }
}
