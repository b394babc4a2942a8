/// What Envoy is told: to listen for each upstream on a port that the system chooses, and where its spans go.
struct EnvoyConfiguration {
  /// The service that Envoy's spans belong to.
  static let serviceName = "mesh"
  /// No upstream of the shop has this name.
  static let collectorName = "collector"
  /// Soon after the services' own, so that a trace is whole at once.
  private static let flushMilliseconds = 200

  let upstreams: [MeshUpstream]
  let collector: MeshUpstream

  /// YAML. Names and hosts are known to hold nothing that would break out of it.
  var text: String {
    """
    admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
    static_resources:
      listeners:
    \(upstreams.map(Self.listener).joined(separator: "\n"))
      clusters:
    \((upstreams + [collector]).map(Self.cluster).joined(separator: "\n"))
    layered_runtime:
      layers:
      - {name: demo, static_layer: {tracing.opentelemetry.flush_interval_ms: \(Self.flushMilliseconds)}}

    """
  }

  init(upstreams: [MeshUpstream], collector: MeshUpstream) {
    self.upstreams = upstreams
    self.collector = collector
  }

  /// The span has the name of the service behind; the services time out by themselves.
  private static func listener(_ upstream: MeshUpstream) -> String {
    """
      - name: \(upstream.name)
        address: {socket_address: {address: 127.0.0.1, port_value: 0}}
        filter_chains:
        - filters:
          - name: envoy.filters.network.http_connection_manager
            typed_config:
              "@type": \(type("extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"))
              stat_prefix: \(upstream.name)
              tracing:
                provider:
                  name: envoy.tracers.opentelemetry
                  typed_config:
                    "@type": \(type("config.trace.v3.OpenTelemetryConfig"))
                    service_name: \(serviceName)
                    http_service:
                      http_uri: {uri: "http://collector/v1/traces", cluster: \(collectorName), timeout: 5s}
              route_config:
                virtual_hosts:
                - name: \(upstream.name)
                  domains: ["*"]
                  routes:
                  - match: {prefix: /}
                    decorator: {operation: \(upstream.name), propagate: false}
                    route: {cluster: \(upstream.name), timeout: 0s}
              http_filters:
              - name: envoy.filters.http.router
                typed_config: {"@type": \(type("extensions.filters.http.router.v3.Router"))}
    """
  }

  private static func cluster(_ upstream: MeshUpstream) -> String {
    """
      - name: \(upstream.name)
        type: STRICT_DNS
        dns_lookup_family: ALL
        connect_timeout: 5s
        load_assignment:
          cluster_name: \(upstream.name)
          endpoints:
          - lb_endpoints:
            - endpoint:
                address: {socket_address: {address: "\(upstream.host)", port_value: \(upstream.port)}}
    """
  }

  private static func type(_ name: String) -> String { "type.googleapis.com/envoy." + name }
}
