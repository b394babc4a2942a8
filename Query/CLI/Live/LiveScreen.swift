import Synchronization
import TerminalUI
import UnixSignals

/// What a live screen shows.
protocol LiveContent {
  /// Reads anew what is shown.
  mutating func refresh() async throws

  /// The lines of the screen. Lines beyond `rowCount` are not seen.
  mutating func lines(on terminal: TerminalCapabilities, rowCount: Int) -> [String]

  /// What a key does; keys that quit do not come here.
  mutating func handle(_ key: Key) -> LiveReaction
}

/// What follows from a key.
enum LiveReaction {
  case nothing, redraw, refresh
}

/// Shows content that is read anew again and again, until q, Escape or Ctrl-C is pressed.
///
/// When it cannot be read the last one stays, with the reason below it.
struct LiveScreen {
  private static let keyWaitMilliseconds: Int32 = 100

  let interval: Duration

  /// The terminal is as it was when this returns, also after a signal to end.
  func run(_ content: some LiveContent) async throws {
    guard let session = TerminalSession() else {
      throw CommandFailure.failed("keys are read from standard input, which is no terminal")
    }
    defer { session.end() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      let ending = Ending()
      group.addTask {
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sighup, .sigint) {
          ending.isDue.store(true, ordering: .relaxed)
        }
      }
      var content = content
      try await loop(&content, session, until: ending)
      group.cancelAll()
    }
  }

  /// Whether a signal has come.
  private final class Ending: Sendable {
    let isDue = Atomic(false)
  }

  private func loop(
    _ content: inout some LiveContent, _ session: TerminalSession, until ending: Ending
  ) async throws {
    var (due, size) = (ContinuousClock.now, (0, 0))
    var failure: String?
    while !ending.isDue.load(ordering: .relaxed) {
      var needsDrawing = false
      if due <= .now {
        do {
          try await content.refresh()
          failure = nil
        } catch let error as CommandFailure {
          failure = error.message
        }
        due = .now + interval
        needsDrawing = true
      }
      let terminal = TerminalCapabilities(of: .standardOutput)
      let rowCount = session.rowCount
      if needsDrawing || size != (terminal.width ?? 0, rowCount) {
        size = (terminal.width ?? 0, rowCount)
        guard session.show(lines(of: &content, terminal, rowCount, failure)) else { return }
      }
      let key = try await blocking { session.key(withinMilliseconds: Self.keyWaitMilliseconds) }
      switch key {
      case nil: continue
      case .interrupt, .escape, .character("q"): return
      case .some(let key):
        switch content.handle(key) {
        case .nothing: break
        case .redraw: size = (0, 0)
        case .refresh: due = .now
        }
      }
    }
  }

  private func lines(
    of content: inout some LiveContent, _ terminal: TerminalCapabilities, _ rowCount: Int, _ failure: String?
  ) -> [String] {
    guard let failure else { return content.lines(on: terminal, rowCount: rowCount) }
    let ink = Ink(isColoured: terminal.showsColours)
    let text = SafeText.escaping(failure + "; trying again").truncated(toWidth: terminal.width ?? 80)
    return Array(content.lines(on: terminal, rowCount: rowCount - 1).prefix(rowCount - 1)) + [ink.paint(text, .failure)]
  }
}
