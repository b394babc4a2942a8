import TelemetryModel

/// Everything that spans of one operation share; likewise for events and links of one form.
///
/// Columns are partitioned by form: within one, most attributes are constant and cost nothing.
struct ItemForm: Hashable {
  enum Category: UInt8 { case span, event, link }

  /// Fields that are nearly always unset, and span names of too many operations: columns like attributes.
  struct Extras: OptionSet, Hashable {
    let rawValue: UInt8

    static let name = Extras(rawValue: 1 << 0)
    static let statusMessage = Extras(rawValue: 1 << 1)
    static let traceState = Extras(rawValue: 1 << 2)
    static let droppedAttributes = Extras(rawValue: 1 << 3)
    static let droppedEvents = Extras(rawValue: 1 << 4)
    static let droppedLinks = Extras(rawValue: 1 << 5)

    /// The extras in the order of their columns, each with the kind of its values. The place in this list is the key.
    static let columns: [(extra: Extras, kind: AttributeKind)] = [
      (.name, .string), (.statusMessage, .string), (.traceState, .string), (.droppedAttributes, .int),
      (.droppedEvents, .int), (.droppedLinks, .int),
    ]

    /// The names of these columns for statistics.
    static let names = [
      "span names", "status messages", "trace states", "dropped attributes", "dropped events", "dropped links",
    ]
  }

  var category: Category
  /// The name of the operation or event, or the trace state of a link. 0 when it is a column.
  var name: StringCode
  /// Spans only.
  var service: StringCode = 0
  var scope: UInt32 = 0
  var kind: Int32 = 0
  var statusCode: Int32 = 0
  /// Spans and links.
  var flags: UInt32 = 0
  /// Events and links: their dropped attributes.
  var dropped: UInt32 = 0
  var shape: ShapeCode
  var extras: Extras = []

  init(category: Category, name: StringCode, shape: ShapeCode) {
    self.category = category
    self.name = name
    self.shape = shape
  }

  init(_ batch: borrowing SpanBatch, row: Int) {
    category = .span
    name = batch.names[row]
    service = batch.resources[Int(batch.resourceIndexes[row])].serviceName
    scope = batch.scopeIndexes[row]
    kind = batch.kinds[row].rawValue
    statusCode = batch.statusCodes[row].rawValue
    flags = batch.flags[row]
    shape = batch.attributes[row].shape
    let index = batch.detailIndexes[row]
    if index != 0 { extras = Extras(batch.details[Int(index)]) }
  }

  init(_ event: EventEntry) {
    self.init(category: .event, name: event.name, shape: event.attributes.shape)
    dropped = event.droppedAttributesCount
  }

  init(_ link: LinkEntry) {
    self.init(category: .link, name: link.traceState, shape: link.attributes.shape)
    flags = link.flags
    dropped = link.droppedAttributesCount
  }

  var hashValue64: UInt64 {
    var hash = WordHash()
    hash.combine(UInt64(name) << 32 | UInt64(shape))
    hash.combine(UInt64(service) << 32 | UInt64(scope))
    hash.combine(UInt64(UInt32(bitPattern: kind)) << 32 | UInt64(UInt32(bitPattern: statusCode)))
    hash.combine(UInt64(flags) << 32 | UInt64(dropped))
    hash.combine(UInt64(category.rawValue) << 8 | UInt64(extras.rawValue))
    return hash.value
  }
}

extension ItemForm.Extras {
  init(_ details: SpanDetails) {
    self = []
    if details.statusMessage != 0 { insert(.statusMessage) }
    if details.traceState != 0 { insert(.traceState) }
    if details.droppedAttributesCount != 0 { insert(.droppedAttributes) }
    if details.droppedEventsCount != 0 { insert(.droppedEvents) }
    if details.droppedLinksCount != 0 { insert(.droppedLinks) }
  }
}
