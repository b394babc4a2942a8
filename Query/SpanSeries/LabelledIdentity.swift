import PromQL
import Rollups
import TelemetryModel

/// The identity of a rollup's series, told by labels.
protocol LabelledIdentity: RollupIdentity {
  static var metrics: [DerivedMetric] { get }
  static var labelNames: [String] { get }

  static func columns(of rollup: RollupColumns) -> SeriesColumns<Self>

  /// Empty where the identity has no such label.
  func value(of label: String, _ strings: StringTable) -> String
}

extension LabelledIdentity {
  func labels(_ strings: StringTable) -> [Label] { Self.labelNames.map { Label($0, value(of: $0, strings)) } }
}

extension OperationIdentity: LabelledIdentity {
  static var metrics: [DerivedMetric] { DerivedMetric.ofOperations }
  static var labelNames: [String] { ["service", "span_name", "span_kind", "status_code", "http_status_class"] }

  static func columns(of rollup: RollupColumns) -> SeriesColumns<OperationIdentity> { rollup.operations }

  func value(of label: String, _ strings: StringTable) -> String {
    switch label {
    case "service": strings.text(service)
    case "span_name": strings.text(operation)
    case "span_kind": "SPAN_KIND_" + (kind == .unspecified ? "UNSPECIFIED" : kind.word.uppercased())
    case "status_code": "STATUS_CODE_" + statusWord
    case "http_status_class": httpStatusClass == 0 ? "" : "\(httpStatusClass)xx"
    default: ""
    }
  }

  private var statusWord: String {
    switch statusCode {
    case .ok: "OK"
    case .error: "ERROR"
    case .unset: "UNSET"
    default: String(statusCode.rawValue)
    }
  }
}

extension EdgeIdentity: LabelledIdentity {
  static var metrics: [DerivedMetric] { DerivedMetric.ofEdges }
  static var labelNames: [String] { ["client", "server", "connection_type"] }

  static func columns(of rollup: RollupColumns) -> SeriesColumns<EdgeIdentity> { rollup.edges }

  func value(of label: String, _ strings: StringTable) -> String {
    switch label {
    case "client": strings.text(caller)
    case "server": strings.text(callee)
    case "connection_type":
      switch link {
      case .rpc: ""
      case .messaging: "messaging_system"
      case .database: "database"
      case .virtual: "virtual_node"
      }
    default: ""
    }
  }
}
