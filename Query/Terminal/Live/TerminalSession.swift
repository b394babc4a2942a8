import Glibc

/// A terminal that a command has to itself: a screen of its own, keys one by one, nothing echoed.
///
/// The terminal is as it was once the session ends, which has to be before the process does.
package final class TerminalSession: Sendable {
  private let original: termios

  private static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[H\u{1B}[2J"
  private static let leave = "\u{1B}[?25h\u{1B}[?1049l"

  /// `nil` unless both keys and screen are a terminal's.
  package init?() {
    var settings = termios()
    // SAFETY: the settings outlive the calls, which read or fill them.
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else {
      return nil
    }
    original = settings
    cfmakeraw(&settings)
    guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) == 0 else { return nil }
    _ = Descriptor.write(Self.enter, to: STDOUT_FILENO)
  }

  /// Gives the terminal back. To be called once.
  package func end() {
    _ = Descriptor.write(Self.leave, to: STDOUT_FILENO)
    var settings = original
    // SAFETY: the settings outlive the call, which reads them.
    _ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
  }

  /// Rows of the window.
  package var rowCount: Int {
    var size = winsize()
    // SAFETY: TIOCGWINSZ fills the `winsize` that it is given, which outlives the call.
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0
    return isKnown ? max(Int(size.ws_row), 4) : 24
  }

  /// Draws over what is there, so that nothing flickers; lines beyond the window are left out.
  ///
  /// - Returns: `false` when the terminal is gone.
  package func show(_ lines: [String]) -> Bool {
    let shown = lines.prefix(rowCount).map { $0 + "\u{1B}[K" }
    return Descriptor.write("\u{1B}[H" + shown.joined(separator: "\r\n") + "\u{1B}[J", to: STDOUT_FILENO)
  }

  /// The next key, if one is pressed soon; blocks its thread until then.
  package func key(withinMilliseconds timeout: Int32) -> Key? {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    // SAFETY: one descriptor is passed, which outlives the call.
    guard poll(&descriptor, 1, timeout) > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 64)
    // SAFETY: the kernel writes at most as many bytes as the array has.
    let count = bytes.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
    // At its end there is nobody left to press a key.
    return count > 0 ? Key(Array(bytes[..<count])) : .interrupt
  }
}
