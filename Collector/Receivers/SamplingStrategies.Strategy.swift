#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension SamplingStrategies {
  /// One entry of the file.
  struct Strategy: Decodable {
    struct Operation: Decodable {
      let operation: String
      let type: String
      let param: Double
    }

    let type: String
    let param: Double
    let operation_strategies: [Operation]?

    init(type: String, param: Double) {
      self.type = type
      self.param = param
      operation_strategies = nil
    }

    /// What is sent for it. Operations make it one of operations, with its own probability for all others.
    func answer() throws(SamplingStrategiesError) -> [UInt8] {
      var answer = Answer()
      let operations = operation_strategies ?? []
      switch type {
      case "probabilistic":
        try Self.check(probability: param)
        answer.strategyType = "PROBABILISTIC"
        answer.probabilisticSampling = .init(samplingRate: param)
      case "ratelimiting":
        guard param >= 0, param.isFinite else { throw SamplingStrategiesError(reason: "\(param) is no rate") }
        answer.strategyType = "RATE_LIMITING"
        answer.rateLimitingSampling = .init(maxTracesPerSecond: param)
      default: throw SamplingStrategiesError(reason: "the type \(type) is neither probabilistic nor ratelimiting")
      }
      if !operations.isEmpty {
        guard type == "probabilistic" else {
          throw SamplingStrategiesError(reason: "only a probabilistic strategy can have strategies for operations")
        }
        for operation in operations {
          guard operation.type == "probabilistic" else {
            throw SamplingStrategiesError(
              reason: "the strategy of operation \(operation.operation) is not probabilistic")
          }
          try Self.check(probability: operation.param)
        }
        answer.operationSampling = .init(
          defaultSamplingProbability: param,
          perOperationStrategies: operations.map {
            .init(operation: $0.operation, probabilisticSampling: .init(samplingRate: $0.param))
          })
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      guard let data = try? encoder.encode(answer) else { throw SamplingStrategiesError(reason: "it has no JSON form") }
      return Array(data)
    }

    private static func check(probability: Double) throws(SamplingStrategiesError) {
      guard (0...1).contains(probability) else {
        throw SamplingStrategiesError(reason: "\(probability) is no probability from 0 to 1")
      }
    }
  }

  private struct Answer: Encodable {
    struct Probability: Encodable { let samplingRate: Double }

    struct Rate: Encodable { let maxTracesPerSecond: Double }

    struct Operations: Encodable {
      struct Operation: Encodable {
        let operation: String
        let probabilisticSampling: Probability
      }

      let defaultSamplingProbability: Double
      let perOperationStrategies: [Operation]
    }

    var strategyType = ""
    var probabilisticSampling: Probability?
    var rateLimitingSampling: Rate?
    var operationSampling: Operations?
  }
}
