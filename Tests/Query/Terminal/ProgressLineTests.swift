import TerminalUI
import Testing

struct ProgressLineTests {
  private let plain = Ink(isColoured: false)

  @Test("The bar tells share, bytes, rate and time left")
  func knownEnd() {
    var line = ProgressLine(title: "import", totalByteCount: 2_000_000)
    line.completedByteCount = 500_000
    line.spanCount = 10_000
    #expect(
      line.text(elapsed: .seconds(2), width: 200, ink: plain)
        == "import  ━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌   25%  500 kB of 2.00 MB  10,000 spans  5,000 spans/s  6s left")
  }

  @Test("Without a known end there is no share")
  func unknownEnd() {
    var line = ProgressLine(title: "import", totalByteCount: nil)
    line.completedByteCount = 1_500
    line.spanCount = 3
    #expect(line.text(elapsed: .seconds(1), width: 80, ink: plain) == "import  1.50 kB  3 spans  3 spans/s")
  }

  @Test("No width is exceeded", arguments: [1, 10, 20, 40, 60, 79])
  func narrow(width: Int) {
    let line = ProgressLine(title: "import", totalByteCount: 100)
    #expect(DisplayWidth.of(line.text(elapsed: .seconds(1), width: width, ink: plain)) <= width)
  }
}
