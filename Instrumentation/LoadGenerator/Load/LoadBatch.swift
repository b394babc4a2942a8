import OTLPFormat
import TelemetryModel

/// A batch that can be sent again and again with fresh IDs and moments.
protocol LoadBatch: TelemetryBatch {
  static var signal: OTLPSignal { get }

  /// Puts other numbers in the places of all IDs and moments that are set.
  mutating func replaceVariables(_ replace: (LoadField, UInt64) -> UInt64)

  func encoded(as encoding: OTLPEncoding) -> [UInt8]

  /// How many rows each trace has; empty for what is not counted by traces.
  var traceShares: [LoadTemplate.TraceShare] { get }
}

extension LoadBatch {
  /// Adds an attribute with a text to every resource.
  mutating func stampResources(_ key: String, _ text: String) {
    for index in resources.indices {
      let attributes = attributes(in: resources[index].attributes)
      resources[index].attributes = appendAttributes(attributes + [Attribute(key, .string(text))])
    }
  }

  /// From the first to the last moment of all, unset ones left out; `nil` when there is none.
  var times: ClosedRange<UInt64>? {
    var copy = self
    var times: ClosedRange<UInt64>?
    copy.replaceVariables { field, value in
      if field == .time, value != 0 {
        times = min(times?.lowerBound ?? value, value)...max(times?.upperBound ?? value, value)
      }
      return value
    }
    return times
  }
}

extension SpanBatch: LoadBatch {
  static var signal: OTLPSignal { .traces }

  func encoded(as encoding: OTLPEncoding) -> [UInt8] {
    switch encoding {
    case .protobuf: OTLPProtobuf.encodeTraces(self)
    case .json: OTLPJSON.encodeTraces(self)
    }
  }

  mutating func replaceVariables(_ replace: (LoadField, UInt64) -> UInt64) {
    for row in 0..<count {
      traceIDs[row].replaceVariables(replace)
      spanIDs[row].replaceVariables(replace)
      parentSpanIDs[row].replaceVariables(replace)
      startTimes[row].replaceVariables(replace)
      endTimes[row].replaceVariables(replace)
    }
    for index in events.indices { events[index].time.replaceVariables(replace) }
    for index in links.indices {
      links[index].traceID.replaceVariables(replace)
      links[index].spanID.replaceVariables(replace)
    }
  }

  var traceShares: [LoadTemplate.TraceShare] {
    var places: [TraceID: Int] = [:]
    var shares: [LoadTemplate.TraceShare] = []
    for id in traceIDs {
      if let place = places[id] {
        shares[place].rowCount += 1
      } else {
        places[id] = shares.count
        shares.append(LoadTemplate.TraceShare(traceID: id, rowCount: 1))
      }
    }
    return shares
  }
}

extension LogBatch: LoadBatch {
  static var signal: OTLPSignal { .logs }

  func encoded(as encoding: OTLPEncoding) -> [UInt8] {
    switch encoding {
    case .protobuf: OTLPProtobuf.encodeLogs(self)
    case .json: OTLPJSON.encodeLogs(self)
    }
  }

  mutating func replaceVariables(_ replace: (LoadField, UInt64) -> UInt64) {
    for row in 0..<count {
      times[row].replaceVariables(replace)
      observedTimes[row].replaceVariables(replace)
      traceIDs[row].replaceVariables(replace)
      spanIDs[row].replaceVariables(replace)
    }
  }

  var traceShares: [LoadTemplate.TraceShare] { [] }
}

extension MetricBatch: LoadBatch {
  static var signal: OTLPSignal { .metrics }

  func encoded(as encoding: OTLPEncoding) -> [UInt8] {
    switch encoding {
    case .protobuf: OTLPProtobuf.encodeMetrics(self)
    case .json: OTLPJSON.encodeMetrics(self)
    }
  }

  mutating func replaceVariables(_ replace: (LoadField, UInt64) -> UInt64) {
    for row in 0..<count {
      times[row].replaceVariables(replace)
      startTimes[row].replaceVariables(replace)
    }
    for index in exemplars.indices {
      exemplars[index].time.replaceVariables(replace)
      exemplars[index].traceID.replaceVariables(replace)
      exemplars[index].spanID.replaceVariables(replace)
    }
  }

  var traceShares: [LoadTemplate.TraceShare] { [] }
}

extension TraceID {
  fileprivate mutating func replaceVariables(_ replace: (LoadField, UInt64) -> UInt64) {
    if isValid { self = TraceID(high: replace(.traceHigh, high), low: replace(.traceLow, low)) }
  }
}

extension SpanID {
  fileprivate mutating func replaceVariables(_ replace: (LoadField, UInt64) -> UInt64) {
    if isValid { self = SpanID(rawValue: replace(.span, rawValue)) }
  }
}

extension Timestamp {
  fileprivate mutating func replaceVariables(_ replace: (LoadField, UInt64) -> UInt64) {
    self = Timestamp(nanoseconds: replace(.time, nanoseconds))
  }
}
