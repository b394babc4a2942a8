/// What a query yields, in the shapes of Prometheus' HTTP API.
package enum PromQLAnswer: Sendable {
  case scalar(Point<Double>)
  case string(Point<String>)
  case vector([VectorSample])
  case matrix([MatrixSeries])

  /// A value with its time in milliseconds since 1970.
  package struct Point<Value: Sendable>: Sendable {
    package let time: Int64
    package let value: Value
  }

  package struct VectorSample: Sendable {
    package let labels: Labels
    package let point: Point<SampleValue>
  }

  package struct MatrixSeries: Sendable {
    package let labels: Labels
    package let points: [Point<SampleValue>]
  }

  /// The API's `resultType`.
  package var resultType: String {
    switch self {
    case .scalar: "scalar"
    case .string: "string"
    case .vector: "vector"
    case .matrix: "matrix"
    }
  }
}
