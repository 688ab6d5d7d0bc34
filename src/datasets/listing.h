// What lies in a folder, in an order that is the same on every machine.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace saa {

/// A picture file under the name it goes by in its data set: its path below the folder that was
/// asked for, with "/" and without the extension ("000", "top/000").
struct Picture {
  std::string name;
  std::filesystem::path file;
};

/// What is inside: the folder alone, or all folders below it too.
enum class Depth { folder, tree };

/// The pictures there, sorted by name; hidden files and other endings are passed by.
/// @throws InputError if there is no such folder, IoError if it cannot be read.
[[nodiscard]] std::vector<Picture> pictures_in(const std::filesystem::path& folder,
                                               Depth depth = Depth::folder);

/// The names of the folders inside, hidden ones left out, sorted; none if there is no such folder.
/// @throws IoError if it cannot be read.
[[nodiscard]] std::vector<std::string> subfolders(const std::filesystem::path& folder);

/// Whether it is a folder; false also where that cannot be found out.
[[nodiscard]] bool is_folder(const std::filesystem::path& path);
[[nodiscard]] bool is_file(const std::filesystem::path& path);

/// "a, b, c and 4 more"; "nothing" for an empty list.
[[nodiscard]] std::string some_of(const std::vector<std::string>& names);

/// The first names of what is inside, for messages, as some_of says them.
[[nodiscard]] std::string found_in(const std::filesystem::path& folder);

}  // namespace saa
