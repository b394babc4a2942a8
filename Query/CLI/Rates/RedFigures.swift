import FoundationEssentials
import TelemetryModel

/// The answer of `GET /api/skein/v1/red`. What it says is untrusted.
struct RedFigures: Decodable {
  struct Group: Decodable {
    let service: String?
    let operation: String?
    let kind: String?
    let status: String?
    let statusClass: String?
    let attributes: [String: String?]?
    let points: [Point]

    /// What tells the group from others.
    var name: [String] {
      let values = (attributes ?? [:]).sorted { $0.key < $1.key }.map { $0.value ?? "-" }
      return [service, operation, kind, status, statusClass].compactMap(\.self) + values
    }
  }

  struct Point: Decodable {
    let time: String
    let count: UInt64
    let errors: UInt64
    let rate: Double
    let quantiles: [Double]?

    var seconds: UInt64 { (UInt64(time) ?? 0) / 1_000_000_000 }
  }

  let start: String
  let end: String
  let damaged: Int
  let groups: [Group]
}

/// The answer of `GET /api/skein/v1/dependencies`.
struct DependencyFigures: Decodable {
  struct Dependency: Decodable {
    let caller: String
    let callee: String
    let link: String
    let count: UInt64
    let errors: UInt64
    /// In nanoseconds.
    let mean: Double
  }

  let damaged: Int
  let dependencies: [Dependency]
}

/// An answer to a query of the Prometheus API.
struct PromQLFigures: Decodable {
  struct Series: Decodable {
    let metric: [String: String]
    let value: Sample?
    let values: [Sample]?
    let histogram: Sample?
    let histograms: [Sample]?

    /// `name{label="value", ...}` as it is written in queries, unsafe characters and all.
    var name: String {
      let labels = metric.filter { $0.key != "__name__" }.sorted { $0.key < $1.key }
        .map { "\($0.key)=\"\($0.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"" }
      let name = metric["__name__"] ?? ""
      return labels.isEmpty && !name.isEmpty ? name : "\(name){\(labels.joined(separator: ", "))}"
    }
  }

  /// A moment in seconds since 1970, and a value as text: of a histogram, its count and sum.
  struct Sample: Decodable {
    let time: Double
    let text: String

    private struct Histogram: Decodable {
      let count: String
      let sum: String
    }

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      time = try container.decode(Double.self)
      if let text = try? container.decode(String.self) {
        self.text = text
      } else {
        let histogram = try container.decode(Histogram.self)
        text = "\(histogram.count) observations, sum \(histogram.sum)"
      }
    }

    /// To the millisecond; moments that no clock shows are moved to the nearest one that it does.
    var moment: Timestamp {
      Timestamp(nanoseconds: UInt64(min(max(time, 0) * 1000, 1e13).rounded()) * 1_000_000)
    }

    var value: Double? {
      switch text {
      case "+Inf": .infinity
      case "-Inf": -.infinity
      default: Double(text)
      }
    }
  }

  enum Result {
    case single(Sample)
    case series([Series])
  }

  let result: Result
  let notes: [String]

  private enum Key: String, CodingKey { case data, warnings, infos, resultType, result }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let data = try container.nestedContainer(keyedBy: Key.self, forKey: .data)
    switch try data.decode(String.self, forKey: .resultType) {
    case "scalar", "string": result = .single(try data.decode(Sample.self, forKey: .result))
    default: result = .series(try data.decode([Series].self, forKey: .result))
    }
    let warnings = try container.decodeIfPresent([String].self, forKey: .warnings) ?? []
    notes = warnings + (try container.decodeIfPresent([String].self, forKey: .infos) ?? [])
  }
}

extension Decodable {
  /// Reads an answer of the HTTP API.
  init(answer body: [UInt8]) throws {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(body))
    } catch {
      throw CommandFailure.failed("the answer is not of Skein's API; is this the address of a query server?")
    }
  }
}
