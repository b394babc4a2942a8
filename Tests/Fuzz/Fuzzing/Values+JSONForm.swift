import TelemetryModel

extension TelemetryModel.Span {
  /// The span with every NaN replaced by the one that JSON can name. Texts of a row are valid UTF-8 already.
  var asJSONCarriesIt: TelemetryModel.Span {
    var span = self
    span.attributes = attributes.map(\.asJSONCarriesIt)
    for index in span.events.indices { span.events[index].attributes = events[index].attributes.map(\.asJSONCarriesIt) }
    for index in span.links.indices { span.links[index].attributes = links[index].attributes.map(\.asJSONCarriesIt) }
    span.resource.attributes = resource.attributes.map(\.asJSONCarriesIt)
    span.scope.attributes = scope.attributes.map(\.asJSONCarriesIt)
    return span
  }
}

extension LogRecord {
  /// The record with every NaN replaced by the one that JSON can name.
  var asJSONCarriesIt: LogRecord {
    var record = self
    record.body = body.asJSONCarriesIt
    record.attributes = attributes.map(\.asJSONCarriesIt)
    record.resource.attributes = resource.attributes.map(\.asJSONCarriesIt)
    record.scope.attributes = scope.attributes.map(\.asJSONCarriesIt)
    return record
  }
}

extension Attribute {
  var asJSONCarriesIt: Attribute { Attribute(key, value.asJSONCarriesIt) }
}

extension AttributeValue {
  var asJSONCarriesIt: AttributeValue {
    switch self {
    case .double(let number) where number.isNaN: .double(.nan)
    case .array(let elements): .array(elements.map(\.asJSONCarriesIt))
    case .keyValueList(let list): .keyValueList(list.map(\.asJSONCarriesIt))
    default: self
    }
  }
}
