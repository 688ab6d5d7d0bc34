// The phrases that a prompt bench tries, as people write them down.
#pragma once

#include <saa/profile.h>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

/// One phrase a line: "text", or "text=filtered phrase" (nothing after "=": none is filtered).
/// Blanks at both ends, empty lines and lines that begin with "#" do not count.
/// @param source names the list in messages. @param filtered_phrase of lines without "=".
/// @throws InputError, with the line, for a phrase without text or one that stands there twice, and
///         if there is none.
[[nodiscard]] std::vector<Prompt> parse_phrase_list(std::string_view text, std::string_view source,
                                                    const std::string& filtered_phrase);

/// "text=filtered phrase": what tells one phrase from another.
[[nodiscard]] std::string phrase_line(const Prompt& phrase);

}  // namespace saa
