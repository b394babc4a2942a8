import TelemetryModel

/// What a function reads off a time, in UTC.
enum CalendarPart {
  case minute, hour, month, year, dayOfMonth, dayOfWeek, dayOfYear, daysInMonth

  init?(_ function: Function) {
    switch function {
    case .minute: self = .minute
    case .hour: self = .hour
    case .month: self = .month
    case .year: self = .year
    case .dayOfMonth: self = .dayOfMonth
    case .dayOfWeek: self = .dayOfWeek
    case .dayOfYear: self = .dayOfYear
    case .daysInMonth: self = .daysInMonth
    default: return nil
    }
  }

  /// The part of a time in seconds since 1970; NaN where that is no time within 285,000 years.
  func value(of time: Double) -> Double {
    guard time.magnitude <= Double(PromQLLimits.timeMilliseconds) / 1000 else { return .nan }
    let seconds = Int(time)
    let days = seconds.floorDivided(by: 86_400)
    let secondOfDay = seconds - days * 86_400
    switch self {
    case .minute: return Double(secondOfDay / 60 % 60)
    case .hour: return Double(secondOfDay / 3600)
    case .dayOfWeek: return Double((days + 4) - (days + 4).floorDivided(by: 7) * 7)
    default: break
    }
    let date = CalendarDay(daysSince1970: days)
    switch self {
    case .year: return Double(date.year)
    case .month: return Double(date.month)
    case .dayOfMonth: return Double(date.day)
    case .dayOfYear: return Double(days - CalendarDay(year: date.year, month: 1, day: 1).daysSince1970 + 1)
    default: return Double(CalendarDay.dayCount(month: date.month, year: date.year))
    }
  }
}

extension Evaluator {
  func calendar(_ part: CalendarPart, _ arguments: [Expression]) throws(PromQLError) -> [Track] {
    if let argument = arguments.first {
      return try mappedFloats(try vector(argument)) { value, _ in part.value(of: value) }
    }
    let values = try constant(0).indices.map { part.value(of: Double(grid[$0]) / 1000) }
    return [Track(labels: .none, values: values)]
  }
}
