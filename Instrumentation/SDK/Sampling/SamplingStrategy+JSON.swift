#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension SamplingStrategy {
  /// Reads the answer of `GET /sampling?service=…`; `nil` when it is none, so that the strategy before it stays.
  init?(json: [UInt8]) {
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(json)) else { return nil }
    if let operations = answer.operationSampling {
      let ratios = (operations.perOperationStrategies ?? []).prefix(Limits.sampledOperationCount).map {
        ($0.operation, RatioSampler($0.probabilisticSampling.samplingRate))
      }
      self = .operations(
        Dictionary(ratios) { first, _ in first }, otherwise: RatioSampler(operations.defaultSamplingProbability))
    } else if let rate = answer.rateLimitingSampling {
      self = .rate(RateLimiter(perSecond: rate.maxTracesPerSecond))
    } else if let probability = answer.probabilisticSampling {
      self = .probability(RatioSampler(probability.samplingRate))
    } else {
      return nil
    }
  }

  /// Which part is there says what the strategy is; Jaeger's `strategyType` says it again.
  private struct Answer: Decodable {
    let probabilisticSampling: Probability?
    let rateLimitingSampling: Rate?
    let operationSampling: Operations?
  }

  private struct Probability: Decodable { let samplingRate: Double }

  private struct Rate: Decodable { let maxTracesPerSecond: Double }

  private struct Operations: Decodable {
    struct Operation: Decodable {
      let operation: String
      let probabilisticSampling: Probability
    }

    let defaultSamplingProbability: Double
    let perOperationStrategies: [Operation]?
  }
}
