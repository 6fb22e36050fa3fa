// The .npz format: a zip archive of .npy files.
#pragma once

#include "verify/input/mapped_file.hpp"
#include "verify/input/tensor.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace tailmass::verify::input {

/// Whether the bytes look like a .npz file: a zip archive whose first member is a .npy file.
bool is_npz(std::span<const std::byte> content);

/// Returns the arrays of a .npz file of that content, each named as its member without ".npy", in the order
/// of the archive's directory: as views of `content` where they are stored, and of `storage` where they were
/// deflated. A member that is encrypted, packed by another method or no array that parse_npy() reads is given
/// with its refusal. Throws InputError (naming `path` and the member) when the archive is cut or contradicts
/// itself, when two members have one name or overlap, when a checksum is not that of the data, and when a
/// member claims to hold more than 1032 times its packed size, which no deflated data do.
std::vector<Tensor> parse_npz(std::span<const std::byte> content, const std::filesystem::path& path,
                              Storage& storage);

} // namespace tailmass::verify::input
