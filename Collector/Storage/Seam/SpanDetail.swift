/// How much of each span is asked for.
package enum SpanDetail: Sendable {
  /// All that was sent.
  case whole
  /// IDs, times, names, kinds, status codes and resources: what a line about a trace tells. What else there is may be
  /// missing.
  case outline
}
