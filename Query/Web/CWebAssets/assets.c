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
#embed "../Assets/core/base.js"
};

static const unsigned char asset_5[] = {
#embed "../Assets/core/colors.js"
};

static const unsigned char asset_6[] = {
#embed "../Assets/core/dom.js"
};

static const unsigned char asset_7[] = {
#embed "../Assets/core/range.js"
};

static const unsigned char asset_8[] = {
#embed "../Assets/core/router.js"
};

static const unsigned char asset_9[] = {
#embed "../Assets/core/store.js"
};

static const unsigned char asset_10[] = {
#embed "../Assets/core/theme.js"
};

static const unsigned char asset_11[] = {
#embed "../Assets/core/time.js"
};

static const unsigned char asset_12[] = {
#embed "../Assets/correlation/forest.js"
};

static const unsigned char asset_13[] = {
#embed "../Assets/correlation/page.js"
};

static const unsigned char asset_14[] = {
#embed "../Assets/dashboards/model.js"
};

static const unsigned char asset_15[] = {
#embed "../Assets/dashboards/page.js"
};

static const unsigned char asset_16[] = {
#embed "../Assets/dashboards/panel.js"
};

static const unsigned char asset_17[] = {
#embed "../Assets/icon.svg"
};

static const unsigned char asset_18[] = {
#embed "../Assets/index.html"
};

static const unsigned char asset_19[] = {
#embed "../Assets/logs/histogram.js"
};

static const unsigned char asset_20[] = {
#embed "../Assets/logs/page.js"
};

static const unsigned char asset_21[] = {
#embed "../Assets/main.js"
};

static const unsigned char asset_22[] = {
#embed "../Assets/map/brokers.js"
};

static const unsigned char asset_23[] = {
#embed "../Assets/map/layout.js"
};

static const unsigned char asset_24[] = {
#embed "../Assets/map/page.js"
};

static const unsigned char asset_25[] = {
#embed "../Assets/metrics/completion.js"
};

static const unsigned char asset_26[] = {
#embed "../Assets/metrics/page.js"
};

static const unsigned char asset_27[] = {
#embed "../Assets/metrics/prom.js"
};

static const unsigned char asset_28[] = {
#embed "../Assets/overview/page.js"
};

static const unsigned char asset_29[] = {
#embed "../Assets/overview/series.js"
};

static const unsigned char asset_30[] = {
#embed "../Assets/parts/first-run.js"
};

static const unsigned char asset_31[] = {
#embed "../Assets/parts/frame.js"
};

static const unsigned char asset_32[] = {
#embed "../Assets/parts/keys.js"
};

static const unsigned char asset_33[] = {
#embed "../Assets/parts/parts.js"
};

static const unsigned char asset_34[] = {
#embed "../Assets/parts/range.js"
};

static const unsigned char asset_35[] = {
#embed "../Assets/parts/table.js"
};

static const unsigned char asset_36[] = {
#embed "../Assets/routes.js"
};

static const unsigned char asset_37[] = {
#embed "../Assets/search/charts.js"
};

static const unsigned char asset_38[] = {
#embed "../Assets/search/first.js"
};

static const unsigned char asset_39[] = {
#embed "../Assets/search/form.js"
};

static const unsigned char asset_40[] = {
#embed "../Assets/search/page.js"
};

static const unsigned char asset_41[] = {
#embed "../Assets/search/query.js"
};

static const unsigned char asset_42[] = {
#embed "../Assets/search/saved.js"
};

static const unsigned char asset_43[] = {
#embed "../Assets/service/operations.js"
};

static const unsigned char asset_44[] = {
#embed "../Assets/service/page.js"
};

static const unsigned char asset_45[] = {
#embed "../Assets/style/base.css"
};

static const unsigned char asset_46[] = {
#embed "../Assets/style/pages.css"
};

static const unsigned char asset_47[] = {
#embed "../Assets/style/parts.css"
};

static const unsigned char asset_48[] = {
#embed "../Assets/style/trace.css"
};

static const unsigned char asset_49[] = {
#embed "../Assets/style/views.css"
};

