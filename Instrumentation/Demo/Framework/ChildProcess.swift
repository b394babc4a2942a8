import Foundation
import ServiceLifecycle
import Synchronization

/// A program in a process of its own, which does not outlive the task that runs it.
package struct ChildProcess: Sendable {
  /// What tells it to end.
  package enum Ending: Sendable {
    /// The end of its standard input, which it sees however this process ends.
    case closedInput
    /// SIGTERM; its standard input is empty.
    case signal

    /// How long it may take to end before it is killed: less for one whose parent may be a child itself.
    var patience: Duration { self == .closedInput ? .seconds(8) : .seconds(4) }
  }

  let program: String
  let arguments: [String]
  let ending: Ending

  package init(program: String, arguments: [String], ending: Ending) {
    self.program = program
    self.arguments = arguments
    self.ending = ending
  }

  /// Runs the program until it ends, or until this task is cancelled or the shop shuts down.
  ///
  /// - Parameter whileRunning: Gets what the program writes to its standard output, line by line; cancelled when it ends.
  /// - Returns: The status that it ended with.
  package func run(_ whileRunning: @escaping @Sendable (AsyncStream<String>) async throws -> Void) async throws -> Int32
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = ending == .closedInput ? input : FileHandle.nullDevice
    process.standardOutput = output
    let (ends, continuation) = AsyncStream<Int32>.makeStream(bufferingPolicy: .bufferingNewest(1))
    process.terminationHandler = { process in
      continuation.yield(process.terminationStatus)
      continuation.finish()
    }
    try Self.start(process)
    let child = Child(process: process, input: input.fileHandleForWriting, ending: ending)
    let lines = Self.lines(of: output.fileHandleForReading)
    return try await withTaskCancellationOrGracefulShutdownHandler {
      let work = Task { try await whileRunning(lines) }
      // Not by this task, which may be cancelled: the child has to be waited for.
      let status = await Task { await ends.first { _ in true } }.value
      work.cancel()
      do {
        try await work.value
      } catch is CancellationError {}
      return status ?? 0
    } onCancelOrGracefulShutdown: {
      child.stop()
    }
  }

  /// The threads of tasks have all signals blocked, which a child would inherit: it could not be ended by any.
  private static func start(_ process: Process) throws {
    var (none, blocked) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &blocked)
    defer { pthread_sigmask(SIG_SETMASK, &blocked, nil) }
    try process.run()
  }

  /// Lines beyond the first few are dropped unless somebody reads them; none holds up the child.
  private static func lines(of handle: FileHandle) -> AsyncStream<String> {
    let (lines, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingOldest(8))
    Thread.detachNewThread {
      var text = Data()
      while let data = try? handle.read(upToCount: 1), !data.isEmpty {
        if data.first != UInt8(ascii: "\n") {
          if text.count < lineByteLimit { text.append(data) }
        } else if !text.isEmpty {
          continuation.yield(String(decoding: text, as: UTF8.self))
          text = Data()
        }
      }
      continuation.finish()
    }
    return lines
  }

  private static let lineByteLimit = 64 << 10

  /// The running program, and what keeps it running.
  private final class Child: Sendable {
    private let process: Mutex<Process?>
    private let input: FileHandle
    private let ending: Ending

    init(process: sending Process, input: FileHandle, ending: Ending) {
      self.process = Mutex(process)
      self.input = input
      self.ending = ending
    }

    func stop() {
      switch ending {
      case .closedInput: try? input.close()
      case .signal: send(SIGTERM)
      }
      Task {
        try? await Task.sleep(for: ending.patience)
        send(SIGKILL)
        process.withLock { $0 = nil }
      }
    }

    private func send(_ signal: Int32) {
      process.withLock { process in
        if let process, process.isRunning { kill(process.processIdentifier, signal) }
      }
    }
  }
}
