import Foundation
import TelemetryTransfer

/// The process that is measured, as /proc shows it (proc(5)).
package struct ServerProcess: Sendable {
  package struct Usage: Sendable {
    var processor = ProcessUsage()
    var residentByteCount = 0
  }

  package let id: Int32

  private static let loopbackHosts: Set<String> = ["127.0.0.1", "localhost", "::1", "[::1]"]

  /// - Throws: when there is no such process, or nobody may look at it.
  init(id: Int32) throws {
    self.id = id
    guard usage() != nil else { throw CommandFailure.failed("there is no process \(id) that can be looked at") }
  }

  private init(found id: Int32) { self.id = id }

  /// The process that listens where an endpoint on this machine says; `nil` when it is elsewhere, or somebody else's.
  static func listening(at endpoint: TraceEndpoint) -> ServerProcess? {
    guard let url = URLComponents(string: endpoint.base), let host = url.host, loopbackHosts.contains(host) else {
      return nil
    }
    let port = UInt16(exactly: url.port ?? (url.scheme == "https" ? 443 : 80))
    var inodes: Set<Substring> = []
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
      guard let port, let text = Self.text(of: table) else { continue }
      inodes.formUnion(listeningInodes(in: text, port: port))
    }
    guard !inodes.isEmpty, let entries = try? FileManager.default.contentsOfDirectory(atPath: "/proc") else {
      return nil
    }
    let links = Set(inodes.map { "socket:[\($0)]" })
    for id in entries.compactMap({ Int32($0) }) {
      let folder = "/proc/\(id)/fd"
      let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let listens = descriptors.contains { descriptor in
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(descriptor)")
        return target.map(links.contains) ?? false
      }
      if listens { return ServerProcess(found: id) }
    }
    return nil
  }

  private static func text(of path: String) -> String? {
    (try? FileInput.content(of: path)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The inodes of the sockets that listen on a port, from the text of `/proc/net/tcp`.
  package static func listeningInodes(in table: String, port: UInt16) -> [Substring] {
    let listening = "0A"
    return table.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 9, fields[3] == listening, let colon = fields[1].lastIndex(of: ":"),
        UInt16(fields[1][fields[1].index(after: colon)...], radix: 16) == port
      else { return nil }
      return fields[9]
    }
  }

  /// What it used since its start; `nil` when it has ended.
  func usage() -> Usage? {
    guard let stat = Self.text(of: "/proc/\(id)/stat"),
      let processor = Self.processorTime(in: stat, ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK)))),
      let status = Self.text(of: "/proc/\(id)/status")
    else { return nil }
    return Usage(processor: processor, residentByteCount: Self.byteCount("VmRSS", in: status) ?? 0)
  }

  /// The most memory that it ever held; `nil` when it has ended.
  package func peakMemoryByteCount() -> Int? {
    let status = Self.text(of: "/proc/\(id)/status")
    return status.flatMap { Self.byteCount("VmHWM", in: $0) }
  }

  /// From the text of `/proc/PID/stat`. The name of the process stands in parentheses and may hold anything.
  static func processorTime(in stat: String, ticksPerSecond: Double) -> ProcessUsage? {
    guard let nameEnd = stat.lastIndex(of: ")") else { return nil }
    let fields = stat[stat.index(after: nameEnd)...].split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
    return ProcessUsage(userSeconds: user / ticksPerSecond, systemSeconds: system / ticksPerSecond)
  }

  /// A line of `/proc/PID/status`, which is in kibibytes.
  private static func byteCount(_ name: String, in status: String) -> Int? {
    let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1_024 }
  }

  static func of(_ process: Process) -> ServerProcess { ServerProcess(found: process.processIdentifier) }
}
