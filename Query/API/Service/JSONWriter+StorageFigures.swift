package import OTLPFormat
package import TelemetryStorage

extension JSONWriter {
  /// The figures as `GET /api/skein/v1/storage` and `skein stats --json` give them.
  package mutating func storageFigures(_ figures: StorageFigures) {
    beginObject()
    number("spans", figures.spans)
    number("bytes", figures.bytes)
    key("levels")
    list(figures.levels) { writer, level in
      writer.number("level", level.level)
      writer.number("segments", level.segments)
      writer.number("spans", level.spans)
      writer.number("traces", level.traces)
      writer.number("bytes", level.bytes)
    }
    number("unmeasuredSegments", figures.unmeasuredSegments)
    columns(figures.columns)
    key("services")
    list(figures.services) { writer, service in
      writer.text("service", service.service)
      writer.number("spans", service.spans)
      writer.number("bytes", service.bytes)
    }
    key("operations")
    list(figures.operations) { writer, operation in
      writer.text("service", operation.service)
      if let name = operation.operation { writer.text("operation", name) }
      writer.number("spans", operation.spans)
      writer.number("bytes", operation.bytes)
    }
    key("file")
    file(figures.file)
    if let metrics = figures.metrics {
      key("metrics")
      beginObject()
      number("segments", metrics.segments)
      number("points", metrics.points)
      number("bytes", metrics.bytes)
      columns(metrics.columns)
      endObject()
    }
    if let logs = figures.logs {
      key("logs")
      beginObject()
      number("segments", logs.segments)
      number("records", logs.records)
      number("bytes", logs.bytes)
      columns(logs.columns)
      endObject()
    }
    if let archive = figures.archive {
      key("archive")
      beginObject()
      number("traces", archive.traces)
      number("spans", archive.spans)
      number("records", archive.records)
      number("bytes", archive.bytes)
      endObject()
    }
    key("days")
    list(figures.days) { writer, day in
      writer.text("day", day.day)
      writer.number("spans", day.spans)
      writer.number("bytes", day.bytes)
    }
    if let forecast = figures.forecast {
      key("forecast")
      self.forecast(forecast)
    }
    endObject()
  }

  private mutating func columns(_ columns: [StorageFigures.Column]) {
    key("columns")
    list(columns) { writer, column in
      writer.text("kind", column.kind.rawValue)
      writer.text("name", column.name)
      writer.number("bytes", column.bytes)
    }
  }

  private mutating func file(_ file: StorageFigures.File) {
    beginObject()
    number("bytes", file.bytes)
    number("freeBytes", file.freeBytes)
    number("walBytes", file.walBytes)
    number("structureBytes", file.structureBytes)
    number("damagedBytes", file.damagedBytes)
    endObject()
  }

  private mutating func forecast(_ forecast: StorageFigures.Forecast) {
    beginObject()
    text("limit", forecast.limit.rawValue)
    number("remainingBytes", forecast.remainingBytes)
    key("measuredSeconds")
    double(forecast.measuredSeconds)
    key("spansPerDay")
    double(forecast.spansPerDay)
    key("bytesPerDay")
    double(forecast.bytesPerDay)
    if let daysLeft = forecast.daysLeft {
      key("daysLeft")
      double(daysLeft)
    }
    endObject()
  }

  private mutating func list<Element>(_ elements: [Element], _ members: (inout JSONWriter, Element) -> Void) {
    beginArray()
    for element in elements {
      beginObject()
      members(&self, element)
      endObject()
    }
    endArray()
  }

  private mutating func number(_ name: StaticString, _ value: Int) {
    key(name)
    int(value)
  }

  private mutating func text(_ name: StaticString, _ value: String) {
    key(name)
    string(value)
  }
}
