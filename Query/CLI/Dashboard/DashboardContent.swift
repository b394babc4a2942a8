import Dashboards
import TerminalUI

/// A dashboard on a live screen: the window moves over it.
struct DashboardContent: LiveContent {
  let reader: DashboardReader
  let rates: RateReader
  private var answer: DashboardAnswer?
  private var firstLine = 0
  private var lineCount = 0
  private var pageLineCount = 1

  init(reader: DashboardReader, rates: RateReader) {
    self.reader = reader
    self.rates = rates
  }

  mutating func refresh() async throws { answer = try await reader.read(rates) }

  mutating func lines(on terminal: TerminalCapabilities, rowCount: Int) -> [String] {
    guard let answer else { return ["reading \(SafeText.escaping(reader.dashboard.title))"] }
    let all = DashboardView(answer, on: terminal).lines
    lineCount = all.count
    pageLineCount = max(rowCount - 1, 1)
    firstLine = min(max(firstLine, 0), max(0, lineCount - pageLineCount))
    let last = min(lineCount, firstLine + pageLineCount)
    let text = "q quit  arrows and pages move  lines \(firstLine + 1) to \(last) of \(lineCount)"
    let footer = Ink(isColoured: terminal.showsColours).paint(text.truncated(toWidth: terminal.width ?? .max), .quiet)
    return Array(all[firstLine..<last]) + [footer]
  }

  mutating func handle(_ key: Key) -> LiveReaction {
    switch key {
    case .up, .character("k"): firstLine -= 1
    case .down, .character("j"): firstLine += 1
    case .pageUp: firstLine -= pageLineCount
    case .pageDown, .character(" "): firstLine += pageLineCount
    case .home: firstLine = 0
    case .end: firstLine = lineCount
    default: return .nothing
    }
    return .redraw
  }
}
