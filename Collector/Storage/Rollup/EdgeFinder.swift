import TelemetryModel

/// Finds the calls between services in a batch of whole traces.
///
/// What counts as a call, and from which span its minute, duration and errors come:
///
/// 1. rpc: a server span whose parent is a client span of another service; also one that shares the client's ID, as
///    Zipkin's do. From the server span; it failed when either of them did.
/// 2. messaging: a consumer span and each producer span that is its parent or that it links to, whatever the service.
///    From the consumer span; it failed when either of them did.
/// 3. database: a client span with `db.*` attributes and no server span below it, to `system:namespace@address`.
/// 4. virtual: a client span with neither, to what names its peer: `peer.service`, the server's address, the RPC service
///    or the messaging destination, the peer's address. From the client span. Without a name there is no edge.
/// 5. virtual: a server span that has no parent, called by "user". From the server span.
///
/// A call whose two halves lie in different batches is seen as its client half alone (3 or 4), or not at all.
struct EdgeFinder {
  struct Edge {
    /// `nil` for the user.
    let caller: StringCode?
    let callee: Callee
    let link: EdgeIdentity.Link
    let row: Int
    let isError: Bool
  }

  /// Who was called, in codes of the batch. A database is put together from up to three of them; 0 is nothing.
  enum Callee: Equatable {
    case text(StringCode)
    case database(system: StringCode, namespace: StringCode, address: StringCode)
    /// The part of an RPC method before its last slash.
    case methodOwner(StringCode)
  }

  /// Its batch is used in place: a copy for each row would count 20 references.
  private let facts: SpanFacts
  private let index: SpanIndex
  /// Client spans that have a server span below them.
  private var isAnswered: [Bool]
  private var found: [Edge] = []
  /// By resource.
  private let services: [StringCode]

  init(_ facts: SpanFacts) {
    self.facts = facts
    index = SpanIndex(callersOf: facts.batch)
    services = facts.batch.resources.map(\.serviceName)
    isAnswered = Array(repeating: false, count: facts.batch.count)
  }

  /// The calls of the batch. What is not a call costs no more than a look at its kind.
  mutating func edges() -> [Edge] {
    let kinds = facts.batch.kinds
    for row in kinds.indices {
      switch kinds[row] {
      case .server: server(row)
      case .consumer: consumer(row)
      default: break
      }
    }
    for row in kinds.indices where kinds[row] == .client && !isAnswered[row] {
      guard let (callee, link) = peer(row) else { continue }
      found.append(Edge(caller: service(row), callee: callee, link: link, row: row, isError: isError(row)))
    }
    return found
  }

  private mutating func server(_ row: Int) {
    let service = service(row)
    let trace = facts.batch.traceIDs[row]
    let parent = facts.batch.parentSpanIDs[row]
    let client =
      index.row(trace, facts.batch.spanIDs[row], .client) ?? (parent.isValid ? index.row(trace, parent, .client) : nil)
    if let client {
      isAnswered[client] = true
      let caller = self.service(client)
      if caller == service { return }
      let failed = isError(row) || isError(client)
      found.append(Edge(caller: caller, callee: .text(service), link: .rpc, row: row, isError: failed))
    } else if !parent.isValid {
      found.append(Edge(caller: nil, callee: .text(service), link: .virtual, row: row, isError: isError(row)))
    }
  }

  private mutating func consumer(_ row: Int) {
    var producers: [Int] = []
    let parent = facts.batch.parentSpanIDs[row]
    if parent.isValid, let producer = index.row(facts.batch.traceIDs[row], parent, .producer) {
      producers.append(producer)
    }
    for place in facts.batch.linkRange(of: row) {
      let link = facts.batch.links[place]
      if let producer = index.row(link.traceID, link.spanID, .producer) { producers.append(producer) }
    }
    if producers.count > 1 { producers = Set(producers).sorted() }
    for producer in producers {
      found.append(
        Edge(
          caller: service(producer), callee: .text(service(row)), link: .messaging, row: row,
          isError: isError(row) || isError(producer)))
    }
  }

  private func service(_ row: Int) -> StringCode {
    services[Int(facts.batch.resourceIndexes[row])]
  }

  private func isError(_ row: Int) -> Bool { facts.isError(row, httpStatus: facts.httpStatus(row)) }

  /// What a client span without a server span says about whom it called.
  private func peer(_ row: Int) -> (Callee, EdgeIdentity.Link)? {
    let address = facts.text(.serverAddress, row)
    let isDatabase = [.databaseSystem, .databaseNamespace, .otherDatabase].contains { facts.has($0, row) }
    if isDatabase {
      let callee = Callee.database(
        system: facts.text(.databaseSystem, row) ?? 0, namespace: facts.text(.databaseNamespace, row) ?? 0,
        address: address ?? facts.text(.peerAddress, row) ?? 0)
      return (callee, .database)
    }
    if let name = facts.text(.peerService, row) ?? address ?? facts.text(.rpcService, row) {
      return (.text(name), .virtual)
    }
    if let method = facts.text(.rpcMethod, row) { return (.methodOwner(method), .virtual) }
    return (facts.text(.messagingDestination, row) ?? facts.text(.peerAddress, row)).map { (.text($0), .virtual) }
  }
}

extension EdgeFinder.Callee {
  func combine(into hash: inout WordHash) {
    switch self {
    case .text(let code): hash.combine(UInt64(code))
    case .methodOwner(let code): hash.combine(1 << 32 | UInt64(code))
    case .database(let system, let namespace, let address):
      hash.combine(2 << 32 | UInt64(system))
      hash.combine(UInt64(namespace) << 32 | UInt64(address))
    }
  }

  /// The name as bytes.
  func name(in strings: StringTable) -> [UInt8] {
    switch self {
    case .text(let code): return Array(strings[code])
    case .methodOwner(let code):
      let method = strings[code]
      let owner = method.lastIndex(of: UInt8(ascii: "/")).map { method[..<$0] } ?? method
      return owner.isEmpty ? Array(method) : Array(owner)
    case .database(let system, let namespace, let address):
      var name = system == 0 ? Array("database".utf8) : Array(strings[system])
      if namespace != 0 { name += [UInt8(ascii: ":")] + strings[namespace] }
      if address != 0 { name += [UInt8(ascii: "@")] + strings[address] }
      return name
    }
  }
}
