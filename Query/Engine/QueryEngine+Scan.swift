import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// Offers the stored spans portion by portion until `visit` says stop or throws.
  func scan(
    _ hint: ScanHint, _ visit: (ScanPortion) throws(QueryError) -> ScanStep
  ) throws(QueryError) {
    var failure: QueryError?
    do throws(StoreError) {
      try source.scan(hint) { portion throws(StoreError) in
        do throws(QueryError) {
          return try visit(portion)
        } catch {
          failure = error
          return .stop
        }
      }
    } catch {
      throw QueryError(error)
    }
    if let failure { throw failure }
  }
}

extension ScanPortion {
  func batch() throws(QueryError) -> SpanBatch {
    do {
      return try load()
    } catch {
      throw QueryError(error)
    }
  }
}
