/* eval_html.c: the evaluation as one page: plots as inline SVG, then every table. Nothing is loaded from outside, no
   script; colours follow the reader's light or dark setting. */
#include <math.h>
#include <string.h>

#include "eval_report.h"

static const char style[] =
    ":root{color-scheme:light "
    "dark;--paper:#fcfcfa;--ink:#1c2024;--soft:#5b6570;--line:#d9dcdf;--mark:#0b6e99;--warm:#b4480f}\n"
    "@media(prefers-color-scheme:dark){:root{--paper:#16191d;--ink:#e8e8e4;--soft:#a3adb8;--line:#3a4047;--mark:#"
    "5cc3ee;"
    "--warm:#f09a5a}}\n"
    "body{margin:0 auto;max-width:72rem;padding:2rem 1rem 4rem;background:var(--paper);color:var(--ink);"
    "font:16px/1.5 system-ui,sans-serif}\n"
    "h1{font-size:1.6rem;margin:0 0 .3rem}h2{font-size:1.15rem;margin:2.2rem 0 .3rem}p{margin:.2rem 0 "
    ".6rem;color:var(--soft)}\n"
    ".plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(23rem,1fr));gap:1rem 2rem;margin:1.5rem 0}\n"
    "figure{margin:0}figcaption{font-weight:600;margin-bottom:.4rem}figcaption span{display:block;font-weight:400;"
    "color:var(--soft);font-size:.9rem}\n"
    "svg{width:100%;height:auto;max-width:30rem}svg text{fill:var(--ink);font:12px system-ui,sans-serif}"
    "svg .soft{fill:var(--soft)}svg .axis{stroke:var(--line);fill:none}svg "
    ".mark{stroke:var(--mark);fill:none;stroke-width:2}"
    "svg .dot{fill:var(--mark)}svg .other{stroke:var(--soft);fill:none;stroke-dasharray:4 4}svg .warm{fill:var(--warm)}"
    "svg .on{fill:var(--paper)}\n"
    ".wide{overflow-x:auto}table{border-collapse:collapse;font-size:.92rem}th,td{padding:.25rem .7rem .25rem 0;"
    "border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}thead th{color:var(--soft);"
    "font-size:.85rem;vertical-align:bottom}.n{text-align:right;font-variant-numeric:tabular-nums}\n";

/* ---- plotting: a square of 0 to 1 on both axes ---- */

static const double LEFT = 58, TOP = 12, SIDE = 240;

static double at_x(double x) {
  return LEFT + SIDE * x;
}

static double at_y(double y, double least) {
  double share = (y - least) / (1 - least);
  return TOP + SIDE * (1 - (share < 0 ? 0 : share > 1 ? 1 : share));
}

static void begin_figure(struct buf *out, const char *title, const char *note) {
  buf_format(out, "<figure><figcaption>%s<span>%s</span></figcaption>\n", title, note);
}

static void begin_svg(struct buf *out, double width, double height, const char *label) {
  buf_format(out, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">\n", width, height, label);
}

static void end_figure(struct buf *out) {
  buf_add(out, STR("</svg></figure>\n"));
}

