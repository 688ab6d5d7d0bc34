#include "serving/metrics.h"

#include <fmt/format.h>
#include <iterator>

namespace saa::serving {
namespace {

std::string escaped(std::string_view value) {
  std::string text;
  for (const char letter : value) {
    if (letter == '\\' || letter == '"') text += '\\';
    if (letter == '\n') {
      text += "\\n";
    } else {
      text += letter;
    }
  }
  return text;
}

std::string label_text(const Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels)
    text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", name, escaped(value));
  return text;
}

std::string in_braces(const std::string& labels) {
  return labels.empty() ? "" : "{" + labels + "}";
}

}  // namespace

Metrics::Series& Metrics::series(const std::string& name, Kind kind, const char* help,
                                 const Labels& labels) {
  const auto [family, is_new] = families_.try_emplace(name);
  if (is_new) family->second = {.kind = kind, .help = help, .series = {}};
  return family->second.series[label_text(labels)];
}

void Metrics::count(const std::string& name, const char* help, const Labels& labels, double by) {
  const std::scoped_lock lock(mutex_);
  series(name, Kind::counter, help, labels).value += by;
}

void Metrics::set_counter(const std::string& name, const char* help, const Labels& labels,
                          double value) {
  const std::scoped_lock lock(mutex_);
  series(name, Kind::counter, help, labels).value = value;
}

void Metrics::set_gauge(const std::string& name, const char* help, const Labels& labels,
                        double value) {
  const std::scoped_lock lock(mutex_);
  series(name, Kind::gauge, help, labels).value = value;
}

void Metrics::observe(const std::string& name, const char* help, const Labels& labels,
                      double seconds) {
  const std::scoped_lock lock(mutex_);
  Series& histogram = series(name, Kind::histogram, help, labels);
  histogram.buckets.resize(std::size(kBuckets));
  for (std::size_t i = 0; i < std::size(kBuckets); ++i)
    if (seconds <= kBuckets[i]) ++histogram.buckets[i];
  ++histogram.count;
  histogram.value += seconds;
}

void Metrics::write(std::string& out, const std::string& name, const Family& family) {
  constexpr const char* kKinds[] = {"counter", "gauge", "histogram"};
  out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, family.help, name,
                     kKinds[static_cast<int>(family.kind)]);
  for (const auto& [labels, series] : family.series) {
    if (family.kind != Kind::histogram) {
      out += fmt::format("{}{} {}\n", name, in_braces(labels), series.value);
      continue;
    }
    const std::string before = labels.empty() ? "" : labels + ",";
    for (std::size_t i = 0; i < std::size(kBuckets); ++i)
      out += fmt::format("{}_bucket{{{}le=\"{}\"}} {}\n", name, before, kBuckets[i],
                         series.buckets[i]);
    out += fmt::format("{}_bucket{{{}le=\"+Inf\"}} {}\n", name, before, series.count);
    out += fmt::format("{}_sum{} {}\n", name, in_braces(labels), series.value);
    out += fmt::format("{}_count{} {}\n", name, in_braces(labels), series.count);
  }
}

std::string Metrics::text() const {
  const std::scoped_lock lock(mutex_);
  std::string out;
  for (const auto& [name, family] : families_) write(out, name, family);
  return out;
}

}  // namespace saa::serving
