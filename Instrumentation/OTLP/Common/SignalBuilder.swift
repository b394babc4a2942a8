import TelemetryModel

/// Gathers the rows of one signal in the columns of a batch: what the walk over a request has to know of it.
protocol SignalBuilder: ~Copyable {
  /// A state to which the rows can be taken back.
  associatedtype Mark
  /// What a whole request yields.
  associatedtype Decoded

  /// Reserves the columns for a message of `byteCount` bytes.
  init(messageByteCount byteCount: Int) throws(OTLPDecodeError)

  var mark: Mark { get }

  /// Takes back all rows since `mark`, when a JSON object names the array that held them again.
  mutating func takeBackRows(since mark: Mark)

  /// Hands over what resources and scopes are read into.
  mutating func withEnvelope(_ read: EnvelopeReader) throws(OTLPDecodeError)

  /// Gives the scope that has been read to the rows that have none yet.
  mutating func finishScope()

  /// Gives the resource that has been read to the rows that have none yet.
  mutating func finishResource()

  consuming func finish() -> Decoded
}

/// Reads what stands around the rows: resources and scopes, with the tables and the budget that they share with the rows.
typealias EnvelopeReader = (
  _ resource: inout ResourceDraft, _ scope: inout ScopeDraft, _ strings: inout StringTable,
  _ composite: inout CompositeValue.Writer, _ budget: inout MemoryBudget
) throws(OTLPDecodeError) -> Void
