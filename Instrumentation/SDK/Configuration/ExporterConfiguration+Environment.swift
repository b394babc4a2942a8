extension ExporterConfiguration {
  mutating func read(_ variables: inout EnvironmentReader) {
    let prefix = "OTEL_EXPORTER_OTLP_"
    variables.checkProtocol(prefix + "PROTOCOL")
    endpoint = variables.url(prefix + "ENDPOINT") ?? endpoint
    headers = variables.pairs(prefix + "HEADERS") ?? headers
    compression = variables.compression(prefix + "COMPRESSION") ?? compression
    timeout = variables.timeout(prefix + "TIMEOUT") ?? timeout
    traces.read(&variables, prefix: prefix + "TRACES_")
    logs.read(&variables, prefix: prefix + "LOGS_")
    metrics.read(&variables, prefix: prefix + "METRICS_")
    traces.giveUpAfter = variables.timeout("OTEL_BSP_EXPORT_TIMEOUT")
    logs.giveUpAfter = variables.timeout("OTEL_BLRP_EXPORT_TIMEOUT")
    metrics.giveUpAfter = variables.timeout("OTEL_METRIC_EXPORT_TIMEOUT")
    // The one variable of our own: OpenTelemetry has no name for this.
    spool = variables.text("SKEIN_SPOOL_DIRECTORY").map(SpoolConfiguration.init)
    for certificate in ["CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"] {
      guard let value = variables.text(prefix + certificate) else { continue }
      variables.refuse(prefix + certificate, value, "the system's certificates are trusted, and no others")
    }
  }
}

extension SignalExporterConfiguration {
  mutating func read(_ variables: inout EnvironmentReader, prefix: String) {
    variables.checkProtocol(prefix + "PROTOCOL")
    endpoint = variables.url(prefix + "ENDPOINT")
    headers = variables.pairs(prefix + "HEADERS")
    compression = variables.compression(prefix + "COMPRESSION")
    timeout = variables.timeout(prefix + "TIMEOUT")
  }
}

extension EnvironmentReader {
  /// There is one protocol. Who asks for another one probably names its port, too, so the reason names the right one.
  fileprivate mutating func checkProtocol(_ name: String) {
    guard let value = text(name), value.lowercased() != "http/protobuf" else { return }
    refuse(
      name, value,
      "telemetry is sent as http/protobuf, so the endpoint has to be the collector's HTTP port, which is usually 4318")
  }

  fileprivate mutating func compression(_ name: String) -> ExporterConfiguration.Compression? {
    choice(name, ["gzip": .gzip, "none": .none])
  }
}
