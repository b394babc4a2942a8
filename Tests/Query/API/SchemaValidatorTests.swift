import SchemaTesting
import Testing

/// The validator that vouches for the API's document.
struct SchemaValidatorTests {
  private func problemCount(_ value: String, _ schema: String) throws -> Int {
    let schema = try JSONValue(text: schema)
    return SchemaValidator(document: schema).problems(of: try JSONValue(text: value), against: schema).count
  }

  @Test(arguments: [
    ("1", #"{"type": "integer", "minimum": 1, "maximum": 1}"#), ("1.5", #"{"type": ["string", "number"]}"#),
    ("null", #"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#), (#""a""#, #"{"enum": ["a", "b"]}"#),
    (#"{"a": 1}"#, #"{"required": ["a"], "properties": {"a": {"const": 1}}, "additionalProperties": false}"#),
    (#"{"x1": 1}"#, #"{"propertyNames": {"pattern": "^x[0-9]$"}, "additionalProperties": {"type": "integer"}}"#),
    (#"[1, "a"]"#, #"{"prefixItems": [{"type": "number"}, {"type": "string"}], "minItems": 2, "maxItems": 2}"#),
    ("7", "true"), ("1", ##"{"$ref": "#/default", "default": {"const": 1}}"##),
  ])
  func `what fulfils a schema has no problems`(value: String, schema: String) throws {
    #expect(try problemCount(value, schema) == 0)
  }

  @Test(arguments: [
    ("1.5", #"{"type": "integer"}"#), ("2", #"{"maximum": 1}"#), ("0", #"{"minimum": 1}"#),
    ("\"c\"", #"{"enum": ["a"]}"#),
    ("{}", #"{"required": ["a"]}"#), (#"{"b": 1}"#, #"{"properties": {"a": true}, "additionalProperties": false}"#),
    (#"{"y": 1}"#, #"{"propertyNames": {"pattern": "^x"}}"#),
    (#"{"a": "1"}"#, #"{"properties": {"a": {"type": "number"}}}"#),
    ("[1, 2]", #"{"items": {"type": "string"}, "maxItems": 2}"#), ("[]", #"{"minItems": 1}"#),
    ("[1]", #"{"prefixItems": [{"type": "null"}]}"#), ("1", #"{"anyOf": [{"type": "null"}]}"#), ("1", "false"),
    ("1", #"{"allOf": [{"type": "number"}, {"const": 2}]}"#), ("\"a\"", #"{"pattern": "^b"}"#),
    ("1", #"{"multipleOf": 2}"#),
    ("1", ##"{"$ref": "#/nowhere"}"##),
  ])
  func `what does not fulfil a schema has problems`(value: String, schema: String) throws {
    #expect(try problemCount(value, schema) >= 1)
  }
}