/* Frame, ticks at five places, and the names of the axes, both from `least` to 1. */
static void axes(struct buf *out, double least, const char *x_name, const char *y_name) {
  buf_format(out, "<path class=\"axis\" d=\"M%.1f %.1fV%.1fH%.1f\"/>\n", LEFT, TOP, TOP + SIDE, LEFT + SIDE);
  for (int i = 0; i <= 4; i++) {
    double value = least + (1 - least) * i / 4;
    buf_format(out, "<text class=\"soft\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%.2f</text>\n", at_x(i / 4.0),
               TOP + SIDE + 16, value);
    buf_format(out, "<text class=\"soft\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>\n", LEFT - 6,
               at_y(value, least) + 4, value);
  }
  buf_format(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n", at_x(0.5), TOP + SIDE + 34, x_name);
  buf_format(out, "<text x=\"12\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 12 %.1f)\">%s</text>\n",
             TOP + SIDE / 2, TOP + SIDE / 2, y_name);
}

static void methods_plot(const struct eval_results *r, struct buf *out) {
  double row = 0, height = 34;
  for (int id = 0; id < METHOD_COUNT; id++) height += r->methods[id].present ? 40 : 0;
  begin_figure(out, "Macro-F1", "with 95 % interval");
  begin_svg(out, 300, height, "Macro-F1 of each method with its interval");
  for (int id = 0; id < METHOD_COUNT; id++) {
    const struct eval_method *m = &r->methods[id];
    if (!m->present) continue;
    double y = 14 + 40 * row++;
    buf_format(out, "<text x=\"10\" y=\"%.1f\">", y);
    sheet_html_escape(out, str_of(m->name));
    buf_format(out, "</text><text x=\"290\" y=\"%.1f\" text-anchor=\"end\">%.3f</text>\n", y, m->m.macro_f1);
    buf_format(out, "<path class=\"axis\" d=\"M10 %.1fH290\"/>\n", y + 12);
    buf_format(out, "<path class=\"%s\" d=\"M%.1f %.1fH%.1f\"/>\n", id == METHOD_ROLECALL ? "mark" : "other",
               10 + 280 * m->macro_f1.low, y + 12, 10 + 280 * m->macro_f1.high);
    buf_format(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"/>\n",
               id == METHOD_ROLECALL ? "dot" : "soft", 10 + 280 * m->m.macro_f1, y + 12);
  }
  buf_format(out,
             "<text class=\"soft\" x=\"10\" y=\"%.1f\">0</text><text class=\"soft\" x=\"290\" y=\"%.1f\" "
             "text-anchor=\"end\">1</text>\n",
             height - 8, height - 8);
  end_figure(out);
}

static void confusion_cell(struct buf *out, double x, double y, size_t n, size_t gold, bool right) {
  double share = gold ? (double)n / (double)gold : 0;
  buf_format(out,
             "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"46\" height=\"38\" rx=\"3\" fill-opacity=\"%.3f\"/>\n",
             right ? "dot" : "warm", x, y, n ? 0.12 + 0.88 * share : 0.04);
  buf_format(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%zu</text>\n",
             share > 0.5 ? "on" : "ink", x + 23, y + 23, n);
}

static void confusion_plot(const struct eval_results *r, struct buf *out) {
  const struct metrics *m = &r->methods[METHOD_ROLECALL].m;
  size_t columns = m->roles + 1 + (m->failed > 0);
  double left = 60;
  begin_figure(out, "Confusion", "a row for each label, a column for each answer; shade: share of the row");
  begin_svg(out, left + 50 * (double)columns + 4, 30 + 42 * (double)m->roles,
            "Confusion matrix; its numbers stand in a table below");
  for (size_t c = 0; c < columns; c++) {
    buf_format(out, "<text class=\"soft\" x=\"%.1f\" y=\"16\" text-anchor=\"middle\">", left + 50 * (double)c + 23);
    struct str name = c < m->roles ? r->lex->roles[c].short_name : c == m->roles ? STR("unclear") : STR("failed");
    sheet_html_escape(out, name.len > 9 ? r->lex->roles[c].letter : name);
    buf_add(out, STR("</text>\n"));
  }
  for (size_t g = 0; g < m->roles; g++) {
    double y = 26 + 42 * (double)g;
    struct str name = r->lex->roles[g].short_name.len > 9 ? r->lex->roles[g].letter : r->lex->roles[g].short_name;
    buf_format(out, "<text class=\"soft\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", left - 8, y + 23);
    sheet_html_escape(out, name);
    buf_add(out, STR("</text>\n"));
    for (size_t c = 0; c < columns; c++)
      confusion_cell(out, left + 50 * (double)c, y, m->confusion[g][c], m->role[g].gold, c == g);
  }
  end_figure(out);
}

static void reliability_plot(const struct eval_results *r, struct buf *out) {
  double least = 1;
  for (size_t b = 0; b < METRICS_BINS; b++) {
    const struct calibration_bin *bin = &r->calibration.bins[b];
    if (bin->count && bin->accuracy < least) least = bin->accuracy;
    if (bin->count && bin->confidence < least) least = bin->confidence;
  }
  least = least > 0.6 ? 0.6 : least > 0.4 ? 0.4 : 0;
  begin_figure(out, "Reliability",
               "share right against mean probability, five bins of equal mass; on the dashed line all is "
               "as it says");
  begin_svg(out, LEFT + SIDE + 16, TOP + SIDE + 42, "Reliability diagram; its numbers stand in a table below");
  axes(out, least, "mean probability", "share right");
  buf_format(out, "<path class=\"other\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n", LEFT, TOP + SIDE, LEFT + SIDE, TOP);
  bool begun = false;
  buf_add(out, STR("<path class=\"mark\" d=\""));
  for (size_t b = 0; b < METRICS_BINS; b++) {
    const struct calibration_bin *bin = &r->calibration.bins[b];
    if (bin->count == 0) continue;
    buf_format(out, "%c%.1f %.1f", begun ? 'L' : 'M', at_x((bin->confidence - least) / (1 - least)),
               at_y(bin->accuracy, least));
    begun = true;
  }
  buf_add(out, STR("\"/>\n"));
  for (size_t b = 0; b < METRICS_BINS; b++) {
    const struct calibration_bin *bin = &r->calibration.bins[b];
    if (bin->count == 0) continue;
    buf_format(out,
               "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"><title>%zu postings: %.3f said, %.3f "
               "right</title></circle>\n",
               at_x((bin->confidence - least) / (1 - least)), at_y(bin->accuracy, least), bin->count, bin->confidence,
               bin->accuracy);
  }
  end_figure(out);
}

static void coverage_plot(const struct eval_results *r, struct buf *out) {
  double worst = 0.1;
  for (size_t i = 0; i < r->curve_count; i++)
    if (1 - r->curve[i].accuracy > worst) worst = 1 - r->curve[i].accuracy;
  worst = ceil(worst * 10) / 10;
  begin_figure(out, "Risk against coverage",
               "share wrong when only the surest are answered; the point: what the program does itself");
  begin_svg(out, LEFT + SIDE + 16, TOP + SIDE + 42, "Risk-coverage curve");
  buf_format(out, "<path class=\"axis\" d=\"M%.1f %.1fV%.1fH%.1f\"/>\n", LEFT, TOP, TOP + SIDE, LEFT + SIDE);
  for (int i = 0; i <= 4; i++) {
    buf_format(out, "<text class=\"soft\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%.2f</text>\n", at_x(i / 4.0),
               TOP + SIDE + 16, i / 4.0);
    buf_format(out, "<text class=\"soft\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%.3f</text>\n", LEFT - 6,
               at_y(i / 4.0, 0) + 4, worst * i / 4);
  }
  buf_format(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">coverage</text>\n", at_x(0.5), TOP + SIDE + 34);
  buf_format(out,
             "<text x=\"9\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 9 %.1f)\">share wrong</text>\n",
             TOP + SIDE / 2, TOP + SIDE / 2);
  buf_add(out, STR("<path class=\"mark\" d=\""));
  for (size_t i = 0; i < r->curve_count; i++)
    buf_format(out, "%c%.1f %.1f", i ? 'L' : 'M', at_x(r->curve[i].coverage),
               at_y((1 - r->curve[i].accuracy) / worst, 0));
  buf_add(out, STR("\"/>\n"));
  double risk = 1 - r->answered_accuracy;
  buf_format(out,
             "<circle class=\"warm\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"><title>%.3f answered, of these %.3f "
             "wrong</title></circle>\n",
             at_x(r->coverage), at_y(risk / worst, 0), r->coverage, risk);
  end_figure(out);
}

void eval_report_html(const struct eval_report *r, struct arena *arena, struct buf *out) {
  struct sheet s;
  eval_sheet(r, arena, &s);
  buf_add(out, STR("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                   "content=\"width=device-width, initial-scale=1\">\n<title>"));
  sheet_html_escape(out, s.heading);
  buf_add(out, STR("</title>\n<style>\n"));
  buf_add(out, str_of(style));
  buf_add(out, STR("</style></head><body><main>\n<h1>"));
  sheet_html_escape(out, s.heading);
  buf_add(out, STR("</h1>\n<p>"));
  sheet_html_escape(out, s.about);
  buf_add(out, STR("</p>\n<div class=\"plots\">\n"));
  if (r->results->count) {
    methods_plot(r->results, out);
    confusion_plot(r->results, out);
    reliability_plot(r->results, out);
    coverage_plot(r->results, out);
  }
  buf_add(out, STR("</div>\n"));
  for (size_t i = 0; i < s.count; i++) sheet_write_html_table(&s.tables[i], out);
  buf_add(out, STR("</main></body></html>\n"));
  if (s.failed) out->failed = true;
}
