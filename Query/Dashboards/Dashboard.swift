package import FoundationEssentials

/// A dashboard as Grafana writes it, reduced to what can be asked and drawn without Grafana.
///
/// What it says is untrusted: texts are as they stand in the file. Unknown members are ignored; unknown panels are kept,
/// so that whoever draws can name them.
package struct Dashboard: Sendable {
  package let title: String
  package let variables: [Variable]
  /// From top to bottom and left to right.
  package let panels: [Panel]
  /// How far to look back, as the dashboard wants it: `6h` for `now-6h`; `nil` for anything else.
  package let lookBack: String?

  /// Reads a dashboard: the file that Grafana exports, or that file wrapped in `dashboard`, as its API answers.
  package init(_ json: Data) throws(DashboardError) {
    guard json.count <= DashboardLimits.byteCount else {
      throw DashboardError("longer than \(DashboardLimits.byteCount >> 20) MiB")
    }
    do {
      let decoder = JSONDecoder()
      let file =
        try (try? decoder.decode(DashboardFile.Wrapped.self, from: json))?.dashboard
        ?? decoder.decode(DashboardFile.self, from: json)
      self.init(file)
    } catch {
      throw DashboardError("no dashboard of Grafana in JSON (\(Self.place(of: error)))")
    }
    guard panels.count <= DashboardLimits.panelCount else {
      throw DashboardError("more than \(DashboardLimits.panelCount) panels")
    }
  }

  private init(_ file: DashboardFile) {
    title = file.title ?? ""
    variables = (file.templating?.list ?? []).compactMap(Variable.init)
    // Panels of a collapsed row stand inside it.
    let nested = file.panels.flatMap { [$0] + ($0.panels ?? []) }
    panels = nested.map(Panel.init).enumerated()
      .sorted {
        ($0.element.place.y, $0.element.place.x, $0.offset) < ($1.element.place.y, $1.element.place.x, $1.offset)
      }
      .map(\.element)
    lookBack = file.time?.from.flatMap { $0.hasPrefix("now-") ? String($0.dropFirst(4)) : nil }
  }

  private static func place(of error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    let (context, what) =
      switch error {
      case .keyNotFound(let key, let context): (context, "\(key.stringValue) is missing")
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
        (context, context.debugDescription)
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: ""), "unknown")
      }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? what : "\(path): \(what)"
  }
}

/// Why a dashboard cannot be read.
package struct DashboardError: Error, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// The limits of reading dashboards, in one place.
package enum DashboardLimits {
  /// The longest file, in bytes. Longer: an error.
  package static let byteCount = 16 << 20

  /// Panels of one dashboard. More: an error, since each asks the store.
  package static let panelCount = 500

  /// Queries of one panel that are asked; the rest is named.
  package static let queryCount = 26
}
