/// The attributes of one span, event, link, resource or scope inside a batch: a shape and where its payloads start.
package struct AttributeList: Hashable, Sendable, BitwiseCopyable {
  package var shape: ShapeCode
  /// The index of the first payload in the batch's `payloads`; the shape tells how many follow.
  package var firstPayload: UInt32

  @inlinable
  package init(shape: ShapeCode, firstPayload: UInt32) {
    self.shape = shape
    self.firstPayload = firstPayload
  }

  package static let empty = AttributeList(shape: 0, firstPayload: 0)
}
