import TerminalUI
import Testing

struct TerminalCapabilitiesTests {
  private func capabilities(_ isTerminal: Bool, _ environment: [String: String], width: Int? = nil)
    -> TerminalCapabilities
  {
    TerminalCapabilities(isTerminal: isTerminal, environment: { environment[$0] }, windowWidth: width)
  }

  @Test("A terminal gets colours and its width")
  func terminal() {
    #expect(
      capabilities(true, [:], width: 132) == TerminalCapabilities(isTerminal: true, showsColours: true, width: 132))
    #expect(capabilities(true, ["COLUMNS": "99"], width: 132).width == 99)
    #expect(capabilities(true, [:], width: 0).width == 80)
    #expect(capabilities(true, ["COLUMNS": "99999999"]).width == 400)
    #expect(capabilities(true, ["COLUMNS": "x"], width: 3).width == 48)
  }

  @Test("A pipe gets neither, unless colours are forced")
  func pipe() {
    #expect(capabilities(false, ["COLUMNS": "120"]) == .plain)
    #expect(capabilities(false, ["CLICOLOR_FORCE": "1"]).showsColours)
    #expect(!capabilities(false, ["CLICOLOR_FORCE": "0"]).showsColours)
  }

  @Test("NO_COLOR and a dumb terminal take colours away")
  func refusals() {
    #expect(!capabilities(true, ["NO_COLOR": "1"]).showsColours)
    #expect(!capabilities(true, ["NO_COLOR": "1", "CLICOLOR_FORCE": "1"]).showsColours)
    #expect(capabilities(true, ["NO_COLOR": ""]).showsColours)
    #expect(!capabilities(true, ["CLICOLOR": "0"]).showsColours)
    #expect(capabilities(true, ["TERM": "dumb"]) == .plain)
  }
}
