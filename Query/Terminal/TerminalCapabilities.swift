import Glibc

/// What the place that a stream leads to can show.
package struct TerminalCapabilities: Hashable, Sendable {
  /// A stream that people may be looking at.
  package enum Stream: Int32, Sendable {
    case standardOutput = 1
    case standardError = 2
  }

  /// Whether somebody sees the text at once, so that bars and cursor movement make sense.
  package let isTerminal: Bool
  /// Whether colour sequences may be written.
  package let showsColours: Bool
  /// Columns of a line; `nil` when lines have no end, as in a file.
  package let width: Int?

  /// A file or a pipe: no colours, no bars, lines of any length.
  package static let plain = TerminalCapabilities(isTerminal: false, showsColours: false, width: nil)

  package init(isTerminal: Bool, showsColours: Bool, width: Int?) {
    self.isTerminal = isTerminal
    self.showsColours = showsColours
    self.width = width
  }

  /// Decides from the facts, in the order of https://no-color.org and https://bixense.com/clicolors.
  ///
  /// - Parameter windowWidth: what the kernel says about the window; 0 or `nil` when it does not know.
  package init(isTerminal: Bool, environment: (String) -> String?, windowWidth: Int?) {
    func isSet(_ name: String) -> Bool { environment(name).map { !$0.isEmpty } ?? false }
    let isDumb = environment("TERM") == "dumb"
    let isForced = isSet("CLICOLOR_FORCE") && environment("CLICOLOR_FORCE") != "0"
    self.isTerminal = isTerminal && !isDumb
    if isSet("NO_COLOR") {
      showsColours = false
    } else {
      showsColours = isForced || (isTerminal && !isDumb && environment("CLICOLOR") != "0")
    }
    let stated = environment("COLUMNS").flatMap { Int($0) } ?? 0
    let width = stated > 0 ? stated : windowWidth ?? 0
    self.width =
      self.isTerminal ? min(max(width > 0 ? width : Self.usualWidth, Self.leastWidth), Self.greatestWidth) : nil
  }

  /// Asks the kernel and the environment about a stream of this process.
  package init(of stream: Stream) {
    let isTerminal = isatty(stream.rawValue) == 1
    var size = winsize()
    // SAFETY: TIOCGWINSZ fills the `winsize` that it is given, which outlives the call.
    let isKnown = isTerminal && ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0
    self.init(
      isTerminal: isTerminal,
      environment: { name in getenv(name).map { String(cString: $0) } },
      windowWidth: isKnown ? Int(size.ws_col) : nil)
  }

  private static let usualWidth = 80
  /// Below this a drawing is unreadable anyway; lines then wrap.
  private static let leastWidth = 48
  /// Beyond this a line is too long for the eye, and a hostile `COLUMNS` would cost memory.
  private static let greatestWidth = 400
}
