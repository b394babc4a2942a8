import Skein

/// What all services of one shop have in common.
package struct ShopConfiguration: Sendable {
  /// Where telemetry goes: an OTLP/HTTP collector.
  package var collectorURL: String
  /// A folder for the services' databases.
  package var dataFolder: String

  package init(collectorURL: String, dataFolder: String) {
    self.collectorURL = collectorURL
    self.dataFolder = dataFolder
  }

  /// Telemetry is sent often, so that one sees at once what one has done.
  func telemetry(of placement: Placement, collectorURL: String) -> TelemetryConfiguration {
    var configuration = TelemetryConfiguration(serviceName: placement.service.rawValue)
    configuration.serviceVersion = placement.version
    configuration.resourceAttributes = [
      "service.namespace": "shop", "service.instance.id": placement.id, "deployment.environment.name": "demo",
    ]
    configuration.exporter.endpoint = collectorURL
    if placement.service == ClockRelay.service {
      // A clock is that of a machine: whose spans are moved against each other depends on the host.
      configuration.resourceAttributes["host.name"] = "host-of-" + placement.service.rawValue
      // The relay reads what it passes on.
      configuration.exporter.compression = .none
    }
    // What Skein does not take while it is restarted is not lost.
    configuration.exporter.spool = SpoolConfiguration(directory: "\(dataFolder)/\(placement.id).spool")
    configuration.tracing.queue.delay = .milliseconds(250)
    configuration.logging.queue.delay = .milliseconds(250)
    configuration.metrics.interval = .seconds(5)
    // The edge gives each request its ID; what arrives further in without one has lost its context, and shows it.
    configuration.correlation.isCreatedAtEdge = placement.service == .gateway
    configuration.shutdownTimeout = .seconds(3)
    return configuration
  }
}
