package import TelemetryModel

/// Curves over time, drawn with dots: an axis of values at the left, one of times below, and a legend.
package struct Plot: Sendable {
  package struct Curve: Sendable {
    /// Untrusted; made safe when it is drawn.
    package let name: String
    /// By rising time. Values that are no numbers leave a gap.
    package let points: [(time: Timestamp, value: Double)]

    package init(name: String, points: [(time: Timestamp, value: Double)]) {
      self.name = name
      self.points = points
    }
  }

  private let curves: [Curve]
  private let start: Timestamp
  private let end: Timestamp
  private let stepNanoseconds: UInt64
  private let low: Double
  private let high: Double

  /// Curves beyond these are counted in the legend and not drawn: nobody could tell them apart.
  private static let curveCount = 24
  private let rowCount: Int
  /// How a value is written.
  private let text: @Sendable (Double) -> String

  /// - Parameters:
  ///   - stepNanoseconds: points farther apart than this are not joined.
  ///   - rowCount: lines of the drawing, without the axis of times and the legend; at least 2.
  package init(
    _ curves: [Curve], from start: Timestamp, to end: Timestamp, stepNanoseconds: UInt64, rowCount: Int = 16,
    text: @escaping @Sendable (Double) -> String = QuantityText.short
  ) {
    self.curves = curves
    self.rowCount = rowCount
    self.text = text
    self.start = start
    self.end = end
    self.stepNanoseconds = stepNanoseconds
    let values = curves.flatMap { $0.points.map(\.value) }.filter(\.isFinite)
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    // Zero belongs to the picture unless the values lie far from it.
    low = least >= 0 && least < greatest / 2 || least == greatest && least >= 0 ? 0 : least
    high = greatest > low ? greatest : low + 1
  }

  package func lines(on terminal: TerminalCapabilities) -> [String] {
    let ink = Ink(isColoured: terminal.showsColours)
    let labels = (0..<rowCount).map(label)
    let labelWidth = labels.map(\.count).max() ?? 0
    let columnCount = max((terminal.width ?? 100) - labelWidth - 2, 10)
    let canvas = canvas(columnCount)
    var lines = labels.enumerated().map { row, label in
      let fill = String(repeating: " ", count: labelWidth - label.count)
      return ink.paint(fill + label + (label.isEmpty ? " │" : " ┤"), .quiet) + canvas.text(ofRow: row, ink: ink)
    }
    lines.append(ink.paint(String(repeating: " ", count: labelWidth + 1) + "└" + axis(columnCount), .quiet))
    lines.append(ink.paint(String(repeating: " ", count: labelWidth + 2) + times(columnCount), .quiet))
    return lines + legend(on: terminal, ink)
  }

  /// A label for every third row, and for both ends.
  private func label(ofRow row: Int) -> String {
    let last = rowCount - 1
    guard row % 3 == 0 || row == last else { return "" }
    return text(value(atShare: Double(last - row) / Double(last)))
  }

  private func canvas(_ columnCount: Int) -> BrailleCanvas {
    var canvas = BrailleCanvas(columnCount: columnCount, rowCount: rowCount)
    for (number, curve) in curves.prefix(Self.curveCount).enumerated().reversed() {
      var last: (time: Timestamp, x: Int, y: Int)?
      for point in curve.points {
        guard point.value.isFinite else {
          last = nil
          continue
        }
        let x = column(of: point.time, in: canvas.width)
        let y = Int((share(of: point.value) * Double(canvas.height - 1)).rounded())
        if let last, point.time.nanoseconds(since: last.time) <= stepNanoseconds {
          canvas.line(from: (last.x, last.y), to: (x, y), Self.style(of: number))
        } else {
          canvas.set(x, y, Self.style(of: number))
        }
        last = (point.time, x, y)
      }
    }
    return canvas
  }

  /// How far up a value lies, 0 to 1. Halves, since the difference of two numbers may be too large for one.
  private func share(of value: Double) -> Double {
    let height = high / 2 - low / 2
    return height > 0 ? (value / 2 - low / 2) / height : 0
  }

  private func value(atShare share: Double) -> Double { high * share + low * (1 - share) }

  private func column(of time: Timestamp, in width: Int) -> Int {
    let length = max(end.nanoseconds(since: start), 1)
    return Int((Double(time.nanoseconds(since: start)) / Double(length) * Double(width - 1)).rounded())
  }

  // MARK: - Axis and legend

  private static let tickDistance = 20

  private func axis(_ columnCount: Int) -> String {
    String((0..<columnCount).map { $0 % Self.tickDistance == 0 ? "┬" : "─" })
  }

  /// Hours and minutes in UTC, with the day where more than one is shown.
  private func times(_ columnCount: Int) -> String {
    let length = end.nanoseconds(since: start)
    let isLong = length > 86_400_000_000_000
    var line = ""
    for column in stride(from: 0, through: columnCount - 15, by: Self.tickDistance) {
      let offset = Double(length) * Double(column) / Double(max(columnCount - 1, 1))
      let moment = Timestamp(nanoseconds: start.nanoseconds + UInt64(offset))
      let text = TimestampText.of(moment)
      let shown = String(text.prefix(16).suffix(isLong ? 11 : 5)).replacing("T", with: " ")
      line += String(repeating: " ", count: column - line.count) + shown
    }
    return line + " UTC"
  }

  private func legend(on terminal: TerminalCapabilities, _ ink: Ink) -> [String] {
    var lines = curves.prefix(Self.curveCount).enumerated().map { number, curve in
      let values = curve.points.map(\.value).filter(\.isFinite)
      let figures = [("last", values.last), ("min", values.min()), ("max", values.max())]
        .map { "\($0) \($1.map(text) ?? "-")" }.joined(separator: "  ")
      let room = max((terminal.width ?? .max) - figures.count - 5, 8)
      let name = SafeText.escaping(curve.name).truncated(toWidth: room)
      return ink.paint("━━ ", Self.style(of: number)) + name + "  " + ink.paint(figures, .quiet)
    }
    if curves.count > Self.curveCount { lines.append("and \(curves.count - Self.curveCount) more, not drawn") }
    return lines
  }

  private static let colours: [UInt8] = [33, 172, 71, 167, 99, 37, 178, 139, 67, 108, 205, 245]

  private static func style(of number: Int) -> Style { Style(colour: colours[number % colours.count]) }
}
