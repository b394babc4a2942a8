import FoundationEssentials

/// The members of Grafana's JSON that are read. All may be missing.
struct DashboardFile: Decodable {
  struct Wrapped: Decodable { let dashboard: DashboardFile }

  struct Time: Decodable { let from: String? }

  struct Templating: Decodable { let list: [Variable]? }

  struct Variable: Decodable {
    struct Current: Decodable { let value: TextOrTexts? }

    let name: String?
    let type: String?
    let definition: String?
    let query: QueryText?
    let current: Current?
    let includeAll: Bool?
    let allValue: String?
  }

  struct Panel: Decodable {
    struct GridPosition: Decodable {
      let x: Int?
      let y: Int?
      let w: Int?
    }

    struct Target: Decodable {
      let refId: String?
      let expr: String?
      let legendFormat: String?
      let instant: Bool?
      let range: Bool?
      let hide: Bool?
    }

    struct Options: Decodable {
      struct Axis: Decodable { let unit: String? }

      let content: String?
      let yAxis: Axis?
    }

    struct FieldConfiguration: Decodable {
      struct Defaults: Decodable { let unit: String? }

      let defaults: Defaults?
    }

    let id: Int?
    let title: String?
    let type: String?
    let gridPos: Lenient<GridPosition>?
    let targets: [Lenient<Target>]?
    let options: Lenient<Options>?
    let fieldConfig: Lenient<FieldConfiguration>?
    /// Of text panels of old versions.
    let content: String?
    /// Of a collapsed row.
    let panels: [Panel]?
  }

  let title: String?
  let time: Time?
  let templating: Templating?
  let panels: [Panel]

  /// What another kind of panel may have in another form: then there is none.
  struct Lenient<Value: Decodable>: Decodable {
    let value: Value?

    init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
  }

  /// A text, or an object that holds it.
  struct QueryText: Decodable {
    private struct Holder: Decodable { let query: String? }

    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      text = (try? container.decode(String.self)) ?? (try? container.decode(Holder.self))?.query ?? ""
    }
  }

  /// A text or a list of texts; anything else is nothing.
  struct TextOrTexts: Decodable {
    let texts: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      texts = (try? container.decode([String].self)) ?? (try? container.decode(String.self)).map { [$0] } ?? []
    }
  }
}
