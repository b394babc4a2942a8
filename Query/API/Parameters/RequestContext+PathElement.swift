import Hummingbird

extension RequestContext {
  /// The decoded element of the request's path that a route calls `name`.
  func pathElement(_ name: String) throws(RequestFailure) -> String {
    guard let element = PercentEncoding.decode(parameters.get(name) ?? "") else {
      throw .badRequest("malformed percent-encoding in the path")
    }
    return element
  }
}
