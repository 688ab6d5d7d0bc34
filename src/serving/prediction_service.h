// What every protocol of the server asks: one method with its networks loaded once, behind a
// bounded queue and a fixed number of workers.
#pragma once

#include "core/lru_cache.h"
#include "pipeline/method.h"
#include "serving/metrics.h"
#include "serving/status.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <saa/image.h>
#include <saa/profile.h>
#include <saa/segmenter.h>
#include <string>
#include <vector>

namespace saa::serving {

/// A picture's encoded file as a client sent it.
using EncodedImage = std::vector<std::uint8_t>;

/// A picture that was read once, by the digest of its file.
struct Picture {
  Image image;
  std::string sha256;  ///< of the file's bytes; of an image that came decoded, of its pixels
};

struct PredictRequest {
  /// The picture, in one of two forms; the other stays null.
  std::shared_ptr<const Picture> picture;
  std::shared_ptr<const EncodedImage> encoded;  ///< read by a worker, kept in picture_memory()
  bool only_read = false;                       ///< read the picture and answer without a result
  Profile profile;
  PredictOptions options;  ///< `cancel` and `context` are the service's; on_stage: on a worker
  /// From submit() on; unset or longer than ServiceSettings::deadline: that one.
  std::optional<std::chrono::milliseconds> deadline;
};

struct Prediction {
  std::shared_ptr<const Picture> picture;
  double read_seconds = 0;  ///< reading the picture; about 0 where it was remembered
  double seconds = 0;       ///< reading and predicting, without the wait in the queue
  Result result;            ///< empty with only_read
};

struct ServiceSettings {
  std::size_t queue = 64;  ///< predictions that wait, beside those that run
  std::chrono::milliseconds deadline{60'000};
  ReadLimits limits{};
  std::size_t image_memory = 256U << 20U;  ///< bytes of decoded pictures that are kept
  std::shared_ptr<const Context> context{};
};

class PredictionService;
struct PredictionJob;

/// A prediction under way. Whoever lets go of it unfinished has left: the work stops.
class Ticket {
 public:
  Ticket(PredictionService& service, std::shared_ptr<PredictionJob> job);
  ~Ticket();
  Ticket(Ticket&& other) noexcept = default;
  Ticket& operator=(Ticket&&) = delete;

  /// Waits at most that long. Whether get() has something to give; a deadline that passes is
  /// noticed here and in get().
  [[nodiscard]] bool wait_for(std::chrono::milliseconds patience);

  /// Waits and gives the answer, once.
  /// @throws DeadlineExceeded, CancelledError after cancel(), ShuttingDown if the server stopped,
  ///         InputError for a picture or profile that cannot be used, and whatever else the method
  ///         throws.
  [[nodiscard]] Prediction get();

  /// The client left: takes the work out of the queue, or stops it at its next stage.
  void cancel();

 private:
  PredictionService* service_;
  std::shared_ptr<PredictionJob> job_;
};

/// Thread-safe. The order of answers is that of submission, as far as workers allow.
class PredictionService {
 public:
  explicit PredictionService(ServiceSettings settings);
  /// As stop_now().
  ~PredictionService();
  PredictionService(const PredictionService&) = delete;
  PredictionService& operator=(const PredictionService&) = delete;

  /// Starts the workers: ready from now on. Called once.
  /// @param workers predictions at a time, at least 1.
  void start(std::unique_ptr<const AnomalyMethod> method, int workers = 1);
  /// Networks are loaded and nobody asked to stop.
  [[nodiscard]] bool ready() const;

  /// @throws QueueFull; ShuttingDown if not ready().
  [[nodiscard]] Ticket submit(PredictRequest request);

  /// Takes nothing more and returns when everything that was taken is answered, or false when
  /// `patience` is over.
  bool drain(std::chrono::milliseconds patience);
  /// Cancels whatever waits or runs and joins the workers.
  void stop_now();

  [[nodiscard]] const ServiceSettings& settings() const { return settings_; }
  /// @throws ShuttingDown before start().
  [[nodiscard]] const AnomalyMethod& method() const;
  /// A remembered picture by its digest; null if it is forgotten.
  [[nodiscard]] std::shared_ptr<const Picture> find_picture(const std::string& sha256);
  [[nodiscard]] const LruCache& picture_memory() const { return pictures_; }
  /// Counts what was asked and answered, of all protocols.
  [[nodiscard]] Metrics& metrics() { return metrics_; }
  /// As Metrics::text(), with the queue and the memories as they are now.
  [[nodiscard]] std::string metrics_text();

  struct Load {
    std::size_t queued = 0;
    std::size_t running = 0;
    std::size_t workers = 0;
  };
  [[nodiscard]] Load load() const;

 private:
  friend class Ticket;
  struct State;

  void work();
  void run(PredictionJob& job);
  [[nodiscard]] Prediction answer(const PredictionJob& job);
  [[nodiscard]] std::shared_ptr<const Picture> read(const PredictRequest& request);
  void note(const Prediction& prediction);
  void reject(const char* reason);
  /// Nobody waits for the job any more.
  void abandon(const std::shared_ptr<PredictionJob>& job, std::exception_ptr why);

  const ServiceSettings settings_;
  LruCache pictures_;
  Metrics metrics_;
  std::unique_ptr<State> state_;
};

}  // namespace saa::serving
