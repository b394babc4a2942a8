package import PromQL

/// Runs scripts of samples, queries and expected answers, in the manner of Prometheus' own tests.
///
/// ```
/// load 1m
///   metric{label="a"} 0+10x5 _ stale 7
/// eval instant at 5m sum(metric)
///   {} 50
/// eval range from 0 to 2m step 1m metric
///   metric{label="a"} 0 10 20
/// eval fails at 0 rate(metric)
///   expected type range vector
/// ```
///
/// `a+bxn` stands for n + 1 samples, each b more than the one before; `_` for none. Times count from 1970. Answers at one
/// moment are compared without their order, unless it says `eval ordered at`.
package struct QueryScript {
  private var source = MemorySource()
  /// What was not as expected.
  package private(set) var mismatches: [String] = []
  /// How many queries were asked.
  package private(set) var evaluationCount = 0

  package init(_ text: String, limits: PromQLLimits = PromQLLimits()) throws(PromQLError) {
    let lines = text.split(separator: "\n").filter { !$0.trimmingSpaces.isEmpty && !$0.trimmingSpaces.hasPrefix("#") }
    var index = 0
    while index < lines.count {
      let header = lines[index].trimmingSpaces
      let body = lines[(index + 1)...].prefix { $0.hasPrefix("  ") }.map(\.trimmingSpaces)
      index += 1 + body.count
      if header.hasPrefix("load ") {
        try load(header.dropFirst(5), body)
      } else if header.hasPrefix("eval ") {
        evaluationCount += 1
        try evaluate(header, body, limits)
      } else {
        throw PromQLError(.badData, "neither load nor eval: \(header)")
      }
    }
  }

  private mutating func load(_ step: Substring, _ lines: [String]) throws(PromQLError) {
    let step = try Self.milliseconds(step)
    for line in lines {
      let (name, rest) = Self.split(line)
      var series = SampleSeries(labels: try MetricText.labels(name), timestamps: [], values: [])
      for (place, value) in try Self.values(rest).enumerated() {
        guard let value else { continue }
        series.timestamps.append(Int64(place) * step)
        series.values.append(value)
      }
      source.all.append(series)
    }
    source.all.sort { $0.labels < $1.labels }
  }

  private mutating func evaluate(
    _ header: String, _ expected: [String], _ limits: PromQLLimits
  ) throws(PromQLError) {
    var words = header.split(separator: " ", maxSplits: 9).dropFirst()
    let kind = words.removeFirst()
    var numbers: [Int64] = []
    while let word = words.first, ["at", "from", "to", "step"].contains(word), words.count > 1 {
      numbers.append(try Self.milliseconds(words[words.startIndex + 1]))
      words = words.dropFirst(2)
    }
    let query = words.joined(separator: " ")
    do throws(PromQLError) {
      let parsed = try PromQLQuery(query)
      let answer =
        numbers.count == 3
        ? try parsed.range(from: numbers[0], through: numbers[1], step: numbers[2], from: source, limits: limits)
        : try parsed.instant(at: numbers[0], from: source, limits: limits)
      if kind == "fails" {
        mismatches.append("\(query): does not fail")
      } else {
        try compare(answer, expected, isOrdered: kind == "ordered", query)
      }
    } catch {
      if kind != "fails" || !expected.allSatisfy(error.message.contains) {
        mismatches.append("\(query): \(error.message)")
      }
    }
  }

  private mutating func compare(
    _ answer: PromQLAnswer, _ expected: [String], isOrdered: Bool, _ query: String
  ) throws(PromQLError) {
    let given = AnswerText.lines(of: answer)
    let wanted = try expected.map { line throws(PromQLError) in
      if case .string = answer { return line }
      let (name, rest) = Self.split(line)
      let values = try Self.values(rest).map { $0.map(SampleText.decimal) ?? "_" }.joined(separator: " ")
      if case .scalar = answer { return values }
      return "\(try MetricText.labels(name)) \(values)"
    }
    let agrees = isOrdered ? AnswerText.agree(given, wanted) : AnswerText.agree(given.sorted(), wanted.sorted())
    if !agrees { mismatches.append("\(query): \(given) instead of \(wanted)") }
  }

  /// The name of a series and what follows it; a line that is a number only has no name.
  private static func split(_ line: String) -> (name: String, rest: Substring) {
    if let brace = line.lastIndex(of: "}") {
      return (String(line[...brace]), line[line.index(after: brace)...])
    }
    guard let space = line.firstIndex(of: " "), line.first?.isLetter == true else { return ("", line[...]) }
    return (String(line[..<space]), line[space...])
  }

  private static func values(_ text: Substring) throws(PromQLError) -> [Double?] {
    var values: [Double?] = []
    for word in text.split(separator: " ") {
      if word == "_" {
        values.append(nil)
      } else if let value = MetricText.number(word) {
        values.append(value)
      } else {
        values += try series(word)
      }
    }
    return values
  }

  /// `a+bxn` or `a-bxn`.
  private static func series(_ word: Substring) throws(PromQLError) -> [Double] {
    guard let cross = word.lastIndex(of: "x"), let count = Int(word[word.index(after: cross)...]),
      let sign = word[..<cross].dropFirst().lastIndex(where: { $0 == "+" || $0 == "-" }),
      let start = Double(word[..<sign]), let growth = Double(word[sign..<cross])
    else { throw PromQLError(.badData, "no sample: \(word)") }
    return (0...count).map { start + growth * Double($0) }
  }

  private static func milliseconds(_ text: some StringProtocol) throws(PromQLError) -> Int64 {
    if text == "0" { return 0 }
    guard case .range(_, let milliseconds) = try PromQLQuery("x[\(text)]").expression.kind else { return 0 }
    return milliseconds
  }
}
