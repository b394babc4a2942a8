import ArgumentParser
import HTTPService

/// Where OTLP/gRPC is received, on the command line: `HOST:PORT`, or `off`.
enum GRPCOption: ExpressibleByArgument, Equatable {
  case off
  case at(HTTPEndpoint)

  init?(argument: String) {
    if argument == "off" {
      self = .off
    } else if let endpoint = HTTPEndpoint(argument) {
      self = .at(endpoint)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .off: "off"
    case .at(let endpoint): endpoint.description
    }
  }
}
