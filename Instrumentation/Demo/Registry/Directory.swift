import AsyncHTTPClient
import NIOCore
import ServiceLifecycle
import Synchronization

/// A service's copy of what the registry knows, kept up to date.
final class Directory: Sendable {
  private struct State {
    var generation = 0
    var urls: [ServiceName: [String]] = [:]
    var faults: Set<Fault> = []
    /// Instances take turns.
    var turn: [ServiceName: Int] = [:]
  }

  private static let heartbeat = Duration.seconds(1)
  private static let pauseAfterFailure = Duration.milliseconds(200)

  private let registry: RegistryClient?
  private let state = Mutex(State())
  private let bell = Doorbell()

  /// - Parameter registryURL: `nil` for the registry itself, which calls nobody by name.
  init(registryURL: String?) { registry = registryURL.map { RegistryClient(url: $0) } }

  func has(_ fault: Fault) -> Bool { state.withLock { $0.faults.contains(fault) } }

  /// The URL of an instance of a service, each in its turn.
  func next(_ service: ServiceName) -> String? {
    state.withLock { state in
      guard let urls = state.urls[service], !urls.isEmpty else { return nil }
      let turn = state.turn[service, default: 0]
      state.turn[service] = turn &+ 1
      return urls[turn % urls.count]
    }
  }

  /// Waits until an instance of a service is known.
  func wait(for service: ServiceName) async {
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      let count = bell.ringCount
      if state.withLock({ $0.urls[service]?.isEmpty == false }) { return }
      await bell.wait(after: count, atMost: Self.heartbeat)
    }
  }

  /// Asks the registry for what has changed, again and again.
  func follow() async {
    guard let registry else { return }
    while !Task.isCancelled {
      do {
        let found = try await registry.state(after: state.withLock { $0.generation })
        state.withLock { state in
          state.generation = found.generation
          state.urls = Dictionary(grouping: found.instances, by: \.service).mapValues { $0.map(\.url) }
          for (service, url) in found.proxies { state.urls[service] = [url] }
          state.faults = Set(found.faults)
        }
        bell.ring()
      } catch {
        try? await Task.sleep(for: Self.pauseAfterFailure)
      }
    }
  }

  /// Registers an instance every second, as long as it is to be reached under the faults of the moment.
  func keepRegistered(_ placement: Placement, url: String) async {
    guard let registry else { return }
    var isRegistered = false
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      let count = bell.ringCount
      let isWanted = placement.isInService(under: state.withLock { $0.faults })
      if isWanted {
        try? await registry.register(placement, url: url)
      } else if isRegistered {
        try? await registry.remove(placement)
      }
      isRegistered = isWanted
      await bell.wait(after: count, atMost: Self.heartbeat)
    }
    // The task may be cancelled, and yet the others should know at once.
    if isRegistered { await Task { try? await registry.remove(placement) }.value }
  }
}
