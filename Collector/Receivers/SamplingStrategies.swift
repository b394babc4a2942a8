#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// What services are to sample, as an operator wrote it into a file of Jaeger's form, answered in the form of Jaeger's
/// `GET /sampling?service=…`.
package struct SamplingStrategies: Sendable {
  private let answers: [String: [UInt8]]
  private let otherwise: [UInt8]

  /// - Throws: `SamplingStrategiesError`, which says what is wrong with the file.
  package init(file: [UInt8]) throws(SamplingStrategiesError) {
    guard file.count <= ReceiverLimits.strategyFileByteCount else {
      throw SamplingStrategiesError(reason: "it is larger than \(ReceiverLimits.strategyFileByteCount) bytes")
    }
    let content: Content
    do {
      content = try JSONDecoder().decode(Content.self, from: Data(file))
    } catch {
      throw SamplingStrategiesError(reason: "it is no file of sampling strategies: \(error)")
    }
    otherwise = try (content.default_strategy ?? Strategy(type: "probabilistic", param: 0.001)).answer()
    var answers: [String: [UInt8]] = [:]
    for service in content.service_strategies ?? [] { answers[service.service] = try service.strategy.answer() }
    self.answers = answers
  }

  /// The strategy of one service, else the default, as JSON.
  package func answer(service: String) -> [UInt8] { answers[service] ?? otherwise }

  private struct Content: Decodable {
    let default_strategy: Strategy?
    let service_strategies: [Service]?
  }

  private struct Service: Decodable {
    let service: String
    let strategy: Strategy

    private enum CodingKeys: CodingKey { case service }

    init(from decoder: any Decoder) throws {
      service = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .service)
      strategy = try Strategy(from: decoder)
    }
  }
}

/// Why a file of sampling strategies cannot be used.
package struct SamplingStrategiesError: Error, Sendable, CustomStringConvertible {
  package let reason: String
  package var description: String { reason }
}
