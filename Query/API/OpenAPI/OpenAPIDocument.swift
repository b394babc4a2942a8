/// The description of every route that Skein serves: `openapi.json`, which is a part of the executable.
package enum OpenAPIDocument {
  /// OpenAPI 3.1, as JSON.
  package static var json: [UInt8] { PackageResources.openapi_json }
}
