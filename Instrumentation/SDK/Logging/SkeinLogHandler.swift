public import Logging

/// The handler of swift-log: encodes each record where it is made, with the IDs of the span it was made in.
public struct SkeinLogHandler: LogHandler {
  public var metadata: Logger.Metadata = [:]
  public var logLevel: Logger.Level
  public var metadataProvider: Logger.MetadataProvider?
  private let scope: EncodedScope
  private let sink: LogSink

  init(label: String, level: Logger.Level, metadataProvider: Logger.MetadataProvider?, sink: LogSink) {
    scope = EncodedScope(name: label)
    logLevel = level
    self.metadataProvider = metadataProvider
    self.sink = sink
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    sink.export(event, metadata: metadata, provided: metadataProvider?.get() ?? [:], scope: scope)
  }
}
