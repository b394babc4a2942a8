package import NIOCore

/// Moves the times of an OTLP request, in place: they are numbers of fixed width.
package enum TelemetryTimes {
  /// Fields by their numbers: those that are times, and those that hold further messages.
  fileprivate struct Shape {
    var times: Set<UInt64> = []
    var children: [UInt64: Shape] = [:]
  }

  private static let traces = Shape.request(
    Shape(times: [7, 8], children: [11: Shape(times: [1])]))
  private static let logs = Shape.request(Shape(times: [1, 11]))

  /// Metrics keep their times: a point tells of a while, not of a moment.
  package static func move(_ body: inout ByteBuffer, by nanoseconds: Int64, signal: String) {
    let shape: Shape
    switch signal {
    case "traces": shape = traces
    case "logs": shape = logs
    default: return
    }
    move(&body, body.readerIndex..<body.writerIndex, shape, nanoseconds)
  }

  /// Goes over the fields of one message; what is no protobuf is left alone from there on.
  private static func move(_ body: inout ByteBuffer, _ range: Range<Int>, _ shape: Shape, _ nanoseconds: Int64) {
    var index = range.lowerBound
    while index < range.upperBound {
      guard let tag = varint(body, &index, range.upperBound) else { return }
      let field = tag >> 3
      switch tag & 7 {
      case 0:
        guard varint(body, &index, range.upperBound) != nil else { return }
      case 1:
        guard index + 8 <= range.upperBound,
          let time = body.getInteger(at: index, endianness: .little, as: UInt64.self)
        else { return }
        if shape.times.contains(field), time > 0 {
          body.setInteger(time &+ UInt64(bitPattern: nanoseconds), at: index, endianness: .little)
        }
        index += 8
      case 2:
        guard let length = varint(body, &index, range.upperBound), length <= UInt64(range.upperBound - index) else {
          return
        }
        let end = index + Int(length)
        if let child = shape.children[field] { move(&body, index..<end, child, nanoseconds) }
        index = end
      case 5: index += 4
      default: return
      }
    }
  }

  private static func varint(_ body: ByteBuffer, _ index: inout Int, _ end: Int) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard index < end, let byte = body.getInteger(at: index, as: UInt8.self) else { return nil }
      index += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}

extension TelemetryTimes.Shape {
  /// A request holds records by resource and scope, whatever the signal.
  fileprivate static func request(_ record: TelemetryTimes.Shape) -> TelemetryTimes.Shape {
    TelemetryTimes.Shape(
      children: [1: TelemetryTimes.Shape(children: [2: TelemetryTimes.Shape(children: [2: record])])])
  }
}
