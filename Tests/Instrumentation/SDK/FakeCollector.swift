import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A small HTTP server on a free port that answers what the test says and keeps what it received.
final class FakeCollector: Sendable {
  struct Request: Sendable {
    let path: String
    let headers: HTTPHeaders
    var body: [UInt8] = []
  }

  struct Answer: Sendable {
    var status: HTTPResponseStatus = .ok
    var headers: HTTPHeaders = [:]
    var body: [UInt8] = []
    /// It never comes.
    var isMissing = false
  }

  private struct State {
    var requests: [Request] = []
    var answers: [Answer]
  }

  private let state: Mutex<State>
  private let channel = Mutex<(any Channel)?>(nil)

  /// - Parameter answers: The first answers, in order; then 200.
  private init(_ answers: [Answer]) { state = Mutex(State(answers: answers)) }

  static func start(_ answers: [Answer] = []) async throws -> FakeCollector {
    let collector = FakeCollector(answers)
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Handler(collector))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    collector.channel.withLock { $0 = channel }
    return collector
  }

  var endpoint: String { "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port } ?? 0)" }

  var requests: [Request] { state.withLock { $0.requests } }

  func stop() async throws { try await channel.withLock { $0 }?.close() }

  fileprivate func answer(_ request: Request) -> Answer {
    state.withLock { state in
      state.requests.append(request)
      return state.answers.isEmpty ? Answer() : state.answers.removeFirst()
    }
  }
}

private final class Handler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let collector: FakeCollector
  private var request: FakeCollector.Request?

  init(_ collector: FakeCollector) { self.collector = collector }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): request = .init(path: head.uri, headers: head.headers)
    case .body(let buffer): request?.body.append(contentsOf: buffer.readableBytesView)
    case .end:
      guard let request else { return }
      let answer = collector.answer(request)
      if answer.isMissing { return }
      var headers = answer.headers
      headers.replaceOrAdd(name: "content-length", value: String(answer.body.count))
      let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
