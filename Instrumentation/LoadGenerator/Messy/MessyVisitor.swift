/// On whose behalf the spans of a trace are made: it is one person with one browser all along, or, in the traces of batch
/// jobs, one after the other.
struct MessyVisitor: Sendable {
  let session: String
  let customer: String
  let address: String
  let userAgent: String

  init(using random: inout SplitMix64) {
    session = MessyText.uuid(using: &random)
    customer = MessyText.uuid(using: &random)
    address = MessyText.address(using: &random)
    let system = MessyText.word(random.skewedIndex(below: 3_000))
    userAgent = "Mozilla/5.0 (\(system); rv:\(random.number(90...130)).0) Gecko"
  }
}
