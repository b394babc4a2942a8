/// The fields of a request that say something about its context.
struct FoundFields {
  var traceParent: String?
  var traceState: String?
  var baggage: String?
  var correlationID: String?
  var b3 = B3.Fields()
}
