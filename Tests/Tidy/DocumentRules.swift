/// What holds for the words beside the code.
enum DocumentRules {
  static let maximumFolderReadmeLineCount = 20
  static let decisionHeadings = ["Status", "Context", "Decision", "Figures", "Consequences"]

  /// Links to files, and to headings of the same file, that lead nowhere.
  static func deadLinks(in file: Repository.File, paths: Set<String>) -> [Finding] {
    let anchors = Set(file.lines.compactMap { anchor(ofHeading: $0.text) })
    var isCode = false
    return file.lines.flatMap { number, line -> [Finding] in
      if line.hasPrefix("```") { isCode.toggle() }
      if isCode { return [] }
      return line.matches(of: /\]\(([^)\s]+)\)/).compactMap { match in
        let target = match.output.1
        if target.contains("://") || target.hasPrefix("mailto:") { return nil }
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let isDead =
          parts[0].isEmpty
          ? !anchors.contains(String(parts.last ?? ""))
          : !paths.contains(resolve(parts[0], from: file.path))
        return isDead ? Finding(file.path, line: number, "the link to \(target) leads nowhere") : nil
      }
    }
  }

  /// The anchor that a heading gets, or `nil` for any other line.
  static func anchor(ofHeading line: Substring) -> String? {
    guard line.hasPrefix("#"), let title = line.firstMatch(of: /^#+ (.+)$/)?.output.1 else { return nil }
    let kept = title.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
    return kept.replacing(" ", with: "-")
  }

  /// The path from the root of the repository that a relative link means.
  static func resolve(_ target: Substring, from path: String) -> String {
    var parts = target.hasPrefix("/") ? [] : path.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }

  static func missingHeadings(inDecision file: Repository.File) -> [Finding] {
    let headings = file.lines.filter { $0.text.hasPrefix("## ") }.map { $0.text.dropFirst(3) }
    return decisionHeadings.filter { !headings.contains(Substring($0)) }
      .map { Finding(file.path, "a decision has the heading `## \($0)`") }
  }

  /// A folder that holds several targets tells the reader where to start, briefly.
  static func folderReadmes(of folders: [String], in repository: Repository) -> [Finding] {
    folders.compactMap { folder in
      let path = folder + "/README.md"
      guard let file = repository[path] else { return Finding(path, "is missing: what the folder is, where to start") }
      let count = file.lines.count - 1
      return count > maximumFolderReadmeLineCount
        ? Finding(path, line: count, "\(count) lines; at most \(maximumFolderReadmeLineCount)") : nil
    }
  }
}
