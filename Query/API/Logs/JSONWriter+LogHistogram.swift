import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage

extension JSONWriter {
  /// Columns without records are left out.
  mutating func logHistogram(_ histogram: LogHistogram) {
    beginObject()
    key("start")
    quoted(histogram.times.start.nanoseconds)
    key("end")
    quoted(histogram.times.end.nanoseconds)
    key("width")
    int(histogram.widthNanoseconds)
    key("records")
    int(histogram.recordCount)
    key("counts")
    beginArray()
    for (index, column) in histogram.columns.enumerated() {
      for (severity, count) in column.sorted(by: { $0.key < $1.key }) {
        beginArray()
        int(index)
        string(severity == .unspecified ? "unspecified" : severity.word)
        int(count)
        endArray()
      }
    }
    endArray()
    endObject()
  }
}
