import NIOCore
import Synchronization

/// The queue and the exporter of each signal, and when metrics are collected.
final class Pipelines: Sendable {
  struct Pipeline: Sendable {
    let queue: SignalQueue
    let exporter: SignalExporter
  }

  let traces: Pipeline
  let logs: Pipeline
  let metrics: Pipeline
  private let configuration: TelemetryConfiguration
  private let registry: MetricRegistry
  private let transport: any ExportTransport
  private let spool: Spool?
  private let loop: any EventLoop
  private let ownedGroup: (any EventLoopGroup)?
  private let startNanoseconds: UInt64
  private let timer = Mutex<RepeatedTask?>(nil)
  private let polling = Mutex<RepeatedTask?>(nil)
  private let isShutDown = Mutex(false)

  init(
    _ configuration: TelemetryConfiguration, registry: MetricRegistry, transport: any ExportTransport,
    loop: any EventLoop, ownedGroup: (any EventLoopGroup)?
  ) {
    self.configuration = configuration
    self.registry = registry
    self.transport = transport
    self.loop = loop
    self.ownedGroup = ownedGroup
    startNanoseconds = registry.now
    let spans = SignalQueue(configuration.tracing.queue)
    let records = SignalQueue(configuration.logging.queue)
    let points = SignalQueue(QueueConfiguration(delay: configuration.metrics.interval))
    let spool = configuration.exporter.spool.map { spool in
      Spool(spool) { event, entry in
        let queue =
          switch entry.signal {
          case .traces: spans
          case .logs: records
          case .metrics: points
          }
        queue.count(event, recordCount: entry.recordCount)
      }
    }
    self.spool = spool
    func pipeline(_ signal: Signal, _ queue: SignalQueue) -> Pipeline {
      let exporter = SignalExporter(
        signal, queue: queue, transport: transport, spool: spool, on: loop,
        retry: configuration.exporter.destination(of: signal).retry)
      queue.wakeOnFull { [weak exporter] in exporter?.wake() }
      return Pipeline(queue: queue, exporter: exporter)
    }
    traces = pipeline(.traces, spans)
    logs = pipeline(.logs, records)
    metrics = pipeline(.metrics, points)
  }

  /// Whether the event loop ends with this; somebody else's may have ended before.
  var ownsLoop: Bool { ownedGroup != nil }

  private var all: [Pipeline] { [traces, logs, metrics] }

  func start() {
    all.forEach { $0.exporter.start() }
    if let spool {
      loop.execute { [all] in
        spool.open()
        // What an earlier process has left is sent at once.
        all.forEach { $0.exporter.wake() }
      }
    }
    if configuration.isRecordingSpans, let remote = configuration.tracing.sampler.remote {
      poll(remote)
    }
    guard configuration.metrics.isEnabled, !configuration.isDisabled else { return }
    let interval = TimeAmount(configuration.metrics.interval)
    let timer = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [weak self] _ in self?.collect() }
    self.timer.withLock { $0 = timer }
  }

  private func poll(_ remote: RemoteSampler) {
    let url = remote.url(service: configuration.serviceName)
    let polling = loop.scheduleRepeatedAsyncTask(initialDelay: .zero, delay: TimeAmount(remote.interval)) {
      [transport, loop] _ in
      transport.fetch(url, on: loop).map { answer in if let answer { remote.update(json: answer) } }
    }
    self.polling.withLock { $0 = polling }
  }

  /// Puts all metrics as they are now, and the library's own counts, into the queue.
  func collect() {
    guard configuration.metrics.isEnabled, !configuration.isDisabled else { return }
    var encoder = MetricEncoder(at: registry.now)
    encoder.add(registry)
    encoder.add(self, startNanoseconds: startNanoseconds)
    metrics.queue.append(encoder.finish())
  }

  /// - Returns: Whether everything was dealt with in time.
  func flush(within limit: Duration) async -> Bool {
    if isShutDown.withLock({ $0 }) { return true }
    collect()
    let timeout = loop.scheduleTask(in: TimeAmount(limit)) {}
    EventLoopFuture.andAllComplete(all.map { $0.exporter.flush() }, on: loop).whenComplete { _ in timeout.cancel() }
    // The time-out ends in its time, or is cancelled because all flushes were quicker.
    do {
      try await timeout.futureResult.get()
      return false
    } catch {
      return true
    }
  }

  func shutdown(within limit: Duration) async {
    _ = await flush(within: limit)
    let isFirst = isShutDown.withLock { isShutDown in
      defer { isShutDown = true }
      return !isShutDown
    }
    guard isFirst else { return }
    timer.withLock { $0?.cancel() }
    polling.withLock { $0?.cancel() }
    for pipeline in all {
      pipeline.queue.close()
      try? await pipeline.exporter.stop().get()
    }
    if let spool { try? await loop.submit { spool.close() }.get() }
    await transport.shutdown()
    // Nothing is left that could be told about a failure.
    try? await ownedGroup?.shutdownGracefully()
  }
}

extension MetricEncoder {
  /// The library's own metrics, under the names of OpenTelemetry's semantic conventions for SDKs.
  mutating func add(_ pipelines: Pipelines, startNanoseconds: UInt64) {
    add(
      "otel.sdk.processor.span", "otel.sdk.exporter.span", "{span}", pipelines.traces.queue.counts,
      startNanoseconds)
    add(
      "otel.sdk.processor.log", "otel.sdk.exporter.log", "{log_record}",
      pipelines.logs.queue.counts, startNanoseconds)
    add(
      "otel.sdk.processor.metric_data_point", "otel.sdk.exporter.metric_data_point", "{data_point}",
      pipelines.metrics.queue.counts, startNanoseconds)
  }

  private mutating func add(
    _ processor: String, _ exporter: String, _ unit: String, _ counts: SignalCounts, _ startNanoseconds: UInt64
  ) {
    add(
      processor + ".processed", unit: unit, startNanoseconds: startNanoseconds,
      [(counts.accepted, []), (counts.dropped, [("error.type", "queue_full")])])
    add(
      exporter + ".exported", unit: unit, startNanoseconds: startNanoseconds,
      [
        (counts.exported, []), (counts.rejected, [("error.type", "rejected")]),
        (counts.failed, [("error.type", "unreachable")]),
        (counts.lost, [("error.type", "spool_full")]),
      ])
  }
}
