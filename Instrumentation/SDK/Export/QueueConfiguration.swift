/// How much of one signal waits in memory, and how it is cut into requests.
public struct QueueConfiguration: Sendable, Hashable {
  /// Records that wait or are being sent; further ones are dropped and counted.
  ///
  /// An encoded span takes about 230 bytes, so the default holds three seconds of 20,000 spans a second in 15 MB.
  public var recordLimit = 65_536
  /// Bytes that wait or are being sent; further records are dropped and counted.
  public var byteLimit = 32 << 20
  /// Records of one request.
  public var batchLimit = 2048
  /// How long a record waits for its batch to fill.
  public var delay: Duration

  public init(delay: Duration) { self.delay = delay }
}
