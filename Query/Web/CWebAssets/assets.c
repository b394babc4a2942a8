// Written by scripts/web-assets.py: every file below Query/Web/Assets, read by the compiler itself.
#include "CWebAssets.h"

// #embed is C23; the language mode of the package's other C code need not be.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char asset_0[] = {
#embed "../Assets/charts/charts.js"
};

static const unsigned char asset_1[] = {
#embed "../Assets/charts/frame.js"
};

static const unsigned char asset_2[] = {
#embed "../Assets/charts/scale.js"
};

static const unsigned char asset_3[] = {
#embed "../Assets/core/api.js"
};

static const unsigned char asset_4[] = {
#embed "../Assets/core/colors.js"
};

static const unsigned char asset_5[] = {
#embed "../Assets/core/dom.js"
};

static const unsigned char asset_6[] = {
#embed "../Assets/core/router.js"
};

static const unsigned char asset_7[] = {
#embed "../Assets/core/theme.js"
};

static const unsigned char asset_8[] = {
#embed "../Assets/core/time.js"
};

static const unsigned char asset_9[] = {
#embed "../Assets/icon.svg"
};

static const unsigned char asset_10[] = {
#embed "../Assets/index.html"
};

static const unsigned char asset_11[] = {
#embed "../Assets/main.js"
};

static const unsigned char asset_12[] = {
#embed "../Assets/parts/first-run.js"
};

static const unsigned char asset_13[] = {
#embed "../Assets/parts/keys.js"
};

static const unsigned char asset_14[] = {
#embed "../Assets/parts/parts.js"
};

static const unsigned char asset_15[] = {
#embed "../Assets/parts/range.js"
};

static const unsigned char asset_16[] = {
#embed "../Assets/parts/table.js"
};

static const unsigned char asset_17[] = {
#embed "../Assets/routes.js"
};

static const unsigned char asset_18[] = {
#embed "../Assets/search/charts.js"
};

static const unsigned char asset_19[] = {
#embed "../Assets/search/form.js"
};

static const unsigned char asset_20[] = {
#embed "../Assets/search/page.js"
};

static const unsigned char asset_21[] = {
#embed "../Assets/search/query.js"
};

static const unsigned char asset_22[] = {
#embed "../Assets/style/base.css"
};

static const unsigned char asset_23[] = {
#embed "../Assets/style/pages.css"
};

static const unsigned char asset_24[] = {
#embed "../Assets/style/parts.css"
};

static const unsigned char asset_25[] = {
#embed "../Assets/style/trace.css"
};

static const unsigned char asset_26[] = {
#embed "../Assets/trace/aggregate.js"
};

static const unsigned char asset_27[] = {
#embed "../Assets/trace/column-builder.js"
};

static const unsigned char asset_28[] = {
#embed "../Assets/trace/columns.js"
};

static const unsigned char asset_29[] = {
#embed "../Assets/trace/compare.js"
};

static const unsigned char asset_30[] = {
#embed "../Assets/trace/detail.js"
};

static const unsigned char asset_31[] = {
#embed "../Assets/trace/event-list.js"
};

static const unsigned char asset_32[] = {
#embed "../Assets/trace/file.js"
};

static const unsigned char asset_33[] = {
#embed "../Assets/trace/find.js"
};

static const unsigned char asset_34[] = {
#embed "../Assets/trace/flame.js"
};

static const unsigned char asset_35[] = {
#embed "../Assets/trace/layout.js"
};

static const unsigned char asset_36[] = {
#embed "../Assets/trace/minimap.js"
};

static const unsigned char asset_37[] = {
#embed "../Assets/trace/page.js"
};

static const unsigned char asset_38[] = {
#embed "../Assets/trace/read-file.js"
};

static const unsigned char asset_39[] = {
#embed "../Assets/trace/span-table.js"
};

static const unsigned char asset_40[] = {
#embed "../Assets/trace/statistics.js"
};

static const unsigned char asset_41[] = {
#embed "../Assets/trace/trace-view.js"
};

static const unsigned char asset_42[] = {
#embed "../Assets/trace/trace.js"
};

static const unsigned char asset_43[] = {
#embed "../Assets/trace/tree-graph.js"
};

static const unsigned char asset_44[] = {
#embed "../Assets/trace/view-state.js"
};

static const unsigned char asset_45[] = {
#embed "../Assets/trace/waterfall.js"
};

static const unsigned char asset_46[] = {
#embed "../Assets/trace/worker.js"
};

static const skein_web_asset assets[] = {
  {"charts/charts.js", asset_0, sizeof asset_0},
  {"charts/frame.js", asset_1, sizeof asset_1},
  {"charts/scale.js", asset_2, sizeof asset_2},
  {"core/api.js", asset_3, sizeof asset_3},
  {"core/colors.js", asset_4, sizeof asset_4},
  {"core/dom.js", asset_5, sizeof asset_5},
  {"core/router.js", asset_6, sizeof asset_6},
  {"core/theme.js", asset_7, sizeof asset_7},
  {"core/time.js", asset_8, sizeof asset_8},
  {"icon.svg", asset_9, sizeof asset_9},
  {"index.html", asset_10, sizeof asset_10},
  {"main.js", asset_11, sizeof asset_11},
  {"parts/first-run.js", asset_12, sizeof asset_12},
  {"parts/keys.js", asset_13, sizeof asset_13},
  {"parts/parts.js", asset_14, sizeof asset_14},
  {"parts/range.js", asset_15, sizeof asset_15},
  {"parts/table.js", asset_16, sizeof asset_16},
  {"routes.js", asset_17, sizeof asset_17},
  {"search/charts.js", asset_18, sizeof asset_18},
  {"search/form.js", asset_19, sizeof asset_19},
  {"search/page.js", asset_20, sizeof asset_20},
  {"search/query.js", asset_21, sizeof asset_21},
  {"style/base.css", asset_22, sizeof asset_22},
  {"style/pages.css", asset_23, sizeof asset_23},
  {"style/parts.css", asset_24, sizeof asset_24},
  {"style/trace.css", asset_25, sizeof asset_25},
  {"trace/aggregate.js", asset_26, sizeof asset_26},
  {"trace/column-builder.js", asset_27, sizeof asset_27},
  {"trace/columns.js", asset_28, sizeof asset_28},
  {"trace/compare.js", asset_29, sizeof asset_29},
  {"trace/detail.js", asset_30, sizeof asset_30},
  {"trace/event-list.js", asset_31, sizeof asset_31},
  {"trace/file.js", asset_32, sizeof asset_32},
  {"trace/find.js", asset_33, sizeof asset_33},
  {"trace/flame.js", asset_34, sizeof asset_34},
  {"trace/layout.js", asset_35, sizeof asset_35},
  {"trace/minimap.js", asset_36, sizeof asset_36},
  {"trace/page.js", asset_37, sizeof asset_37},
  {"trace/read-file.js", asset_38, sizeof asset_38},
  {"trace/span-table.js", asset_39, sizeof asset_39},
  {"trace/statistics.js", asset_40, sizeof asset_40},
  {"trace/trace-view.js", asset_41, sizeof asset_41},
  {"trace/trace.js", asset_42, sizeof asset_42},
  {"trace/tree-graph.js", asset_43, sizeof asset_43},
  {"trace/view-state.js", asset_44, sizeof asset_44},
  {"trace/waterfall.js", asset_45, sizeof asset_45},
  {"trace/worker.js", asset_46, sizeof asset_46},
};

const skein_web_asset *skein_web_assets(void) { return assets; }

size_t skein_web_asset_count(void) { return sizeof assets / sizeof *assets; }
