import Synchronization
import Tracing

/// A sampled span: collects what is said about it, and becomes bytes in the queue when it ends.
final class RecordingSpan: Sendable {
  struct State: Sendable {
    var name: String
    var attributes = SpanAttributes.none
    var status: SpanStatus?
    var events: [SpanEvent] = []
    var links: [SpanLink] = []
    var droppedAttributeCount = 0
    var droppedEventCount = 0
    var droppedLinkCount = 0
    /// How many callers are changing the attributes right now; these are with them, not here.
    var borrowCount = 0
    /// Zero until the span has ended.
    var endNanoseconds: UInt64 = 0
  }

  let identity: TraceIdentity
  /// Zero for a root.
  let parent: UInt64
  let isParentRemote: Bool
  let kind: SpanKind
  let startNanoseconds: UInt64
  private let sink: SpanSink
  private let state: Mutex<State>

  init(
    _ name: String, _ identity: TraceIdentity, parent: TraceIdentity?, kind: SpanKind, startNanoseconds: UInt64,
    sink: SpanSink
  ) {
    self.identity = identity
    self.parent = parent?.span ?? 0
    isParentRemote = parent?.isRemote ?? false
    self.kind = kind
    self.startNanoseconds = startNanoseconds
    self.sink = sink
    state = Mutex(State(name: name))
  }

  var isOpen: Bool { state.withLock { $0.endNanoseconds == 0 } }

  var name: String { state.withLock { $0.name } }

  func setName(_ name: String) {
    state.withLock { if $0.endNanoseconds == 0 { $0.name = name } }
  }

  var attributes: SpanAttributes {
    get { state.withLock { $0.attributes } }
    set { replaceAttributes(newValue) }
  }

  private func replaceAttributes(_ attributes: SpanAttributes) {
    let limit = sink.limits.attributeCount
    state.withLock { state in
      guard state.endNanoseconds == 0 else { return }
      state.attributes = attributes
      state.limitAttributes(to: limit)
    }
  }

  /// Takes the attributes out of the span, to be changed in place and given back to whom this returns; `nil` when the
  /// span has ended.
  ///
  /// The lock is not held between: the value that is being set may come from code that asks this very span something.
  @inline(__always)
  func lend(_ attributes: inout SpanAttributes) -> RecordingSpan? {
    let isOpen = state.withLock { state in
      if state.endNanoseconds != 0 { return false }
      state.borrowCount += 1
      swap(&attributes, &state.attributes)
      return true
    }
    guard isOpen else { return nil }
    // Six are the most that fit into the smallest table of eight places: most spans allocate once.
    if attributes.isEmpty { attributes.reserveCapacity(6) }
    return self
  }

  @inline(__always)
  func takeBack(_ attributes: SpanAttributes) {
    let limit = sink.limits.attributeCount
    let finished: State? = state.withLock { state in
      state.borrowCount -= 1
      if state.attributes.isEmpty {
        state.attributes = attributes
      } else {
        // Somebody else has set some meanwhile.
        state.attributes.merge(attributes)
      }
      if state.attributes.count > limit { state.limitAttributes(to: limit) }
      return state.endNanoseconds != 0 && state.borrowCount == 0 ? state.taken() : nil
    }
    if let finished { sink.export(self, finished) }
  }

  func setStatus(_ status: SpanStatus) {
    state.withLock { state in
      // OpenTelemetry: a status of OK is final.
      if state.endNanoseconds == 0, state.status?.code != .ok { state.status = status }
    }
  }

  func addEvent(_ event: SpanEvent) {
    state.withLock { state in
      guard state.endNanoseconds == 0 else { return }
      if state.events.count < sink.limits.eventCount {
        state.events.append(event)
      } else {
        state.droppedEventCount += 1
      }
    }
  }

  func addLink(_ link: SpanLink) {
    state.withLock { state in
      guard state.endNanoseconds == 0 else { return }
      if state.links.count < sink.limits.linkCount {
        state.links.append(link)
      } else {
        state.droppedLinkCount += 1
      }
    }
  }

  func recordError(_ error: any Error, attributes: SpanAttributes, at nanoseconds: UInt64) {
    let type = String(reflecting: Swift.type(of: error))
    var details: SpanAttributes = ["exception.type": .string(type), "exception.message": .string("\(error)")]
    details.merge(attributes)
    addEvent(SpanEvent(name: "exception", at: RecordedInstant(nanosecondsSinceEpoch: nanoseconds), attributes: details))
    state.withLock { state in
      if state.endNanoseconds == 0, state.attributes.get("error.type") == nil {
        state.attributes.set("error.type", value: .string(type))
      }
    }
  }

  /// Only the first end counts. While somebody changes the attributes, the span ends when they are back.
  func end(at nanoseconds: UInt64) {
    let finished: State? = state.withLock { state in
      guard state.endNanoseconds == 0 else { return nil }
      state.endNanoseconds = max(nanoseconds, 1)
      return state.borrowCount == 0 ? state.taken() : nil
    }
    if let finished { sink.export(self, finished) }
  }
}

extension RecordingSpan.State {
  /// Everything, leaving only the name and the end behind: contexts may hold the span for long.
  fileprivate mutating func taken() -> Self {
    var left = Self(name: name)
    left.endNanoseconds = endNanoseconds
    swap(&self, &left)
    return left
  }

  fileprivate mutating func limitAttributes(to limit: Int) {
    guard attributes.count > limit else { return }
    var kept: [String: SpanAttribute] = [:]
    attributes.forEach { key, value in if kept.count < limit { kept[key] = value } }
    droppedAttributeCount += attributes.count - kept.count
    attributes = SpanAttributes(kept)
  }
}

struct RecordedInstant: TracerInstant {
  let nanosecondsSinceEpoch: UInt64

  static func < (left: Self, right: Self) -> Bool { left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch }
}
