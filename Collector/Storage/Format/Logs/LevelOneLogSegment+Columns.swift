extension LevelOneLogSegment {
  /// How many bytes of a segment tell how long its columns are, at most: the header, and two numbers a column.
  package static let columnHeadByteCount = BlockHeader.byteCount + 1 + LevelOneLogEncoder.Stream.allCases.count * 10

  /// The bytes that each column takes, by its name, of a segment of which only the first bytes are there.
  ///
  /// For statistics: the checksum, which needs all bytes, is not verified.
  ///
  /// - Returns: `nil` when it cannot be read.
  package static func columnByteCounts(_ head: RawSpan) -> [(name: String, byteCount: Int)]? {
    guard head.byteCount > BlockHeader.byteCount else { return nil }
    let content = head.extracting(BlockHeader.byteCount..<head.byteCount)
    return try? ByteReader.read(content) { (reader) throws(ByteReaderError) -> [(name: String, byteCount: Int)]? in
      guard Int(try reader.varint()) == LevelOneLogEncoder.Stream.allCases.count else { return nil }
      var counts: [(name: String, byteCount: Int)] = []
      for stream in LevelOneLogEncoder.Stream.allCases {
        _ = try reader.varint()
        let stored = try reader.varint() >> 1
        guard stored <= UInt64(SegmentLimits.inflatedByteCount) else { return nil }
        counts.append((stream.columnName, Int(stored)))
      }
      return counts
    }
  }
}

extension LevelOneLogEncoder.Stream {
  fileprivate var columnName: String {
    switch self {
    case .tables: "dictionaries, resources, body templates"
    case .forms: "kinds of records"
    case .ids: "places of IDs"
    case .times: "times"
    case .observedTimes: "observed times"
    case .bodies: "bodies"
    case .payloads: "attribute values"
    case .slots: "numbers in bodies"
    case .idBytes: "trace IDs, span IDs, IDs in bodies"
    }
  }
}
