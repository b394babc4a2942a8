/// Stored bytes that are not what was written, or that this version cannot read.
package struct SegmentError: Error, Sendable, CustomStringConvertible {
  package let segmentID: Int64
  /// Which part of the segment: its summary, its trace filter, or a numbered data part.
  package let part: String
  /// Where in the part, in bytes from its start.
  package let byteOffset: Int
  package let reason: String

  package init(segmentID: Int64, part: String, byteOffset: Int, reason: String) {
    self.segmentID = segmentID
    self.part = part
    self.byteOffset = byteOffset
    self.reason = reason
  }

  package var description: String { "segment \(segmentID), \(part), byte \(byteOffset): \(reason)" }
}
