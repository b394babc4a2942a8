import TelemetryModel
import TraceAnalysis

extension TraceView {
  /// Bytes of one text of the sender that are shown at most.
  private static let textByteLimit = 1_024

  /// Tree lines, error mark, service and operation of a span.
  func label(of node: TraceTree.Node, branch: String) -> StyledLine {
    var line = StyledLine()
    line.append(branch, .quiet)
    if isError(node.row) { line.append("✗ ", .failure) }
    line.append(safeText(batch.serviceName(of: node.row)), serviceStyle(of: node.row))
    let operation = safeText(batch.names[node.row])
    line.append(" " + (operation.isEmpty ? "(no name)" : operation))
    for case .missingParent(let parent) in node.warnings { line.append(" (parent \(parent) missing)", .quiet) }
    return line
  }

  func isError(_ row: Int) -> Bool { batch.statusCodes[row] == .error }

  func serviceStyle(of row: Int) -> Style {
    ServicePalette.style(ofService: batch.strings.text(batch.serviceName(of: row)))
  }

  /// What the sender said about the failure; `nil` when nothing.
  func statusMessage(of row: Int) -> String? {
    let code = batch.details[Int(batch.detailIndexes[row])].statusMessage
    return code == 0 ? nil : safeText(code)
  }

  /// A text of the sender as it may be shown.
  func safeText(_ code: StringCode) -> String {
    let bytes = batch.strings[code]
    let text = SafeText.escaping(String(decoding: bytes.prefix(Self.textByteLimit), as: UTF8.self))
    return bytes.count > Self.textByteLimit ? text + "…" : text
  }
}
