import Hummingbird
import Synchronization

/// The service that knows the others: they register, it checks their health, and tells everybody of changes.
///
/// Also the place where faults are turned on and off. Keeps everything in memory: services register again every second.
struct Registry: ShopService {
  private struct Entry {
    var instance: RegistryState.Instance
    var expiry: ContinuousClock.Instant
    var failedCheckCount = 0
  }

  private final class Book: Sendable {
    struct State {
      var generation = 1
      var entries: [String: Entry] = [:]
      var faults: Set<Fault> = []
      var proxies: [ServiceName: String] = [:]
    }
    let state = Mutex(State())
    let bell = Doorbell()
  }

  /// An instance that was not heard of for so long is gone.
  private static let timeToLive = Duration.seconds(5)
  /// How long an answer waits for a change.
  private static let longestWait = Duration.seconds(10)
  private static let checkInterval = Duration.seconds(1)
  private static let toleratedFailedCheckCount = 2
  /// More than any shop has.
  private static let entryLimit = 100

  private let site: Site
  private let book = Book()

  init(_ site: Site) { self.site = site }

  func addQuietRoutes(to router: Router<BasicRequestContext>) {
    router.get("state") { request, _ in
      let known = request.uri.queryParameters["after"].flatMap { Int($0) } ?? 0
      let count = book.bell.ringCount
      if current.generation <= known { await book.bell.wait(after: count, atMost: Self.longestWait) }
      return current
    }
    router.put("instances/:id") { request, context in
      let instance = try await request.decode(as: RegistryState.Instance.self, context: context)
      guard register(instance) else { throw HTTPError(.badRequest, message: "too many instances") }
      return HTTPResponse.Status.noContent
    }
    router.delete("instances/:id") { _, context in
      remove(try context.parameters.require("id"))
      return HTTPResponse.Status.noContent
    }
    router.put("proxies/:service") { request, context in
      guard let service = ServiceName(rawValue: try context.parameters.require("service")) else {
        throw HTTPError(.notFound, message: "no such service")
      }
      let proxy = try await request.decode(as: RegistryState.Proxy.self, context: context)
      change { $0.proxies.updateValue(proxy.url, forKey: service) != proxy.url }
      return HTTPResponse.Status.noContent
    }
    router.put("faults/:name") { _, context in
      let fault = try Self.fault(context)
      change { $0.faults.insert(fault).inserted }
      return HTTPResponse.Status.noContent
    }
    router.delete("faults") { _, _ in
      change { state in
        defer { state.faults = [] }
        return !state.faults.isEmpty
      }
      return HTTPResponse.Status.noContent
    }
  }

  func addRoutes(to router: Router<BasicRequestContext>) {}

  /// Checks the health of every instance.
  func work() async throws {
    while true {
      try await Task.sleep(for: Self.checkInterval)
      let now = ContinuousClock.now
      for (id, entry) in book.state.withLock({ $0.entries }) {
        let isHealthy = await site.client.isHealthy(url: entry.instance.url)
        let count = book.state.withLock { state in
          state.entries[id]?.failedCheckCount = isHealthy ? 0 : entry.failedCheckCount + 1
          return state.entries[id]?.failedCheckCount ?? 0
        }
        if entry.expiry < now || count > Self.toleratedFailedCheckCount { remove(id) }
      }
    }
  }

  private var current: RegistryState {
    book.state.withLock { state in
      var answer = RegistryState()
      answer.generation = state.generation
      answer.instances = state.entries.values.map(\.instance).sorted { $0.id < $1.id }
      answer.proxies = state.proxies
      answer.faults = state.faults.sorted { $0.rawValue < $1.rawValue }
      return answer
    }
  }

  private func register(_ instance: RegistryState.Instance) -> Bool {
    var isTooMany = false
    change { state in
      let known = state.entries[instance.id]
      if known == nil, state.entries.count >= Self.entryLimit {
        isTooMany = true
        return false
      }
      state.entries[instance.id] = Entry(instance: instance, expiry: .now + Self.timeToLive)
      return known?.instance != instance
    }
    return !isTooMany
  }

  private func remove(_ id: String) {
    change { $0.entries.removeValue(forKey: id) != nil }
  }

  /// Tells everybody, if something has changed.
  private func change(_ change: (inout Book.State) -> Bool) {
    let hasChanged = book.state.withLock { state in
      let hasChanged = change(&state)
      if hasChanged { state.generation += 1 }
      return hasChanged
    }
    if hasChanged { book.bell.ring() }
  }

  private static func fault(_ context: BasicRequestContext) throws -> Fault {
    guard let fault = Fault(rawValue: try context.parameters.require("name")) else {
      throw HTTPError(.notFound, message: "no such fault")
    }
    return fault
  }
}

extension RegistryState: ResponseEncodable {}
