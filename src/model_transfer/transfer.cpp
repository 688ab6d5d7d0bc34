#include "model_transfer/transfer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <curl/curl.h>
#include <exception>
#include <memory>
#include <new>
#include <string_view>

namespace saa {
namespace {

using std::chrono::seconds;

constexpr seconds kConnectTimeout{30};
constexpr long kStallBytesPerSecond = 100;  // below this nothing of use is coming
constexpr long kMostRedirects = 10;
/// Of the pause that a server asks for, what it gets at most.
constexpr seconds kLongestPause{60};

/// libcurl's global state, set up once and never torn down: other threads may still use it.
void set_up_curl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK)
    throw IoError(std::string("libcurl does not start: ") + curl_easy_strerror(code));
}

/// Whom to trust, if the environment names another file than the system's: curl's own variable
/// before OpenSSL's.
std::string certificates() {
  for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"})
    if (const char* file = std::getenv(name); file != nullptr && *file != '\0') return file;
  return "";
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The value of a header line "Name: value\r\n", if it has this name (case does not matter).
std::optional<std::string_view> header_value(std::string_view line, std::string_view name) {
  if (line.size() <= name.size() || line[name.size()] != ':') return std::nullopt;
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  if (!std::ranges::equal(line.substr(0, name.size()), name, {}, lower, lower)) return std::nullopt;
  line.remove_prefix(name.size() + 1);
  const auto first = line.find_first_not_of(" \t");
  const auto last = line.find_last_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  return line.substr(first, last - first + 1);
}

/// One transfer while it runs: what libcurl's callbacks see. Exceptions wait here until libcurl,
/// which is C, has returned.
class Exchange {
 public:
  Exchange(const TransferRequest& request, TransferSink& sink, const std::atomic<bool>& stop)
      : request_(request), sink_(sink), stop_(stop), curl_(curl_easy_init(), curl_easy_cleanup) {
    if (curl_ == nullptr) throw std::bad_alloc();
    set_up();
  }

  void run() {
    const CURLcode code = curl_easy_perform(curl_.get());
    if (thrown_) std::rethrow_exception(thrown_);
    if (stop_) throw CancelledError("interrupted");
    if (refused_) fail_with_status();
    if (code != CURLE_OK) fail(code);
    if (!begun_) begin();  // an empty file
  }

 private:
  template <typename T>
  void set(CURLoption option, T value) {
    if (curl_easy_setopt(curl_.get(), option, value) != CURLE_OK)
      throw IoError("libcurl does not know an option that saa needs; is it older than 7.85?");
  }

  void set_up() {
    set(CURLOPT_URL, request_.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https,file");
    set(CURLOPT_REDIR_PROTOCOLS_STR, request_.url.starts_with("https:") ? "https" : "http,https");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, kMostRedirects);
    set(CURLOPT_USERAGENT, "saa");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(kConnectTimeout.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, kStallBytesPerSecond);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(request_.stall_timeout.count()));
    set(CURLOPT_ERRORBUFFER, reason_.data());
    // A range, not a resume: with that libcurl itself would refuse a server that sends it all.
    if (request_.offset > 0) set(CURLOPT_RANGE, (std::to_string(request_.offset) + "-").c_str());
    if (const std::string file = certificates(); !file.empty()) set(CURLOPT_CAINFO, file.c_str());
    set(CURLOPT_HEADERFUNCTION, &Exchange::on_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Exchange::on_body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &Exchange::on_progress);
    set(CURLOPT_XFERINFODATA, this);
  }

  static std::size_t on_header(const char* text, std::size_t, std::size_t size, void* self) {
    static_cast<Exchange*>(self)->read_header({text, size});
    return size;
  }

  static std::size_t on_body(const char* data, std::size_t, std::size_t size, void* self) {
    return static_cast<Exchange*>(self)->take({data, size}) ? size : 0;
  }

  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Exchange*>(self)->stop_ ? 1 : 0;
  }

  void read_header(std::string_view line) {
    if (line.starts_with("HTTP/")) {  // of a redirect's target too: forget what came before
      range_start_.reset();
      range_size_.reset();
      pause_ = seconds(0);
    } else if (const auto range = header_value(line, "content-range")) {
      read_content_range(*range);
    } else if (const auto wait = header_value(line, "retry-after")) {
      pause_ = seconds(std::min<std::uint64_t>(number(*wait).value_or(0), kLongestPause.count()));
    }
  }

  /// "bytes 100-199/200", with "*" for an unknown size.
  void read_content_range(std::string_view range) {
    constexpr std::string_view kUnit = "bytes ";
    if (!range.starts_with(kUnit)) return;
    range.remove_prefix(kUnit.size());
    range_start_ = number(range.substr(0, range.find('-')));
    if (const auto slash = range.find('/'); slash != std::string_view::npos)
      range_size_ = number(range.substr(slash + 1));
  }

  [[nodiscard]] long status() const {
    long status = 0;
    curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  [[nodiscard]] bool is_file() const { return request_.url.starts_with("file:"); }

  bool take(std::string_view data) noexcept {
    try {
      if (!begun_) {
        if (!is_file() && status() != 200 && status() != 206) {
          refused_ = true;
          return false;
        }
        begin();
      }
      sink_.write(std::as_bytes(std::span(data.data(), data.size())));
      return true;
    } catch (...) {
      thrown_ = std::current_exception();
      return false;
    }
  }

  void begin() {
    if (!is_file() && status() != 200 && status() != 206) fail_with_status();
    begun_ = true;
    TransferStart start;
    curl_off_t length = -1;
    curl_easy_getinfo(curl_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (is_file()) {
      start.offset = request_.offset;
    } else if (status() == 206) {
      if (range_start_ != request_.offset) {
        throw TransferError("the server sent another part of the file than it was asked for",
                            TransferFailure::range);
      }
      start.offset = request_.offset;
      start.size = range_size_;
    } else if (length >= 0) {
      start.size = static_cast<std::uint64_t>(length);
    }
    sink_.begin(start);
  }

  [[noreturn]] void fail_with_status() const {
    const long code = status();
    std::string message = "the server answered with HTTP status " + std::to_string(code);
    if (code == 401 || code == 403)
      message += " (not allowed; does the proxy or mirror ask who you are?)";
    if (code == 404 || code == 410) message += " (not there)";
    if (code == 407)
      message += " (the proxy asks who you are: http://USER:PASSWORD@HOST in https_proxy)";
    if (code == 429) message += " (too many requests)";
    const bool passes = code == 408 || code == 425 || code == 429 || code >= 500;
    throw TransferError(message,
                        code == 416 ? TransferFailure::range
                        : passes    ? TransferFailure::passing
                                    : TransferFailure::lasting,
                        pause_);
  }

  [[noreturn]] void fail(CURLcode code) const {
    const std::string detail = reason_[0] != '\0' ? reason_.data() : curl_easy_strerror(code);
    switch (code) {
      case CURLE_COULDNT_RESOLVE_HOST:
      case CURLE_COULDNT_RESOLVE_PROXY:
        throw TransferError(
            "no such host (" + detail + "); is this machine online, or behind a proxy?",
            TransferFailure::lasting);
      case CURLE_PEER_FAILED_VERIFICATION:
      case CURLE_SSL_CACERT_BADFILE:
      case CURLE_SSL_CONNECT_ERROR:
        throw TransferError(
            "no trusted connection (" + detail +
                "); a proxy that reads along needs its certificate in CURL_CA_BUNDLE",
            TransferFailure::lasting);
      case CURLE_OPERATION_TIMEDOUT:
        throw TransferError(
            begun_ ? "nothing came for " + std::to_string(request_.stall_timeout.count()) + " s"
                   : "no answer in time (" + detail + ")",
            TransferFailure::passing);
      case CURLE_URL_MALFORMAT:
      case CURLE_UNSUPPORTED_PROTOCOL:
      case CURLE_FILE_COULDNT_READ_FILE:
      case CURLE_TOO_MANY_REDIRECTS:
        throw TransferError(detail, TransferFailure::lasting);
      default:
        throw TransferError(begun_ ? "the connection broke (" + detail + ")" : detail,
                            TransferFailure::passing);
    }
  }

  const TransferRequest& request_;
  TransferSink& sink_;
  const std::atomic<bool>& stop_;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
  std::array<char, CURL_ERROR_SIZE> reason_{};
  std::exception_ptr thrown_;
  bool begun_ = false;
  bool refused_ = false;  ///< the body belongs to an error page
  std::optional<std::uint64_t> range_start_;
  std::optional<std::uint64_t> range_size_;
  seconds pause_{0};
};

}  // namespace

void transfer(const TransferRequest& request, TransferSink& sink, const std::atomic<bool>& stop) {
  set_up_curl();
  Exchange(request, sink, stop).run();
}

}  // namespace saa
