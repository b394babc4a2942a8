import TelemetryModel
import TerminalUI
import Testing

@Suite struct PlotTests {
  private static func plot(_ values: [Double], name: String = "a") -> Plot {
    let points = values.enumerated().map { place, value in
      (time: Timestamp(nanoseconds: UInt64(place) * 60_000_000_000), value: value)
    }
    return Plot(
      [Plot.Curve(name: name, points: points)], from: Timestamp(nanoseconds: 0),
      to: Timestamp(nanoseconds: UInt64(max(values.count - 1, 1)) * 60_000_000_000), stepNanoseconds: 60_000_000_000)
  }

  private static let terminal = TerminalCapabilities(isTerminal: true, showsColours: false, width: 60)

  @Test func aRisingLineGoesFromTheBottomLeftToTheTopRight() {
    let lines = Self.plot([0, 10]).lines(on: Self.terminal)
    #expect(lines.first?.hasPrefix("10 ┤") == true)
    #expect(lines[15].hasPrefix(" 0 ┤") && lines[15].dropFirst(4).first != " ")
    #expect(lines[0].last.map { $0 != " " } == true)
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= 60 })
    #expect(lines.last == "━━ a  last 10  min 0  max 10")
  }

  @Test func oddValuesDoNotBreakThePicture() {
    for values in [
      [], [0], [5], [.nan], [1, .nan, .infinity, 2], [-1.7e308, 1.7e308], [-1e300], [1e-300], [-.infinity],
    ]
      as [[Double]]
    {
      #expect(Self.plot(values).lines(on: Self.terminal).count == 19)
    }
  }

  @Test func namesAreMadeSafe() {
    let lines = Self.plot([1], name: "a\u{1B}[2J\n").lines(on: Self.terminal)
    #expect(lines.last?.hasPrefix("━━ a\\x1b[2J\\n  ") == true)
  }

  @Test func sparklinesScaleToTheLargestValue() {
    #expect(Sparkline.text([0, 1, 4, 8, .nan]) == " ▂▅█ ")
    #expect(Sparkline.text([0, 0]) == "  ")
    #expect(Sparkline.text([]) == "")
  }

  @Test(arguments: [
    (0, "0"), (1, "1"), (-1.5, "-1.5"), (0.0153, "15.3m"), (1_240, "1.24k"), (999.6, "1k"), (99.96, "100"),
    (2.5e-7, "250n"), (1e12, "1T"), (.nan, "NaN"), (-.infinity, "-Inf"), (Double.leastNonzeroMagnitude, "0"),
  ])
  func quantitiesHaveThreeDigitsAndAPrefix(value: Double, text: String) {
    #expect(QuantityText.short(value) == text)
  }
}
