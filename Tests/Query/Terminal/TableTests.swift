import TerminalUI
import Testing

struct TableTests {
  private var table: Table {
    var table = Table([
      Table.Column("NAME", isFlexible: true), Table.Column("SPANS", alignment: .right), Table.Column("NOTE"),
    ])
    table.append([Table.Cell("日本 service"), Table.Cell("7"), Table.Cell("x")])
    table.append([
      Table.Cell("a-very-long-service-name-that-goes-on-and-on"), Table.Cell("12345"), Table.Cell("bad\u{1B}[2J"),
    ])
    return table
  }

  @Test("Plain tables are aligned and not cut")
  func plain() {
    #expect(
      table.lines(on: .plain) == [
        "NAME                                          SPANS  NOTE",
        "日本 service                                      7  x",
        "a-very-long-service-name-that-goes-on-and-on  12345  bad\\x1b[2J",
      ])
  }

  @Test("On a terminal flexible columns are cut to its width")
  func narrow() {
    let lines = table.lines(on: TerminalCapabilities(isTerminal: true, showsColours: false, width: 40))
    #expect(
      lines == [
        "NAME                   SPANS  NOTE",
        "日本 service               7  x",
        "a-very-long-service-…  12345  bad\\x1b[2J",
      ])
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= 40 })
  }
}
