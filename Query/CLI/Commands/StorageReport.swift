package import TelemetryStorage
package import TerminalUI

/// Storage figures as tables for people.
package struct StorageReport {
  private let figures: StorageFigures
  private let rowCount: Int

  /// - Parameter rowCount: how many rows of every table are shown; the rest is added up.
  package init(_ figures: StorageFigures, rowCount: Int) {
    self.figures = figures
    self.rowCount = rowCount
  }

  package func lines(on terminal: TerminalCapabilities) -> [String] {
    var lines = headLines
    var tables: [Table] = []
    if figures.spans > 0 || rowlessSignals {
      tables = [levelTable, columnTable, serviceTable, operationTable, dayTable]
    }
    if let logs = figures.logs, logs.records > 0 {
      tables.append(columnTable("LOG COLUMN", "B/RECORD", logs.columns, logs.bytes, rows: logs.records))
    }
    if let metrics = figures.metrics, metrics.points > 0 {
      tables.append(columnTable("METRIC COLUMN", "B/POINT", metrics.columns, metrics.bytes, rows: metrics.points))
    }
    for table in tables {
      lines.append("")
      lines += table.lines(on: terminal)
    }
    return lines
  }

  /// Whether neither log records nor points are stored.
  private var rowlessSignals: Bool { (figures.logs?.records ?? 0) + (figures.metrics?.points ?? 0) == 0 }

  private var headLines: [String] {
    let file = figures.file
    var lines = [
      "\(NumberText.counted(figures.spans, "span")), \(NumberText.bytes(figures.bytes)) in segments, "
        + "\(perRow(figures.bytes, figures.spans)) a span; file \(NumberText.bytes(file.bytes)), "
        + "\(perRow(file.bytes, figures.spans)) a span",
      "SQLite: \(NumberText.bytes(file.structureBytes)) structure, \(NumberText.bytes(file.freeBytes)) free pages, "
        + "\(NumberText.bytes(file.walBytes)) write-ahead log",
    ]
    if let logs = figures.logs, logs.records > 0 {
      lines.append(
        "\(NumberText.counted(logs.records, "log record")), \(NumberText.bytes(logs.bytes)) in "
          + "\(NumberText.counted(logs.segments, "segment")), \(perRow(logs.bytes, logs.records)) a record")
    }
    if let metrics = figures.metrics, metrics.points > 0 {
      lines.append(
        "\(NumberText.counted(metrics.points, "point")) of metrics, \(NumberText.bytes(metrics.bytes)) in "
          + "\(NumberText.counted(metrics.segments, "segment")), \(perRow(metrics.bytes, metrics.points)) a point")
    }
    if let archive = figures.archive, archive.traces > 0 {
      lines.append(
        "archive: \(NumberText.counted(archive.traces, "trace")), \(NumberText.counted(archive.spans, "span")), "
          + "\(NumberText.counted(archive.records, "log record")), \(NumberText.bytes(archive.bytes))")
    }
    if file.damagedBytes > 0 { lines.append("set aside as damaged: \(NumberText.bytes(file.damagedBytes))") }
    if figures.unmeasuredSegments > 0 {
      lines.append(
        "\(NumberText.counted(figures.unmeasuredSegments, "segment")) known by total only: not merged yet, "
          + "or merged by an older version")
    }
    if let forecast = figures.forecast { lines.append(Self.text(of: forecast)) }
    return lines
  }

  private static func text(of forecast: StorageFigures.Forecast) -> String {
    let remaining = NumberText.bytes(forecast.remainingBytes)
    let place =
      switch forecast.limit {
      case .retainBytes: "\(remaining) below --retain-bytes"
      case .disk: "\(remaining) free on the disk"
      }
    guard let daysLeft = forecast.daysLeft else { return "\(place); nothing arrived in the last 24 hours" }
    let period = hours(forecast.measuredSeconds)
    let days = daysLeft < 10 ? tenths(daysLeft) : NumberText.grouped(Int(min(daysLeft, 1e9)))
    return "\(NumberText.bytes(Int(min(forecast.bytesPerDay, 1e18)))) a day at the rate of the last \(period): "
      + "\(days) days left (\(place))"
  }

  private static func hours(_ seconds: Double) -> String {
    seconds < 5_400
      ? NumberText.counted(Int((seconds / 60).rounded()), "minute") : "\(Int((seconds / 3_600).rounded())) hours"
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private func perRow(_ bytes: Int, _ rows: Int) -> String {
    rows > 0 ? "\(Self.tenths(Double(bytes) / Double(rows))) B" : "0 B"
  }

  private func share(_ bytes: Int) -> String { share(bytes, of: figures.bytes) }

  private func share(_ bytes: Int, of total: Int) -> String {
    "\(Self.tenths(Double(bytes) * 100 / Double(max(1, total)))) %"
  }
}

// MARK: Tables

extension StorageReport {
  private var levelTable: Table {
    var table = Table(
      ["LEVEL", "SEGMENTS", "SPANS", "TRACES", "BYTES", "B/SPAN"].map { Table.Column($0, alignment: .right) })
    for level in figures.levels {
      table.append(
        [
          "\(level.level)", NumberText.grouped(level.segments), NumberText.grouped(level.spans),
          NumberText.grouped(level.traces), NumberText.bytes(level.bytes), perRow(level.bytes, level.spans),
        ].map { Table.Cell($0) })
    }
    return table
  }

  private var columnTable: Table {
    columnTable("COLUMN", "B/SPAN", figures.columns, figures.bytes, rows: figures.spans)
  }

  private func columnTable(
    _ title: String, _ perRowTitle: String, _ columns: [StorageFigures.Column], _ total: Int, rows: Int
  ) -> Table {
    var table = Table([
      Table.Column(title, isFlexible: true), Table.Column("KIND"), Table.Column("BYTES", alignment: .right),
      Table.Column("SHARE", alignment: .right), Table.Column(perRowTitle, alignment: .right),
    ])
    func add(_ name: String, _ kind: String, _ bytes: Int) {
      table.append(
        [name, kind, NumberText.bytes(bytes), share(bytes, of: total), perRow(bytes, rows)].map { Table.Cell($0) })
    }
    for column in columns.prefix(rowCount) { add(column.name, column.kind.rawValue, column.bytes) }
    let rest = columns.dropFirst(rowCount)
    if !rest.isEmpty { add("(\(rest.count) more)", "", rest.reduce(0) { $0 + $1.bytes }) }
    return table
  }

  private var serviceTable: Table {
    var table = shareTable("SERVICE")
    for service in figures.services.prefix(rowCount) {
      table.append(cells(service.service.isEmpty ? "(unknown)" : service.service, service.spans, service.bytes))
    }
    let rest = figures.services.dropFirst(rowCount)
    if !rest.isEmpty {
      table.append(
        cells("(\(rest.count) more)", rest.reduce(0) { $0 + $1.spans }, rest.reduce(0) { $0 + $1.bytes }))
    }
    return table
  }

  private var operationTable: Table {
    var table = shareTable("OPERATION")
    for operation in figures.operations.prefix(rowCount) {
      let service = operation.service.isEmpty ? "(unknown)" : operation.service
      table.append(cells("\(service): \(operation.operation ?? "(others)")", operation.spans, operation.bytes))
    }
    let rest = figures.operations.dropFirst(rowCount)
    if !rest.isEmpty {
      table.append(
        cells("(\(rest.count) more)", rest.reduce(0) { $0 + $1.spans }, rest.reduce(0) { $0 + $1.bytes }))
    }
    return table
  }

  private func shareTable(_ title: String) -> Table {
    Table([
      Table.Column(title, isFlexible: true), Table.Column("SPANS", alignment: .right),
      Table.Column("BYTES", alignment: .right), Table.Column("SHARE", alignment: .right),
      Table.Column("B/SPAN", alignment: .right),
    ])
  }

  private func cells(_ name: String, _ spans: Int, _ bytes: Int) -> [Table.Cell] {
    [name, NumberText.grouped(spans), NumberText.bytes(bytes), share(bytes), perRow(bytes, spans)]
      .map { Table.Cell($0) }
  }

  private var dayTable: Table {
    var table = Table([
      Table.Column("ARRIVED (UTC)"), Table.Column("SPANS", alignment: .right), Table.Column("BYTES", alignment: .right),
    ])
    for day in figures.days.suffix(rowCount) {
      table.append([day.day, NumberText.grouped(day.spans), NumberText.bytes(day.bytes)].map { Table.Cell($0) })
    }
    return table
  }
}
