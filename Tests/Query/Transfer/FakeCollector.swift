import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on the loopback interface that gives scripted answers and remembers what it was asked.
final class FakeCollector: Sendable {
  struct Answer: Sendable {
    var status: HTTPResponseStatus = .ok
    var headers: HTTPHeaders = [:]
    var body: [UInt8] = []
    /// Closes the connection instead of answering.
    var hangsUp = false
  }

  struct Request: Sendable {
    let head: HTTPRequestHead
    let body: [UInt8]
    let arrival: ContinuousClock.Instant
  }

  fileprivate struct State {
    var script: [Answer]
    var requests: [Request] = []
    var underWay = 0
    var mostUnderWay = 0
  }

  fileprivate let state: Mutex<State>
  fileprivate let delay: TimeAmount
  private let channel = Mutex<(any Channel)?>(nil)

  private init(_ script: [Answer], _ delay: TimeAmount) {
    state = Mutex(State(script: script))
    self.delay = delay
  }

  /// - Parameters:
  ///   - script: the answers, one a request; the last one is given again and again.
  ///   - delay: how long every answer takes.
  static func start(_ script: [Answer], delay: TimeAmount = .zero) async throws -> FakeCollector {
    let collector = FakeCollector(script, delay)
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

  var url: String { "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port } ?? 0)" }
  var requests: [Request] { state.withLock { $0.requests } }
  /// How many requests waited for their answers at the same time.
  var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }

  func stop() async throws { try await channel.withLock { $0 }?.close() }
}

extension FakeCollector {
  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let collector: FakeCollector
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ collector: FakeCollector) { self.collector = collector }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head):
        self.head = head
        body = []
      case .body(let bytes): body += Array(buffer: bytes)
      case .end:
        guard let head else { return }
        let answer = collector.receive(Request(head: head, body: body, arrival: .now))
        let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: collector.delay) {
          let (handler, context) = handler.value
          handler.send(answer, context)
        }
      }
    }

    private func send(_ answer: Answer, _ context: ChannelHandlerContext) {
      collector.state.withLock { $0.underWay -= 1 }
      if answer.hangsUp {
        context.close(promise: nil)
        return
      }
      var headers = answer.headers
      headers.replaceOrAdd(name: "content-length", value: String(answer.body.count))
      let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }

  private func receive(_ request: Request) -> Answer {
    state.withLock { state in
      state.requests.append(request)
      state.underWay += 1
      state.mostUnderWay = max(state.mostUnderWay, state.underWay)
      return state.script.count > 1 ? state.script.removeFirst() : state.script.first ?? Answer()
    }
  }
}
