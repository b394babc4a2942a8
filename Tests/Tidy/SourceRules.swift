/// What a formatter cannot see in a source file.
enum SourceRules {
  static let maximumLineCount = 400
  /// How far a `// SAFETY:` may stand from what it speaks of.
  static let safetyDistance = 12

  /// Put together here, so that this file does not break its own rule.
  private static let unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
  private static let machinePaths = ["/" + "work/", "/" + "root/"]
  private static let uncheckedConformance = "@unchecked " + "Sendable"

  static func length(of file: Repository.File) -> [Finding] {
    let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
    guard count > maximumLineCount else { return [] }
    return [Finding(file.path, line: count, "\(count) lines; split it: a file holds one concept")]
  }

  /// Force operations and traps on input, in sources that are not tests.
  static func traps(in file: Repository.File) -> [Finding] {
    file.lines.flatMap { number, line -> [Finding] in
      let code = line.withoutComment
      return ["try!", "as!", "fatalError("].compactMap { word in
        code.contains(word) ? Finding(file.path, line: number, "\(word) has no place outside tests") : nil
      }
    }
  }

  static func unfinishedWork(in file: Repository.File) -> [Finding] {
    file.lines.flatMap { number, line in
      let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
      return unfinished.filter { words.contains(Substring($0)) }
        .map { Finding(file.path, line: number, "\($0): finish it or file an issue") }
    }
  }

  static func uncheckedSendable(in file: Repository.File) -> [Finding] {
    let lines = file.lines
    return lines.compactMap { number, line in
      guard line.withoutComment.contains(uncheckedConformance) else { return nil }
      let around = lines[max(0, number - 5)..<number]
      let isProven = around.contains { $0.text.contains("//") && !$0.text.hasSuffix("//") }
      return isProven
        ? nil : Finding(file.path, line: number, "\(uncheckedConformance) without a comment that proves it")
    }
  }

  /// Code that uses unsafe memory without saying why that is safe.
  static func unprovenUnsafety(in file: Repository.File) -> [Finding] {
    let lines = file.lines
    let proofs = lines.filter { $0.text.contains("SAFETY:") }.map(\.number)
    return lines.compactMap { number, line in
      guard usesUnsafeMemory(line.withoutComment) else { return nil }
      if proofs.contains(where: { abs($0 - number) <= safetyDistance }) { return nil }
      return Finding(file.path, line: number, "unsafe code without a `// SAFETY:` line nearby")
    }
  }

  /// Declaring a stored pointer is not yet using it, and handing a pointer to what copies at once needs no proof.
  private static func usesUnsafeMemory(_ code: Substring) -> Bool {
    guard code.contains("nsafe") else { return false }
    let isDeclaration = code.contains(/^\s*(?:\w+\s+)*(?:let|var)\s+\w+:\s*Unsafe\w+/)
    let copiesAtOnce = code.contains(
      /withUnsafe\w+(?:\([^)]*\))? \{ (?:\w+\.append\(contentsOf: \$0\)|String\(decoding: \$0, as: UTF8\.self\)) \}/)
    return code.contains(/(?:^|[^A-Za-z0-9])_?(?:withUnsafe|[uU]nsafe)/) && !isDeclaration && !copiesAtOnce
  }

  /// Paths that exist on one machine only.
  static func machinePaths(in file: Repository.File) -> [Finding] {
    file.lines.flatMap { number, line in
      machinePaths.filter { line.contains($0) }
        .map { Finding(file.path, line: number, "\($0) exists on one machine only") }
    }
  }
}

extension Substring {
  /// The line up to a `//` outside of string literals.
  fileprivate var withoutComment: Substring {
    var isInText = false
    var previous: Character?
    for index in indices {
      let character = self[index]
      if character == "\"", previous != "\\" { isInText.toggle() }
      if character == "/", previous == "/", !isInText { return self[..<self.index(before: index)] }
      previous = character
    }
    return self
  }
}
