import TelemetryModel
import TraceAnalysis

extension TraceView {
  /// Services named in the header; further ones are counted.
  private static let serviceLimit = 16

  /// Trace ID, figures of the trace, and its services with their spans.
  var headerLines: [String] {
    let id = batch.traceIDs.first ?? .invalid
    let errorCount = batch.statusCodes.count { $0 == .error }
    let services = spanCountsByService
    var figures = StyledLine()
    figures.append("\(TimestampText.of(axis.start))  \(DurationText.short(nanoseconds: axis.durationNanoseconds))  ")
    figures.append(
      NumberText.counted(batch.count, "span") + "  " + NumberText.counted(services.count, "service") + "  ")
    figures.append(NumberText.counted(errorCount, "error"), errorCount > 0 ? .failure : .plain)
    let missing = tree.nodes.count { $0.hasMissingParent }
    if missing > 0 { figures.append("  " + NumberText.counted(missing, "missing parent"), .doubt) }
    var names = StyledLine()
    for (name, count) in services.prefix(Self.serviceLimit) {
      let safeName = SafeText.escaping(name).truncated(toWidth: 80)
      names.append(safeName, ServicePalette.style(ofService: name))
      names.append(" \(NumberText.grouped(count))  ", .quiet)
    }
    if services.count > Self.serviceLimit { names.append("and \(services.count - Self.serviceLimit) more", .quiet) }
    return [
      ink.paint("Trace \(id)", .heading), figures.text(ink: ink, cutTo: layout.lineCut),
      names.text(ink: ink, cutTo: layout.lineCut).trimmingTrailingSpaces,
    ]
  }

  /// Services by falling number of spans.
  private var spanCountsByService: [(name: String, count: Int)] {
    var counts: [StringCode: Int] = [:]
    for row in 0..<batch.count { counts[batch.serviceName(of: row), default: 0] += 1 }
    return counts.map { (batch.strings.text($0.key), $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
