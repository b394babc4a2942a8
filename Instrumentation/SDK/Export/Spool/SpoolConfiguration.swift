/// Where telemetry waits on disk while its collector cannot be reached.
public struct SpoolConfiguration: Sendable, Hashable {
  /// A folder for one process at a time, made when it is not there. Instances of a service need one each.
  public var directory: String
  /// Bytes of all files together; beyond that the oldest are dropped and counted.
  ///
  /// Requests wait as they would be sent, so compressed: the default holds about ten million spans.
  public var byteLimit = 256 << 20

  public init(directory: String) { self.directory = directory }
}
