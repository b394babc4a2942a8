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
    let date = Date(daysSince1970: days)
    switch self {
    case .year: return Double(date.year)
    case .month: return Double(date.month)
    case .dayOfMonth: return Double(date.day)
    case .dayOfYear: return Double(days - Date.days(year: date.year, month: 1, day: 1) + 1)
    default:
      let (year, month) = date.month == 12 ? (date.year + 1, 1) : (date.year, date.month + 1)
      return Double(Date.days(year: year, month: month, day: 1) - Date.days(year: date.year, month: date.month, day: 1))
    }
  }

  /// A day of the Gregorian calendar, counted in eras of 400 years that begin with March.
  private struct Date {
    let year: Int
    let month: Int
    let day: Int

    init(daysSince1970 days: Int) {
      let shifted = days + 719_468
      let era = shifted.floorDivided(by: 146_097)
      let dayOfEra = shifted - era * 146_097
      let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
      let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
      let monthFromMarch = (5 * dayOfYear + 2) / 153
      day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
      month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
      year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    static func days(year: Int, month: Int, day: Int) -> Int {
      let shiftedYear = month <= 2 ? year - 1 : year
      let era = shiftedYear.floorDivided(by: 400)
      let yearOfEra = shiftedYear - era * 400
      let monthFromMarch = month > 2 ? month - 3 : month + 9
      let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
      return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
  }
}

extension Int {
  /// Rounded down, also below zero.
  fileprivate func floorDivided(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
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
