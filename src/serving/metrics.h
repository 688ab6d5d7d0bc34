// What the server counts, in the text format that Prometheus reads.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saa::serving {

/// Names and values of one series: {{"route", "/v1/predict"}, {"status", "200"}}.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// Seconds up to which the buckets of histograms count, ascending.
inline constexpr double kBuckets[] = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                      1,     2.5,  5,     10,   30,  60};

/// Counters, gauges and histograms, made when first used. Thread-safe. Names and the values of
/// labels are the program's own words: none of them comes from a request.
class Metrics {
 public:
  /// Adds to a counter. @param help one line, of the first call.
  void count(const std::string& name, const char* help, const Labels& labels = {}, double by = 1);
  /// Sets what another part counts.
  void set_counter(const std::string& name, const char* help, const Labels& labels, double value);
  void set_gauge(const std::string& name, const char* help, const Labels& labels, double value);
  /// Notes one duration in a histogram.
  void observe(const std::string& name, const char* help, const Labels& labels, double seconds);

  /// All of them, sorted by name: text/plain; version=0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  enum class Kind { counter, gauge, histogram };
  struct Series {
    double value = 0;                    ///< of a counter or gauge; sum of a histogram
    std::uint64_t count = 0;             ///< of a histogram
    std::vector<std::uint64_t> buckets;  ///< at or below each of kBuckets
  };
  struct Family {
    Kind kind = Kind::counter;
    std::string help;
    std::map<std::string, Series> series;  ///< by their labels as text: route="/",status="200"
  };

  Series& series(const std::string& name, Kind kind, const char* help, const Labels& labels);
  static void write(std::string& out, const std::string& name, const Family& family);

  mutable std::mutex mutex_;
  std::map<std::string, Family> families_;
};

}  // namespace saa::serving