static const unsigned char asset_50[] = {
#embed "../Assets/trace/aggregate.js"
};

static const unsigned char asset_51[] = {
#embed "../Assets/trace/archive.js"
};

static const unsigned char asset_52[] = {
#embed "../Assets/trace/column-builder.js"
};

static const unsigned char asset_53[] = {
#embed "../Assets/trace/columns.js"
};

static const unsigned char asset_54[] = {
#embed "../Assets/trace/compare.js"
};

static const unsigned char asset_55[] = {
#embed "../Assets/trace/detail.js"
};

static const unsigned char asset_56[] = {
#embed "../Assets/trace/event-list.js"
};

static const unsigned char asset_57[] = {
#embed "../Assets/trace/file.js"
};

static const unsigned char asset_58[] = {
#embed "../Assets/trace/find.js"
};

static const unsigned char asset_59[] = {
#embed "../Assets/trace/flame.js"
};

static const unsigned char asset_60[] = {
#embed "../Assets/trace/layout.js"
};

static const unsigned char asset_61[] = {
#embed "../Assets/trace/links.js"
};

static const unsigned char asset_62[] = {
#embed "../Assets/trace/minimap.js"
};

static const unsigned char asset_63[] = {
#embed "../Assets/trace/page.js"
};

static const unsigned char asset_64[] = {
#embed "../Assets/trace/read-file.js"
};

static const unsigned char asset_65[] = {
#embed "../Assets/trace/span-table.js"
};

static const unsigned char asset_66[] = {
#embed "../Assets/trace/statistics.js"
};

static const unsigned char asset_67[] = {
#embed "../Assets/trace/trace-view.js"
};

static const unsigned char asset_68[] = {
#embed "../Assets/trace/trace.js"
};

static const unsigned char asset_69[] = {
#embed "../Assets/trace/tree-graph.js"
};

static const unsigned char asset_70[] = {
#embed "../Assets/trace/view-state.js"
};

static const unsigned char asset_71[] = {
#embed "../Assets/trace/waterfall.js"
};

static const unsigned char asset_72[] = {
#embed "../Assets/trace/worker.js"
};

static const unsigned char asset_73[] = {
#embed "../Assets/trace/write-otlp.js"
};

