#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension TelemetryConfiguration {
  /// All attributes of the resource: those of the library, those found out, those configured.
  var resource: [String: String] {
    let process = ProcessInfo.processInfo
    var attributes = [
      "telemetry.sdk.name": "skein",
      "telemetry.sdk.language": "swift",
      "telemetry.sdk.version": SDKVersion.current,
      "service.instance.id": Self.instanceID,
      "process.pid": String(process.processIdentifier),
      "host.name": process.hostName,
    ]
    attributes["service.version"] = serviceVersion
    attributes.merge(resourceAttributes) { _, configured in configured }
    attributes["service.name"] = serviceName
    return attributes
  }

  /// One for the life of the process, so that restarts are seen.
  private static let instanceID = UUID().uuidString.lowercased()
}
