import TelemetryModel

extension LevelOneLogDecoder {
  /// Where more than one in so many records is wanted, all of them are decoded, and may be kept for the next search.
  private static let rowsPerSelectedRow = 4

  /// The records whose bodies are wanted; `nil` when they are many.
  mutating func decode(selecting selection: inout some LogBodySelection) throws(ByteReaderError) -> LogBatch? {
    try readForms()
    try readBodies()
    selection.begin(batch)
    var rows = batch.bodies.indices.filter { !isTemplate($0) && selection.accepts($0, in: batch) }
    let groups = TemplateRows(batch, isTemplate: isTemplate)
    let templates = try candidates(of: groups, for: selection)
    if rows.isEmpty && templates.allSatisfy({ !$0.isCandidate }) { return LogBatch() }
    // The numbers in bodies are told by IDs and times.
    try readKeys()
    if templates.contains(where: \.isCandidate) {
      let wide = wide
      try read(.slots) { (self, reader) throws(ByteReaderError) in
        var slots = LogSlotReader(wide: wide)
        for (template, group) in zip(templates, groups.rows) {
          if template.isCandidate {
            rows += try slots.render(
              template.text, group, &self.batch, &reader, where: { text in selection.accepts(text[...]) })
          } else {
            try slots.skip(template.text, rowCount: group.count, &reader)
          }
        }
      }
    }
    if rows.isEmpty { return LogBatch() }
    guard rows.count * Self.rowsPerSelectedRow <= batch.count else { return nil }
    try readPayloads()
    var selected = LogBatch()
    selected.append(contentsOf: batch, rows: rows.sorted())
    return selected
  }

  private func candidates(
    of groups: TemplateRows, for selection: borrowing some LogBodySelection
  ) throws(ByteReaderError) -> [(text: TextTemplate, isCandidate: Bool)] {
    let needles = selection.needles.map(TextTemplate.Needle.init)
    var templates: [(text: TextTemplate, isCandidate: Bool)] = []
    templates.reserveCapacity(groups.templates.count)
    for code in groups.templates {
      guard let template = TextTemplate(batch.strings[code]) else {
        throw ByteReaderError(byteOffset: 0, reason: "a template is malformed")
      }
      templates.append((template, needles.allSatisfy(template.mayHold)))
    }
    return templates
  }
}
