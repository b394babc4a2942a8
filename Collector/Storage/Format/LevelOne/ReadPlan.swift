import TelemetryModel

/// Which columns a reader of a segment has to look at, form by form, and which of them it puts out.
///
/// A column that is wanted may be predicted from others; these are read along, in all forms, back to where nothing is
/// predicted. All other columns stay closed.
struct ReadPlan {
  struct Step {
    let column: Int32
    let isWanted: Bool
    /// Whether the column holds one of `ItemForm.Extras`; these come last.
    let isExtra: Bool

    init(_ column: Int32, isWanted: Bool, _ core: borrowing LevelOneCore) {
      self.column = column
      self.isWanted = isWanted
      isExtra = core.layout.columns[Int(column)].key < ItemForm.Extras.columns.count
    }
  }

  /// Whether the items of a form are put out.
  private(set) var isChosen: [Bool]
  /// The attributes that are put out of a form: all of its shape, or these slots of it.
  private(set) var slots: [[AttributeSlot]?]
  private(set) var steps: [Step] = []
  private var stepEnds: [Int] = []
  /// The keys whose columns are read.
  private(set) var keys: Set<Int> = []
  /// Whether everything is put out.
  let isComplete: Bool
  /// Whether rows of chosen forms are left out for their times.
  let isByTime: Bool
  private let startTimes: ClosedRange<UInt64>
  private let durationNanoseconds: ClosedRange<UInt64>

  /// The columns that are read.
  var columns: Set<Int> { Set(steps.map { Int($0.column) }) }

  /// Whether a row with these times is put out, if its form is.
  @inline(__always)
  func accepts(start: UInt64, end: UInt64) -> Bool {
    startTimes.contains(start) && durationNanoseconds.contains(end > start ? end &- start : 0)
  }

  @inline(__always)
  func stepRange(of form: Int) -> Range<Int> { (form == 0 ? 0 : stepEnds[form &- 1])..<stepEnds[form] }

  /// Reads all columns of some forms, `nil` for all forms.
  init(_ core: borrowing LevelOneCore, forms: Set<Int>? = nil) {
    isComplete = true
    isByTime = false
    startTimes = 0 ... .max
    durationNanoseconds = 0 ... .max
    isChosen = Array(repeating: true, count: core.tables.forms.count)
    slots = Array(repeating: nil, count: core.tables.forms.count)
    var isRead = [Bool](repeating: forms == nil, count: core.layout.columns.count)
    for form in forms ?? [] {
      for place in core.layout.columnRange(of: form) { isRead[Int(core.layout.formColumns[place])] = true }
    }
    addSteps(core, reading: isRead)
  }

  /// Reads what is selected of the spans of the chosen operations.
  ///
  /// - Parameter selectsItemKeys: whether events and links, too, are read with the selected keys only.
  init(
    _ core: borrowing LevelOneCore, operations chosen: [Bool], _ selection: LevelOneSelection,
    selectsItemKeys: Bool = false
  ) {
    isComplete = false
    startTimes = selection.startTimes
    durationNanoseconds = selection.durationNanoseconds
    isByTime = startTimes != 0 ... .max || durationNanoseconds != 0 ... .max
    isChosen = core.tables.forms.indices.map { form in
      switch core.tables.forms[form].category {
      case .span: chosen[form]
      case .event: selection.events
      case .link: selection.links
      }
    }
    slots = Array(repeating: nil, count: core.tables.forms.count)
    var wanted = [Bool](repeating: false, count: core.layout.formColumns.count)
    var closure = PredictionClosure(core)
    for form in core.tables.forms.indices where isChosen[form] {
      let entry = core.tables.forms[form]
      let range = core.layout.columnRange(of: form)
      let attributeCount = core.tables.batch.shapes.slotCount(of: entry.shape)
      let keys = entry.category == .span || selectsItemKeys ? selection.keys : nil
      if let keys {
        slots[form] = core.tables.batch.shapes[entry.shape].filter { keys.contains($0.key) }
      }
      for (slot, place) in zip(core.tables.batch.shapes[entry.shape], range) {
        wanted[place] = keys?.contains(slot.key) ?? true
      }
      var place = range.lowerBound + attributeCount
      for column in ItemForm.Extras.columns where entry.extras.contains(column.extra) {
        wanted[place] = column.extra == .name ? selection.names : selection.details
        place += 1
      }
      for place in range where wanted[place] { closure.add(Int(core.layout.formColumns[place]), core) }
    }
    addSteps(core, reading: closure.columns, wanting: wanted)
  }

  /// Adds the steps of every form, also of those that are passed over: forms may share a column, and each has values in it.
  ///
  /// - Parameters:
  ///   - isRead: a flag for each column.
  ///   - wanted: a flag for each place of `formColumns`, whether it is put out; `nil` for all of them.
  private mutating func addSteps(
    _ core: borrowing LevelOneCore, reading isRead: [Bool], wanting wanted: [Bool]? = nil
  ) {
    for form in core.tables.forms.indices {
      for place in core.layout.columnRange(of: form) {
        let column = core.layout.formColumns[place]
        if isRead[Int(column)] { steps.append(Step(column, isWanted: wanted?[place] ?? true, core)) }
      }
      stepEnds.append(steps.count)
    }
    for column in isRead.indices where isRead[column] { keys.insert(Int(core.layout.columns[column].key)) }
  }
}

/// The columns that are needed to read some columns: these, and all that their predictions look back to.
private struct PredictionClosure {
  private(set) var columns: [Bool]
  private var places: [Bool]
  private var waiting: [Int] = []

  init(_ core: borrowing LevelOneCore) {
    columns = Array(repeating: false, count: core.layout.columns.count)
    places = Array(repeating: false, count: core.layout.keyEnds.count * MemoryPlace.countPerKey)
  }

  mutating func add(_ column: Int, _ core: borrowing LevelOneCore) {
    if !columns[column] {
      columns[column] = true
      waiting.append(column)
    }
    while let next = waiting.popLast() {
      for slot in core.columns.slotRange(of: next) {
        let source = Int(core.columns.slots[slot].source)
        if source >= 0, !places[source] {
          places[source] = true
          addColumns(remembering: source, core)
        }
      }
    }
  }

  private mutating func addColumns(remembering place: Int, _ core: borrowing LevelOneCore) {
    for column in core.layout.keyRange(place / MemoryPlace.countPerKey) where !columns[column] {
      let remembers = core.columns.slotRange(of: column).contains { slot in
        core.columns.slots[slot].varies && Int(core.columns.slots[slot].memory) == place
      }
      if remembers {
        columns[column] = true
        waiting.append(column)
      }
    }
  }
}
