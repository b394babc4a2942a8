import Hummingbird

/// One service of the shop: what it keeps, what it answers, and which messages it takes.
protocol ShopService: Sendable {
  /// Statements that make the tables of its own database, and fill them; a service without any has no database.
  static var schema: [String] { get }

  init(_ site: Site) async throws

  /// Routes that are traced, measured and logged.
  func addRoutes(to router: Router<BasicRequestContext>)

  /// Routes of the machinery itself, called many times a second: without telemetry.
  func addQuietRoutes(to router: Router<BasicRequestContext>)

  /// The messages it takes.
  var subscriptions: [Subscription] { get }

  /// What it does all the time, until it is cancelled.
  func work() async throws
}

extension ShopService {
  static var schema: [String] { [] }
  func addQuietRoutes(to router: Router<BasicRequestContext>) {}
  var subscriptions: [Subscription] { [] }
  func work() async throws {}
}
