internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP2
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP2

/// One HTTP/2 connection: its client knows beforehand that HTTP/2 is spoken here, or agreed to it in a TLS handshake.
///
/// Floods are NIO's to fend off: streams that are reset at once, control frames, empty frames and endless headers end the
/// connection (`NIOHTTP2Handler.ConnectionConfiguration`).
struct HTTP2Channel<Responder: HTTP2Responder>: ServerChildChannel {
  typealias Stream = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

  struct Value: ServerChildChannelValue {
    let streams: NIOHTTP2Handler.AsyncStreamMultiplexer<Stream>
    let channel: any Channel
  }

  let responder: Responder
  let limits: HTTPServiceLimits

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let idleTimeout = limits.idleTimeout
    return channel.eventLoop.makeCompletedFuture {
      let streams = try channel.pipeline.syncOperations.configureAsyncHTTP2Pipeline(
        mode: .server,
        connectionManagerConfiguration: .init(
          maxIdleTime: idleTimeout.timeAmount, maxAge: nil, maxGraceTime: limits.closingTimeout.timeAmount,
          keepalive: nil),
        http2HandlerConfiguration: configuration
      ) { stream -> EventLoopFuture<Stream> in
        stream.eventLoop.makeCompletedFuture {
          let pipeline = stream.pipeline.syncOperations
          try pipeline.addHandler(HTTP2FramePayloadToHTTPServerCodec())
          try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: idleTimeout, logger: logger))
          return try Stream(wrappingChannelSynchronously: stream)
        }
      }
      try channel.pipeline.syncOperations.addHandler(CloseOnError())
      return Value(streams: streams, channel: channel)
    }
  }

  private var configuration: NIOHTTP2Handler.Configuration {
    var configuration = NIOHTTP2Handler.Configuration()
    configuration.connection.initialSettings = [
      HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.streamCount),
      HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headerByteCount),
      HTTP2Setting(parameter: .initialWindowSize, value: limits.streamWindowByteCount),
    ]
    configuration.connection.targetWindowSize = limits.connectionWindowByteCount
    configuration.stream.targetWindowSize = limits.streamWindowByteCount
    configuration.connection.controlFrameRateLimit.maximumCount = limits.controlFrameCount
    return configuration
  }

  func handle(value: Value, logger: Logger) async {
    do {
      try await withThrowingDiscardingTaskGroup { group in
        for try await stream in value.streams.inbound {
          group.addTask { await exchange(on: stream, logger) }
        }
      }
    } catch {
      logger.debug("an HTTP/2 connection ended early: \(error)")
    }
  }

  private func exchange(on stream: Stream, _ logger: Logger) async {
    do {
      try await stream.executeThenClose { inbound, outbound in
        var parts = HTTP2RequestParts(inbound.makeAsyncIterator())
        guard let head = try await parts.head() else { return }
        let answer = await responder.answer(to: head, &parts)
        try await outbound.write(.head(answer.head))
        if let body = answer.body { try await outbound.write(.body(body)) }
        try await outbound.write(.end(answer.trailers))
        try await discardRest(of: &parts)
      }
    } catch {
      logger.debug("an HTTP/2 stream ended early: \(error)")
    }
  }

  /// Lets a sender that was answered early come to its end: some clients take a stream that is reset under them for one
  /// without an answer.
  private func discardRest(of parts: inout HTTP2RequestParts) async throws {
    let deadline = ContinuousClock.now + limits.bodyGracePeriod
    while try await parts.next() != nil, .now < deadline {}
  }
}

/// Ends a connection whose client breaks the protocol or floods it.
///
/// NIO says so to the client (GOAWAY), takes nothing from it any more, and leaves the connection open.
private final class CloseOnError: ChannelInboundHandler {
  typealias InboundIn = NIOAny

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

extension Duration {
  /// The same for NIO.
  var timeAmount: TimeAmount { .nanoseconds(Int64(self / .nanoseconds(1))) }
}
