#include "serving/prediction_service.h"

#include "core/sha256.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

namespace saa::serving {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string picture_key(const std::string& sha256) { return "picture/" + sha256; }

}  // namespace

/// Settled once: by the worker's answer, or by whoever gives up first.
struct PredictionJob {
  PredictRequest request;
  Clock::time_point submitted;
  Clock::time_point deadline;
  std::atomic<bool> cancel{false};

  std::mutex mutex;  ///< guards all below
  std::condition_variable changed;
  bool settled = false;
  std::optional<Prediction> prediction;
  std::exception_ptr error;

  /// Whether this was the first to settle it.
  bool settle(std::optional<Prediction> answer, std::exception_ptr why) {
    const std::scoped_lock lock(mutex);
    if (settled) return false;
    settled = true;
    prediction = std::move(answer);
    error = std::move(why);
    changed.notify_all();
    return true;
  }

  [[nodiscard]] bool is_settled() {
    const std::scoped_lock lock(mutex);
    return settled;
  }
};

struct PredictionService::State {
  mutable std::mutex mutex;  ///< guards all below
  std::condition_variable changed;
  std::unique_ptr<const AnomalyMethod> method;
  std::deque<std::shared_ptr<PredictionJob>> queue;
  std::vector<std::shared_ptr<PredictionJob>> running;
  bool draining = false;
  bool stopping = false;
  double mean_seconds = 1;  ///< of the last predictions
  std::vector<std::thread> workers;

  [[nodiscard]] bool is_idle() const { return queue.empty() && running.empty(); }

  /// When the queue will have moved, if predictions go on taking as long as the last ones did.
  [[nodiscard]] std::chrono::seconds retry_after() const {
    constexpr double kLongest = 60;
    const double wait = mean_seconds * double(queue.size()) / double(workers.size());
    return std::chrono::seconds(std::lround(std::ceil(std::clamp(wait, 1.0, kLongest))));
  }
};

Ticket::Ticket(PredictionService& service, std::shared_ptr<PredictionJob> job)
    : service_(&service), job_(std::move(job)) {}

Ticket::~Ticket() {
  if (job_) cancel();
}

bool Ticket::wait_for(std::chrono::milliseconds patience) {
  const Clock::time_point until = std::min(Clock::now() + patience, job_->deadline);
  std::unique_lock lock(job_->mutex);
  if (job_->changed.wait_until(lock, until, [this] { return job_->settled; })) return true;
  if (Clock::now() < job_->deadline) return false;
  lock.unlock();
  const auto seconds = std::chrono::duration<double>(job_->deadline - job_->submitted).count();
  service_->abandon(
      job_, std::make_exception_ptr(DeadlineExceeded(fmt::format(
                "no answer within {:g} s; ask for a later deadline or come back later", seconds))));
  return true;
}

Prediction Ticket::get() {
  constexpr std::chrono::hours kUntilDeadline{1};
  while (!wait_for(kUntilDeadline)) continue;
  const std::scoped_lock lock(job_->mutex);
  if (job_->error) std::rethrow_exception(job_->error);
  return std::move(job_->prediction).value();
}

void Ticket::cancel() {
  if (job_->is_settled()) return;
  service_->abandon(job_, std::make_exception_ptr(CancelledError("the client left")));
}

PredictionService::PredictionService(ServiceSettings settings)
    : settings_(std::move(settings)),
      pictures_(settings_.image_memory),
      state_(std::make_unique<State>()) {}

PredictionService::~PredictionService() { stop_now(); }

void PredictionService::start(std::unique_ptr<const AnomalyMethod> method, int workers) {
  const std::scoped_lock lock(state_->mutex);
  state_->method = std::move(method);
  for (int i = 0; i < std::max(workers, 1); ++i) state_->workers.emplace_back([this] { work(); });
}

bool PredictionService::ready() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->method && !state_->draining && !state_->stopping;
}

const AnomalyMethod& PredictionService::method() const {
  const std::scoped_lock lock(state_->mutex);
  if (!state_->method) throw ShuttingDown("networks are still being loaded; try again in a moment");
  return *state_->method;
}

Ticket PredictionService::submit(PredictRequest request) {
  const std::scoped_lock lock(state_->mutex);
  if (!state_->method || state_->draining || state_->stopping) {
    reject("not_serving");
    throw ShuttingDown(state_->method ? "the server is shutting down; ask another one"
                                      : "networks are still being loaded; try again in a moment");
  }
  const std::size_t free_workers =
      state_->workers.size() - std::min(state_->running.size(), state_->workers.size());
  if (state_->queue.size() >= settings_.queue + free_workers) {
    reject("queue_full");
    throw QueueFull(fmt::format("{} predictions wait already; try again later", settings_.queue),
                    state_->retry_after());
  }
  auto job = std::make_shared<PredictionJob>();
  job->request = std::move(request);
  job->submitted = Clock::now();
  job->deadline = job->submitted +
                  std::min(job->request.deadline.value_or(settings_.deadline), settings_.deadline);
  state_->queue.push_back(job);
  state_->changed.notify_all();
  return {*this, std::move(job)};
}

void PredictionService::work() {
  std::unique_lock lock(state_->mutex);
  while (true) {
    state_->changed.wait(lock, [this] { return state_->stopping || !state_->queue.empty(); });
    if (state_->stopping) return;
    const std::shared_ptr<PredictionJob> job = std::move(state_->queue.front());
    state_->queue.pop_front();
    state_->running.push_back(job);
    lock.unlock();
    run(*job);
    lock.lock();
    std::erase(state_->running, job);
    state_->changed.notify_all();
  }
}

