/// Texts as people and programs write them: words, prose in several scripts, stack traces, identifiers.
enum MessyText {
  private static let syllables = [
    "ar", "bo", "cas", "del", "en", "fru", "go", "hal", "in", "jo", "ker", "lum", "mi", "nor", "op", "pa", "qui",
    "ros", "sta", "tra", "ul", "ver", "wex", "yor", "zen",
  ]

  /// The word of a number; near numbers have different words.
  static func word(_ number: Int) -> String {
    let count = syllables.count
    let mixed = number &* 7_919 & 0xFFFF
    return syllables[mixed % count] + syllables[mixed / count % count] + syllables[number % count]
  }

  /// The word of a number as the name of a type.
  static func typeName(_ number: Int) -> String {
    let word = word(number)
    return word.prefix(1).uppercased() + word.dropFirst()
  }

  static func hex(_ digitCount: Int, using random: inout SplitMix64) -> String {
    var text = ""
    while text.utf8.count < digitCount {
      let part = String(random.next(), radix: 16)
      text += String(repeating: "0", count: 16 - part.utf8.count) + part
    }
    return String(text.prefix(digitCount))
  }

  static func uuid(using random: inout SplitMix64) -> String {
    let digits = hex(32, using: &random)
    var text = ""
    for (position, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(position) { text += "-" }
      text.append(digit)
    }
    return text
  }

  private static let sentences = [
    "The order could not be shipped because the address is incomplete. ",
    "Please summarise the following conversation in three bullet points, and keep the customer's tone. ",
    "Bitte prüfen Sie die Größe der Lieferung, bevor Sie sie bestätigen. ", "在处理请求时发生了意外错误，请稍后再试。",
    "Заказ не найден в базе данных. ", "You are a helpful assistant. Answer with JSON only. ",
    "👩‍👩‍👧 family plan, e\u{301}lan, \u{202E}right to left\u{202C}. ", "retry after backoff; attempt failed with EOF\n",
  ]

  /// Sentences with words strewn in, at least `byteCount` bytes.
  static func prose(_ byteCount: Int, using random: inout SplitMix64) -> String {
    var text = ""
    while text.utf8.count < byteCount {
      text += random.pick(sentences)
      text += word(random.number(0...50_000)) + " " + word(random.number(0...50_000)) + ", "
    }
    return text
  }

  /// How many places of the programs throw.
  private static let throwingPlaceCount = 600

  /// A stack trace of 5 to 60 frames. Its frames follow from the place that throws, as in real ones, deep ones being the
  /// same for all; the message tells the cases apart.
  static func stackTrace(using random: inout SplitMix64) -> String {
    let thrower = random.skewedIndex(below: throwingPlaceCount)
    var frames = SplitMix64(state: UInt64(thrower))
    var text = "java.lang.IllegalStateException: \(word(thrower)) \(random.next(below: 1_000_000))\n"
    for frame in 0..<frames.number(5...60) {
      let place = frame < 4 ? frames.number(0...3_000) : frame
      text +=
        "\tat com.example.\(word(place)).\(typeName(place + 1)).invoke(\(typeName(place)).java:\(place % 400))\n"
    }
    return text
  }

  static func address(using random: inout SplitMix64) -> String {
    "10.\(random.next(below: 4)).\(random.next(below: 256)).\(random.next(below: 256))"
  }
}
