import DemoShop
import Testing

@Suite("Upstreams of the mesh")
struct MeshUpstreamTests {
  @Test(
    "An upstream is written as it is read",
    arguments: [
      "orders=http://127.0.0.1:8000", "web-bff=http://localhost:1", "a1=http://[::1]:65535", "x=http://0.0.0.0:80",
    ])
  func roundTrip(argument: String) throws {
    #expect(try #require(MeshUpstream(argument: argument)).description == argument)
  }

  @Test(
    "What would break out of a configuration is no upstream",
    arguments: [
      "", "orders", "orders=", "=http://127.0.0.1:8000", "orders=https://127.0.0.1:8000", "orders=http://127.0.0.1",
      "orders=http://127.0.0.1:0", "orders=http://127.0.0.1:65536", "orders=http://:8000",
      "orders=http://127.0.0.1:8000/",
      "Orders=http://127.0.0.1:8000", "a b=http://127.0.0.1:8000", "orders=http://a\"b:8000", "orders=http://a{b}:8000",
      "orders=http://a\n- b:8000", "a\nb=http://127.0.0.1:8000", "orders=http://user@host:8000",
      "orders=http://[]:8000",
    ])
  func refused(argument: String) {
    #expect(MeshUpstream(argument: argument) == nil)
  }
}
