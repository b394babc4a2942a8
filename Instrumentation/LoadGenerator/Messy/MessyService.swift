import TelemetryModel

/// One of the services of a messy corpus, with the bad habits of those who wrote it.
struct MessyService: Sendable {
  /// Which attributes it sends, and how it names spans.
  enum Manner: CaseIterable, Sendable {
    /// Today's semantic conventions.
    case current
    /// Those of years ago.
    case outdated
    /// Shares span IDs between client and server, and sends numbers as texts.
    case zipkin
    /// Puts IDs into span names.
    case idsInNames
    /// Talks to language models: prompts and answers as attributes.
    case prompts
    /// Sends structures as values, and keys that nobody else uses.
    case structures
    /// Batch jobs: wide traces, few attributes.
    case jobs
  }

  let name: String
  let manner: Manner
  let operations: [String]
  let podCount: Int
  /// Of its spans, as its SDK sets them: old ones do not say whether a parent is remote.
  let flags: UInt32
  /// Whether its spans say that they succeeded. Most libraries leave the status unset.
  let marksSuccess: Bool
  /// How many spans it sends at once. Services that are hardly used send spans one by one.
  let requestSpanCount: Int
  /// What its clock counts in: nanoseconds, microseconds or milliseconds.
  let clockNanoseconds: UInt64
  /// How far its clock is off.
  let skewNanoseconds: Int64

  /// All services of a corpus, the busiest first.
  static func all(using random: inout SplitMix64) -> [MessyService] {
    (0..<serviceCount).map { MessyService(number: $0, using: &random) }
  }

  private static let serviceCount = 140

  private init(number: Int, using random: inout SplitMix64) {
    let manners = Manner.allCases
    manner = number < 2 * manners.count ? manners[number % manners.count] : random.pick(manners)
    let team = random.pick(["shop", "pay", "ops", "Überweisung", "данные", "检索", "ml", "edge"])
    name = "\(team)-\(MessyText.word(number &* 31 + 7))-\(number)"
    operations = (0..<random.number(8...70)).map { MessyService.operation($0, using: &random) }
    flags = random.isOne(in: 3) ? 0x101 : 1
    marksSuccess = random.isOne(in: 6)
    podCount = random.number(1...9)
    requestSpanCount = number > 100 || random.isOne(in: 7) ? 1 : random.pick([8, 64, 256, 512])
    clockNanoseconds = random.pick([1, 1, 1, 1_000, 1_000_000])
    skewNanoseconds = random.isOne(in: 5) ? Int64(random.number(-90...90)) * 1_000_000 : 0
  }

  private static func operation(_ number: Int, using random: inout SplitMix64) -> String {
    let subject = random.number(0...4_000)
    let noun = MessyText.word(subject)
    switch random.number(0...6) {
    case 0: return "GET /v\(number % 3 + 1)/\(noun)/{id}"
    case 1: return "POST /\(noun)/{id}/\(MessyText.word(number))"
    case 2: return "com.example.\(noun).\(MessyText.typeName(subject))Service/Find\(MessyText.typeName(number))"
    case 3: return "\(noun) process"
    case 4: return "SELECT \(noun)"
    case 5: return "\(MessyText.typeName(subject))Controller#\(MessyText.word(number))"
    default: return "\(noun) \(random.pick(["✓", "→ 取得", "größe", "🧵"]))"
    }
  }

  /// The resource of one of its processes.
  func resource(pod: Int) -> Resource {
    var attributes = [
      Attribute("service.name", .string(name)), Attribute("service.instance.id", .string("\(name)-\(pod)-x7f\(pod)q")),
      Attribute("service.version", .string("2.\(pod % 3).0-rc\(pod)+\(name.utf8.count)")),
    ]
    switch manner {
    case .structures:
      attributes.append(
        Attribute("process.command_args", .array(["run", "--name", name].map { .string($0) } + [.int(Int64(pod))])))
    case .jobs: attributes.append(Attribute("k8s.pod.labels", .keyValueList([Attribute("app", .string(name))])))
    case .outdated: attributes.append(Attribute("deployment.environment", .string("prod")))
    default: attributes.append(Attribute("deployment.environment.name", .string("production")))
    }
    return Resource(
      attributes: attributes, schemaURL: manner == .current ? "https://opentelemetry.io/schemas/1.27.0" : "")
  }

  /// What its clock shows at a moment.
  func clock(_ moment: UInt64) -> Timestamp {
    let skewed = UInt64(max(0, Int64(clamping: moment) + skewNanoseconds))
    return Timestamp(nanoseconds: skewed / clockNanoseconds * clockNanoseconds)
  }
}
