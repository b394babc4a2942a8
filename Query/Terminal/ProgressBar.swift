import Synchronization

/// What a progress bar says.
package protocol ProgressText: Sendable {
  /// One line of at most `width` columns.
  func text(elapsed: Duration, width: Int, ink: Ink) -> String
}

/// Draws a line of progress on standard error, ten times a second at most; silent when that is not a terminal.
///
/// May be fed from several threads.
package final class ProgressBar<Line: ProgressText>: Sendable {
  private struct State {
    var line: Line
    var lastDrawn: ContinuousClock.Instant?
  }

  private static var interval: Duration { .milliseconds(100) }

  private let state: Mutex<State>
  private let terminal: TerminalCapabilities
  private let started = ContinuousClock.now

  package init(_ line: Line, on terminal: TerminalCapabilities = TerminalCapabilities(of: .standardError)) {
    state = Mutex(State(line: line))
    self.terminal = terminal
  }

  package func update(_ change: (inout Line) -> Void) {
    state.withLock { state in
      change(&state.line)
      guard let width = terminal.width else { return }
      let now = ContinuousClock.now
      if let last = state.lastDrawn, now - last < Self.interval { return }
      state.lastDrawn = now
      let ink = Ink(isColoured: terminal.showsColours)
      StandardError.write("\r\u{1B}[2K" + state.line.text(elapsed: now - started, width: width - 1, ink: ink))
    }
  }

  /// Removes the bar, so that other text can follow.
  package func finish() {
    state.withLock { state in
      if state.lastDrawn != nil { StandardError.write("\r\u{1B}[2K") }
      state.lastDrawn = nil
    }
  }

  /// Since the bar was made.
  package var elapsed: Duration { ContinuousClock.now - started }
}
