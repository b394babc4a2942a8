import DemoShop
import Foundation
import ServiceLifecycle
import Synchronization

/// A service of the shop in a process of its own.
///
/// The child ends when its standard input does, and so does not outlive its parent, however that ends.
struct ServiceProcess {
  /// How long a child may take to end before it is killed.
  private static let patience = Duration.seconds(8)

  static func launcher(_ configuration: ShopConfiguration) -> Shop.Launcher {
    { placement, start in
      try await ServiceProcess(placement: placement, configuration: configuration).run(start)
    }
  }

  let placement: Placement
  let configuration: ShopConfiguration

  private func run(_ start: Shop.Start) async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments(start)
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    let (ends, continuation) = AsyncStream<Int32>.makeStream(bufferingPolicy: .bufferingNewest(1))
    process.terminationHandler = { process in
      continuation.yield(process.terminationStatus)
      continuation.finish()
    }
    try process.run()
    let child = Child(process: process, input: input.fileHandleForWriting)
    let ready = Self.firstLine(of: output.fileHandleForReading)
    let status = await withTaskCancellationOrGracefulShutdownHandler {
      if let url = await ready.first(where: { _ in true }) { await start.onReady(url) }
      // Not by this task, which may be cancelled: the child has to be waited for.
      return await Task { await ends.first { _ in true } }.value
    } onCancelOrGracefulShutdown: {
      child.stop(patience: Self.patience)
    }
    if let status, status != 0 {
      throw CommandFailure.failed("\(placement.service.rawValue) ended with status \(status)")
    }
  }

  private func arguments(_ start: Shop.Start) -> [String] {
    var arguments = [
      "demo", "service", placement.service.rawValue, "--instance", "\(placement.instance)", "--service-version",
      placement.version, "--collector", configuration.collectorURL, "--data", configuration.dataFolder, "--port",
      "\(start.port)",
    ]
    if let registryURL = start.registryURL { arguments += ["--registry", registryURL] }
    return arguments
  }

  /// The first line that the child writes; what it writes later is read and dropped.
  private static func firstLine(of handle: FileHandle) -> AsyncStream<String> {
    let (lines, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingOldest(1))
    Thread.detachNewThread {
      var text = Data()
      while let data = try? handle.read(upToCount: 1), !data.isEmpty {
        if data.first != UInt8(ascii: "\n") {
          text.append(data)
        } else if !text.isEmpty {
          continuation.yield(String(decoding: text, as: UTF8.self))
          text = Data()
        }
      }
      continuation.finish()
    }
    return lines
  }

  /// A running child, and the end of the pipe that keeps it running.
  private final class Child: Sendable {
    private let process: Mutex<Process?>
    private let input: FileHandle

    init(process: sending Process, input: FileHandle) {
      self.process = Mutex(process)
      self.input = input
    }

    func stop(patience: Duration) {
      try? input.close()
      Task {
        try? await Task.sleep(for: patience)
        process.withLock { process in
          if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) }
          process = nil
        }
      }
    }
  }
}