static const skein_web_asset assets[] = {
  {"charts/charts.js", asset_0, sizeof asset_0},
  {"charts/frame.js", asset_1, sizeof asset_1},
  {"charts/scale.js", asset_2, sizeof asset_2},
  {"core/api.js", asset_3, sizeof asset_3},
  {"core/base.js", asset_4, sizeof asset_4},
  {"core/colors.js", asset_5, sizeof asset_5},
  {"core/dom.js", asset_6, sizeof asset_6},
  {"core/range.js", asset_7, sizeof asset_7},
  {"core/router.js", asset_8, sizeof asset_8},
  {"core/store.js", asset_9, sizeof asset_9},
  {"core/theme.js", asset_10, sizeof asset_10},
  {"core/time.js", asset_11, sizeof asset_11},
  {"correlation/forest.js", asset_12, sizeof asset_12},
  {"correlation/page.js", asset_13, sizeof asset_13},
  {"dashboards/model.js", asset_14, sizeof asset_14},
  {"dashboards/page.js", asset_15, sizeof asset_15},
  {"dashboards/panel.js", asset_16, sizeof asset_16},
  {"icon.svg", asset_17, sizeof asset_17},
  {"index.html", asset_18, sizeof asset_18},
  {"logs/histogram.js", asset_19, sizeof asset_19},
  {"logs/page.js", asset_20, sizeof asset_20},
  {"main.js", asset_21, sizeof asset_21},
  {"map/brokers.js", asset_22, sizeof asset_22},
  {"map/layout.js", asset_23, sizeof asset_23},
  {"map/page.js", asset_24, sizeof asset_24},
  {"metrics/completion.js", asset_25, sizeof asset_25},
  {"metrics/page.js", asset_26, sizeof asset_26},
  {"metrics/prom.js", asset_27, sizeof asset_27},
  {"overview/page.js", asset_28, sizeof asset_28},
  {"overview/series.js", asset_29, sizeof asset_29},
  {"parts/first-run.js", asset_30, sizeof asset_30},
  {"parts/frame.js", asset_31, sizeof asset_31},
  {"parts/keys.js", asset_32, sizeof asset_32},
  {"parts/parts.js", asset_33, sizeof asset_33},
  {"parts/range.js", asset_34, sizeof asset_34},
  {"parts/table.js", asset_35, sizeof asset_35},
  {"routes.js", asset_36, sizeof asset_36},
  {"search/charts.js", asset_37, sizeof asset_37},
  {"search/first.js", asset_38, sizeof asset_38},
  {"search/form.js", asset_39, sizeof asset_39},
  {"search/page.js", asset_40, sizeof asset_40},
  {"search/query.js", asset_41, sizeof asset_41},
  {"search/saved.js", asset_42, sizeof asset_42},
  {"service/operations.js", asset_43, sizeof asset_43},
  {"service/page.js", asset_44, sizeof asset_44},
  {"style/base.css", asset_45, sizeof asset_45},
  {"style/pages.css", asset_46, sizeof asset_46},
  {"style/parts.css", asset_47, sizeof asset_47},
  {"style/trace.css", asset_48, sizeof asset_48},
  {"style/views.css", asset_49, sizeof asset_49},
  {"trace/aggregate.js", asset_50, sizeof asset_50},
  {"trace/archive.js", asset_51, sizeof asset_51},
  {"trace/column-builder.js", asset_52, sizeof asset_52},
  {"trace/columns.js", asset_53, sizeof asset_53},
  {"trace/compare.js", asset_54, sizeof asset_54},
  {"trace/detail.js", asset_55, sizeof asset_55},
  {"trace/event-list.js", asset_56, sizeof asset_56},
  {"trace/file.js", asset_57, sizeof asset_57},
  {"trace/find.js", asset_58, sizeof asset_58},
  {"trace/flame.js", asset_59, sizeof asset_59},
  {"trace/layout.js", asset_60, sizeof asset_60},
  {"trace/links.js", asset_61, sizeof asset_61},
  {"trace/minimap.js", asset_62, sizeof asset_62},
  {"trace/page.js", asset_63, sizeof asset_63},
  {"trace/read-file.js", asset_64, sizeof asset_64},
  {"trace/span-table.js", asset_65, sizeof asset_65},
  {"trace/statistics.js", asset_66, sizeof asset_66},
  {"trace/trace-view.js", asset_67, sizeof asset_67},
  {"trace/trace.js", asset_68, sizeof asset_68},
  {"trace/tree-graph.js", asset_69, sizeof asset_69},
  {"trace/view-state.js", asset_70, sizeof asset_70},
  {"trace/waterfall.js", asset_71, sizeof asset_71},
  {"trace/worker.js", asset_72, sizeof asset_72},
  {"trace/write-otlp.js", asset_73, sizeof asset_73},
};

const skein_web_asset *skein_web_assets(void) { return assets; }

size_t skein_web_asset_count(void) { return sizeof assets / sizeof *assets; }

static const unsigned char dashboard_0[] = {
#embed "../../../dashboards/collector-health.json"
};

static const unsigned char dashboard_1[] = {
#embed "../../../dashboards/correlation.json"
};

static const unsigned char dashboard_2[] = {
#embed "../../../dashboards/red-overview.json"
};

static const unsigned char dashboard_3[] = {
#embed "../../../dashboards/service-detail.json"
};

static const skein_web_asset dashboards[] = {
  {"collector-health", dashboard_0, sizeof dashboard_0},
  {"correlation", dashboard_1, sizeof dashboard_1},
  {"red-overview", dashboard_2, sizeof dashboard_2},
  {"service-detail", dashboard_3, sizeof dashboard_3},
};

const skein_web_asset *skein_web_dashboards(void) { return dashboards; }

size_t skein_web_dashboard_count(void) { return sizeof dashboards / sizeof *dashboards; }
