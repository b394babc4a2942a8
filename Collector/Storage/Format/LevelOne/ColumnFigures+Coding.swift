import TelemetryModel

extension ColumnFigures {
  func encode(_ deflater: inout SegmentDeflater, segmentID: Int64) -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(columns.count)
    for column in columns {
      writer.byte(column.kind.rawValue)
      writer.text(column.name)
      writer.varint(column.byteCount)
    }
    writer.varint(operations.count)
    for operation in operations {
      writer.text(operation.service)
      writer.byte(operation.name == nil ? 0 : 1)
      if let name = operation.name { writer.text(name) }
      writer.varint(operation.spanCount)
      writer.varint(operation.byteCount)
    }
    var pack = StreamPack()
    pack.add(writer.bytes, &deflater)
    return pack.block(.columnFigures, segmentID: segmentID)
  }

  /// - Throws: when the part is damaged or of another version.
  package init(decoding block: [UInt8], segmentID: Int64) throws(SegmentError) {
    let reader = try StreamReader(block, .columnFigures, segmentID: segmentID)
    do throws(ByteReaderError) {
      guard reader.count == 1 else { throw ByteReaderError(byteOffset: 0, reason: "there are \(reader.count) streams") }
      let content = try reader.bytes(of: 0)
      self = try ByteReader.read(content.span.bytes) { (reader) throws(ByteReaderError) -> ColumnFigures in
        try ColumnFigures(&reader)
      }
    } catch {
      let part = BlockHeader.Kind.levelOneSpans.partName(LevelOnePart.columnFigures.rawValue)
      throw SegmentError(error, segmentID: segmentID, part: part)
    }
  }

  private init(_ reader: inout ByteReader) throws(ByteReaderError) {
    var columns: [Column] = []
    for _ in 0..<(try reader.count()) {
      guard let kind = ColumnKind(rawValue: try reader.byte()) else {
        throw ByteReaderError(byteOffset: reader.offset, reason: "an unknown kind of column")
      }
      columns.append(Column(kind: kind, name: try reader.text(), byteCount: try reader.size()))
    }
    var operations: [Operation] = []
    for _ in 0..<(try reader.count()) {
      let service = try reader.text()
      let name = try reader.byte() == 0 ? nil : try reader.text()
      operations.append(
        Operation(service: service, name: name, spanCount: try reader.size(), byteCount: try reader.size()))
    }
    self.init(columns: columns, operations: operations)
  }
}

extension ByteWriter {
  fileprivate mutating func text(_ text: [UInt8]) {
    varint(text.count)
    append(text)
  }
}

extension ByteReader {
  fileprivate mutating func text() throws(ByteReaderError) -> [UInt8] { try bytes(try count()) }

  /// A number that many of can be added up without an overflow.
  fileprivate mutating func size() throws(ByteReaderError) -> Int { Int(try varint32()) }
}
