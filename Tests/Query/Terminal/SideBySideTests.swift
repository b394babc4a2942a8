import TerminalUI
import Testing

@Suite struct SideBySideTests {
  @Test("Blocks stand beside each other by what the eye sees, however many lines they have")
  func lines() {
    let ink = Ink(isColoured: true)
    let lines = SideBySide.lines(
      [[ink.paint("ab", .failure), "größe", "日本"], ["right"]], widths: [6, 5], gap: 1)
    #expect(lines == [ink.paint("ab", .failure) + "     right", "größe  ", "日本   "])
  }

  @Test("No blocks are no lines")
  func none() {
    #expect(SideBySide.lines([], widths: [], gap: 2).isEmpty)
  }
}