void PredictionService::run(PredictionJob& job) {
  metrics_.observe("saa_queue_seconds", "Time predictions waited for a worker.", {},
                   seconds_since(job.submitted));
  const char* outcome = "failed";
  try {
    Prediction prediction = answer(job);
    note(prediction);
    job.settle(std::move(prediction), nullptr);
    outcome = "answered";
  } catch (const CancelledError&) {
    outcome = "cancelled";
    job.settle(std::nullopt, std::current_exception());
  } catch (...) {
    job.settle(std::nullopt, std::current_exception());
  }
  metrics_.count("saa_predictions_total", "Predictions that a worker began, by how they ended.",
                 {{"outcome", outcome}});
}

Prediction PredictionService::answer(const PredictionJob& job) {
  const Clock::time_point start = Clock::now();
  Prediction prediction;
  prediction.picture = read(job.request);
  prediction.read_seconds = seconds_since(start);
  if (!job.request.only_read) {
    PredictOptions options = job.request.options;
    options.cancel = &job.cancel;
    options.context = settings_.context;
    prediction.result =
        state_->method->predict(prediction.picture->image, job.request.profile, options);
  }
  prediction.seconds = seconds_since(start);
  return prediction;
}

std::shared_ptr<const Picture> PredictionService::read(const PredictRequest& request) {
  if (request.picture) return request.picture;
  const EncodedImage& bytes = *request.encoded;
  const std::string digest = sha256(std::as_bytes(std::span(bytes)));
  return pictures_.find_or_keep<Picture>(
      picture_key(digest),
      [&] {
        return Picture{decode_image(bytes, "the image", settings_.limits), digest};
      },
      [](const Picture& picture) { return sizeof(Picture) + picture.image.rgb.size(); });
}

void PredictionService::note(const Prediction& prediction) {
  constexpr const char* kStageHelp = "Time in each stage of a prediction.";
  metrics_.observe("saa_stage_seconds", kStageHelp, {{"stage", "read"}}, prediction.read_seconds);
  for (const StageTime& time : prediction.result.timings)
    metrics_.observe("saa_stage_seconds", kStageHelp, {{"stage", time.stage}}, time.seconds);
  constexpr double kNewest = 0.1;
  const std::scoped_lock lock(state_->mutex);
  state_->mean_seconds += kNewest * (prediction.seconds - state_->mean_seconds);
}

void PredictionService::reject(const char* reason) {
  metrics_.count("saa_rejected_total", "Predictions that were not finished, by reason.",
                 {{"reason", reason}});
}

void PredictionService::abandon(const std::shared_ptr<PredictionJob>& job, std::exception_ptr why) {
  if (!job->settle(std::nullopt, why)) return;
  job->cancel = true;
  const bool is_late = Clock::now() >= job->deadline;
  reject(is_late ? "deadline" : "client_left");
  const std::scoped_lock lock(state_->mutex);
  std::erase(state_->queue, job);
  state_->changed.notify_all();
}

bool PredictionService::drain(std::chrono::milliseconds patience) {
  std::unique_lock lock(state_->mutex);
  state_->draining = true;
  return state_->changed.wait_for(lock, patience, [this] { return state_->is_idle(); });
}

void PredictionService::stop_now() {
  std::vector<std::thread> workers;
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
    const auto stopped = std::make_exception_ptr(ShuttingDown("the server stopped"));
    for (const auto& job : state_->queue) job->settle(std::nullopt, stopped);
    for (const auto& job : state_->running) {
      job->settle(std::nullopt, stopped);
      job->cancel = true;
    }
    state_->queue.clear();
    workers = std::move(state_->workers);
    state_->changed.notify_all();
  }
  for (std::thread& worker : workers) worker.join();
}

std::shared_ptr<const Picture> PredictionService::find_picture(const std::string& sha256) {
  return pictures_.find<Picture>(picture_key(sha256));
}

PredictionService::Load PredictionService::load() const {
  const std::scoped_lock lock(state_->mutex);
  return {.queued = state_->queue.size(),
          .running = state_->running.size(),
          .workers = state_->workers.size()};
}

std::string PredictionService::metrics_text() {
  const Load now = load();
  metrics_.set_gauge("saa_queue_depth", "Predictions that wait for a worker.", {},
                     double(now.queued));
  metrics_.set_gauge("saa_in_flight", "Predictions that a worker is at.", {}, double(now.running));
  metrics_.set_gauge("saa_ready", "Whether predictions are taken: 1 or 0.", {}, ready() ? 1 : 0);
  const auto note_memory = [this](const char* name, const LruCache& memory) {
    const Labels labels = {{"memory", name}};
    metrics_.set_gauge("saa_memory_bytes", "Bytes kept between requests.", labels,
                       double(memory.bytes()));
    metrics_.set_counter("saa_memory_hits_total", "Look-ups that found what they wanted.", labels,
                         double(memory.hits()));
    metrics_.set_counter("saa_memory_misses_total", "Look-ups that found nothing.", labels,
                         double(memory.misses()));
  };
  note_memory("pictures", pictures_);
  if (ready() && method().memory() != nullptr) note_memory("method", *method().memory());
  return metrics_.text();
}

}  // namespace saa::serving
