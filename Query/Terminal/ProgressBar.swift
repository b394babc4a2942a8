import Synchronization

/// Draws a `ProgressLine` on standard error, ten times a second at most; silent when that is not a terminal.
///
/// May be fed from several threads.
package final class ProgressBar: Sendable {
  private struct State {
    var line: ProgressLine
    var lastDrawn: ContinuousClock.Instant?
  }

  private static let interval = Duration.milliseconds(100)

  private let state: Mutex<State>
  private let terminal: TerminalCapabilities
  private let started = ContinuousClock.now

  package init(_ line: ProgressLine, on terminal: TerminalCapabilities = TerminalCapabilities(of: .standardError)) {
    state = Mutex(State(line: line))
    self.terminal = terminal
  }

  package func update(_ change: (inout ProgressLine) -> Void) {
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
