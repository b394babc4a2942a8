import CoreMetrics
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import Skein
import Tracing

/// The way in: routes, knows who calls, limits how often, remembers answers, puts several together, and turns requests
/// into messages. Creates the correlation ID.
struct Gateway: ShopService {
  /// A request's largest body.
  private static let bodyByteLimit = 64 << 10

  private let site: Site
  private let gate: CustomerGate
  private let limiter = RateLimiter()
  private let cache = AnswerCache()

  init(_ site: Site) {
    self.site = site
    gate = CustomerGate(client: site.client)
  }

  func addRoutes(to router: Router<BasicRequestContext>) {
    for route in GatewayRoute.table {
      router.on(RouterPath(route.path), method: route.method) { request, context in
        try await forward(request, by: route)
      }
    }
    router.get("home") { request, _ in
      let customer = try await admit(request, needsCustomer: true) ?? ""
      return try await HomePage(client: site.client, isChatty: site.has(.chattyGateway)).make(for: customer)
    }
    router.post("feedback") { request, context in
      let customer = try await admit(request, needsCustomer: true) ?? ""
      let text = String(buffer: try await request.body.collect(upTo: Self.bodyByteLimit))
      try await site.messages.publish(Feedback(customer: customer, text: text), to: Topic.feedback)
      return HTTPResponse.Status.accepted
    }
  }

  private func forward(_ request: Request, by route: GatewayRoute) async throws -> Response {
    let customer = try await admit(request, needsCustomer: route.needsCustomer)
    let path = String(request.uri.path.dropFirst(route.prefix.count)) + (request.uri.query.map { "?" + $0 } ?? "")
    let key = route.prefix + path
    if route.cacheTime != nil, let answer = cache[key] {
      ServiceContext.current?.span(of: site.telemetry)?.attributes["shop.cache.hit"] = true
      return Response(answer)
    }
    let body = try await request.body.collect(upTo: Self.bodyByteLimit)
    let answer = try await site.client.attempt(
      Call(
        route.service, HTTPMethod(rawValue: route.method.rawValue), path,
        body: body.readableBytes > 0 ? body : nil, customer: customer))
    if let time = route.cacheTime, answer.status == 200 { cache.keep(answer, key: key, for: time) }
    site.logger.info("\(route.method.rawValue) \(route.path) \(answer.status)")
    return Response(answer)
  }

  /// Lets a request in, or says why not.
  ///
  /// - Returns: The customer, when the request says who it is from.
  private func admit(_ request: Request, needsCustomer: Bool) async throws -> String? {
    let customer = needsCustomer ? try await gate.customer(of: request) : nil
    guard limiter.admit(customer ?? "anonymous") else {
      site.logger.warning("too many requests", metadata: ["customer": .string(customer ?? "anonymous")])
      throw HTTPError(.tooManyRequests, headers: [.retryAfter: "1"])
    }
    if let customer { ServiceContext.current?.span(of: site.telemetry)?.attributes["enduser.id"] = customer }
    return customer
  }
}

extension Response {
  init(_ answer: Answer) {
    self.init(
      status: .init(code: answer.status), headers: [.contentType: answer.contentType ?? "application/json"],
      body: .init(byteBuffer: answer.body))
  }
}

extension ServiceContext {
  /// The span that is active here.
  func span(of telemetry: Telemetry) -> SkeinSpan? { telemetry.tracer.activeSpan(identifiedBy: self) }
}
