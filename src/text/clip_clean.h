// Text as CLIP's tokenizer cleans it before it looks for words.
#pragma once

#include <string>
#include <string_view>

namespace saa::text {

/// HTML entities, ligatures, full- and half-width forms, typographic quotes and control characters
/// replaced by what they stand for, in composed form (NFC), with single spaces, in lower case: what
/// the originals do by Python's ftfy.fix_text, html.unescape, split and lower. Unlike ftfy, it does
/// not guess that letters were decoded with a wrong character set, nor looks for commands to
/// terminals.
/// @throws InputError for text that is not UTF-8.
[[nodiscard]] std::u32string clean_for_clip(std::string_view text);

}  // namespace saa::text
