#ifndef SKEIN_WEB_ASSETS_H
#define SKEIN_WEB_ASSETS_H

#include <stddef.h>

/// A file of the web page, as it lies in Query/Web/Assets.
typedef struct {
  /// The path below Assets, such as `core/dom.js`.
  const char *_Nonnull path;
  const unsigned char *_Nonnull bytes;
  size_t byte_count;
} skein_web_asset;

/// All files, ordered by path.
const skein_web_asset *_Nonnull skein_web_assets(void);
size_t skein_web_asset_count(void);

/// The files of the folder dashboards, by name without ending.
const skein_web_asset *_Nonnull skein_web_dashboards(void);
size_t skein_web_dashboard_count(void);

#endif
