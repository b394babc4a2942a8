import OTLPFormat
import TelemetryModel

/// The distinct processes of a trace: service names with the tags of their resources.
struct JaegerProcesses {
  /// The number of the process of each resource, from 0.
  private var numbers: [Int?]
  /// A resource that stands for each process.
  private var resources: [ResourceEntry] = []
  private var ids: [ArraySlice<UInt8>] = []
  private let serviceNameKey: StringCode?

  init(_ batch: SpanBatch) {
    serviceNameKey = batch.strings.code(of: "service.name")
    numbers = Array(repeating: nil, count: batch.resources.count)
    var known: [[UInt64]: Int] = [:]
    for index in batch.resourceIndexes where numbers[Int(index)] == nil {
      let entry = batch.resources[Int(index)]
      let content = content(of: entry, in: batch)
      if known[content] == nil {
        known[content] = resources.count
        resources.append(entry)
        ids.append(JaegerWord.bytes("p\(resources.count)"))
      }
      numbers[Int(index)] = known[content]
    }
  }

  /// `p1`, `p2`, ... in the order in which the spans name them.
  func id(of row: Int, in batch: SpanBatch) -> ArraySlice<UInt8> {
    ids[numbers[Int(batch.resourceIndexes[row])] ?? 0]
  }

  func write(_ batch: SpanBatch, to writer: inout JSONWriter) {
    writer.beginObject()
    for (number, entry) in resources.enumerated() {
      writer.key(ids[number])
      writer.beginObject()
      writer.key("serviceName")
      writer.string(batch.strings[entry.serviceName])
      writer.key("tags")
      writer.beginArray()
      writer.jaegerTags(entry.attributes, in: batch, except: serviceNameKey)
      writer.endArray()
      writer.endObject()
    }
    writer.endObject()
  }

  /// Equal for resources that look the same in this format.
  private func content(of entry: ResourceEntry, in batch: SpanBatch) -> [UInt64] {
    var content = [UInt64(entry.serviceName)]
    for (slot, payload) in zip(
      batch.shapes[entry.attributes.shape], batch.payloads[batch.payloadRange(of: entry.attributes)])
    where slot.key != serviceNameKey {
      content += [UInt64(slot.key), UInt64(slot.kind.rawValue), payload]
    }
    return content
  }
}
