import SegmentFormat

/// Something in the file that is not as it was written.
package struct CheckFinding: Hashable, Sendable, CustomStringConvertible {
  /// `nil` when it is not about one segment.
  package let segmentID: Int64?
  /// The rollup that it is about, by the ID of the segment that it was made from.
  package let rollupID: Int64?
  /// Which part of the segment, or "SQLite".
  package let part: String
  /// Where in the part, in bytes from its start; `nil` when it is about the part as a whole.
  package let byteOffset: Int?
  package let reason: String

  init(segmentID: Int64? = nil, part: String, byteOffset: Int? = nil, _ reason: String) {
    self.segmentID = segmentID
    rollupID = nil
    self.part = part
    self.byteOffset = byteOffset
    self.reason = reason
  }

  init(rollupOf segmentID: Int64, byteOffset: Int? = nil, _ reason: String) {
    self.segmentID = nil
    rollupID = segmentID
    part = "rollup"
    self.byteOffset = byteOffset
    self.reason = reason
  }

  init(_ error: SegmentError) {
    self.init(segmentID: error.segmentID, part: error.part, byteOffset: error.byteOffset, error.reason)
  }

  package var description: String {
    var text = segmentID.map { "segment \($0), " } ?? ""
    text += part
    if let rollupID { text += " of segment \(rollupID)" }
    if let byteOffset { text += ", byte \(byteOffset)" }
    return text + ": " + reason
  }
}

/// How far a check has come.
package struct CheckProgress: Sendable {
  package let checkedSegmentCount: Int
  package let segmentCount: Int
}
