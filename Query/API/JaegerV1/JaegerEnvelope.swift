import HTTPTypes
import Hummingbird
import OTLPFormat
import TelemetryModel

/// The object around every answer of Jaeger's version 1 API: always the same five members.
struct JaegerEnvelope {
  let style: JSONWriter.Style

  /// `data` is what `write` adds.
  func answer(total: Int = 0, _ write: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter(style)
    writer.beginObject()
    writer.key("data")
    write(&writer)
    close(&writer, total: total, errors: [])
    return writer.bytes
  }

  func failure(_ failure: RequestFailure) -> Response {
    var writer = JSONWriter(style)
    writer.beginObject()
    writer.key("data")
    writer.null()
    close(&writer, total: 0, errors: [.request(failure)])
    return Response(failure.status, json: writer.bytes)
  }

  enum Problem {
    case request(RequestFailure)
    case missingTrace(TraceID)
  }

  private func close(_ writer: inout JSONWriter, total: Int, errors: [Problem]) {
    for (name, value) in [("total", total), ("limit", 0), ("offset", 0)] {
      writer.key(name)
      writer.int(value)
    }
    writer.key("errors")
    if errors.isEmpty {
      writer.null()
    } else {
      writer.beginArray()
      for error in errors { write(error, to: &writer) }
      writer.endArray()
    }
    writer.endObject()
  }

  private func write(_ problem: Problem, to writer: inout JSONWriter) {
    writer.beginObject()
    switch problem {
    case .request(let failure):
      writer.key("code")
      writer.int(failure.status.code)
      writer.key("msg")
      writer.string(failure.message)
    case .missingTrace(let id):
      writer.key("msg")
      writer.string("trace not found")
      writer.key("traceID")
      writer.string(id.jaegerText)
    }
    writer.endObject()
  }
}

// MARK: Lists of traces, trace by trace

extension JaegerEnvelope {
  /// What comes before the first trace.
  var listStart: [UInt8] { split(errors: []).start }

  /// One trace, a comma before it unless it is the first.
  func listElement(_ trace: [UInt8], isFirst: Bool) -> [UInt8] {
    var bytes: [UInt8] = isFirst ? [] : [UInt8(ascii: ",")]
    guard style == .pretty else { return bytes + trace }
    let lineBreak = Array("\n        ".utf8)
    bytes += lineBreak
    for byte in trace {
      // Line breaks stand only between tokens: inside texts they are escaped.
      if byte == UInt8(ascii: "\n") { bytes += lineBreak } else { bytes.append(byte) }
    }
    return bytes
  }

  /// What comes after the last trace.
  func listEnd(isEmpty: Bool, missing: [TraceID]) -> [UInt8] {
    let lineBreak = style == .pretty && !isEmpty ? Array("\n    ".utf8) : []
    return lineBreak + split(errors: missing.map(Problem.missingTrace)).end
  }

  private func split(errors: [Problem]) -> (start: [UInt8], end: [UInt8]) {
    var writer = JSONWriter(style)
    writer.beginObject()
    writer.key("data")
    writer.beginArray()
    let start = writer.bytes
    writer.endArray()
    close(&writer, total: 0, errors: errors)
    return (start, Array(writer.bytes[start.count...]))
  }
}

extension TraceID {
  /// As Jaeger writes it: 16 digits when the high half is zero, else 32.
  var jaegerText: String { high == 0 ? Hex.text(low) : description }
}
