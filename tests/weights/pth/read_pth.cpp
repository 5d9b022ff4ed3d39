#include "support/torch_doctest.hpp"

#include <algorithm>
#include <fstream>
#include <limits>

#include <graft/weights/io/atomic_file.hpp>
#include <graft/weights/pth/detail/pickle_writer.hpp>
#include <graft/weights/pth/detail/zip_writer.hpp>
#include <graft/weights/pth/read_pth.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/state/fit_names.hpp>
#include <graft/weights/state/module_state.hpp>

#include "weights/scratch.hpp"

namespace read_pth_tests {

using graft::read_pth;
using graft::StateDict;
using graft::WeightsError;
using scratch::recorded;

std::string complaint(const std::filesystem::path& path) {
  return scratch::complaint<WeightsError>([&] { read_pth(path); });
}

bool mentions(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

torch::Tensor floats(std::int64_t count) { return torch::arange(count, torch::kFloat); }

void check_equal(const torch::Tensor& got, const torch::Tensor& expected) {
  CHECK(got.dtype() == expected.dtype());
  CHECK(got.equal(expected));
}

// What record.py put in.
void check_state(const StateDict& state) {
  CHECK(state.size() == 18);
  CHECK(state.names().front() == "float");
  CHECK(state.names().back() == "parameter");
  check_equal(state.at("float"), floats(6).reshape({2, 3}) / 4);
  check_equal(state.at("transposed"), floats(6).reshape({2, 3}).t());
  CHECK_FALSE(state.at("transposed").is_contiguous());
  check_equal(state.at("double"), torch::arange(3, torch::kDouble) / 8);
  check_equal(state.at("half"), (floats(5) / 2).to(torch::kHalf));
  check_equal(state.at("bfloat16"), (floats(5) / 2).to(torch::kBFloat16));
  check_equal(state.at("int64"), torch::arange(4, torch::kLong) - 2);
  check_equal(state.at("int32"), torch::arange(4, torch::kInt) - 2);
  check_equal(state.at("int16"), torch::arange(4, torch::kShort) - 2);
  check_equal(state.at("int8"), torch::arange(4, torch::kChar) - 2);
  check_equal(state.at("uint8"), torch::arange(250, 254, torch::kByte));
  check_equal(state.at("bool"), torch::tensor({true, false, true}));
  check_equal(state.at("scalar"), torch::tensor(std::int64_t{7}));
  check_equal(state.at("empty"), torch::zeros({0, 3}));
  check_equal(state.at("shared.whole"), floats(12));
  check_equal(state.at("shared.part"), floats(12).slice(0, 4, 8));
  check_equal(state.at("shared.columns"), floats(12).reshape({3, 4}).slice(1, 1, 3));
  check_equal(state.at("expanded"), torch::ones({2, 3}));
  check_equal(state.at("parameter"), torch::ones({2}));
  state.at("shared.whole")[5] = 100;
  CHECK(state.at("shared.part")[1].item<float>() == 100);
}

// A zip file of torch.save's making around any pickle.
void write_zip(const std::filesystem::path& path, const std::string& pickle,
               const std::string& storage = std::string(16, '\0')) {
  graft::AtomicFile file(path);
  graft::detail::ZipWriter zip(file);
  zip.add("archive/data.pkl", pickle.data(), pickle.size());
  zip.add("archive/data/0", storage.data(), storage.size());
  zip.finish();
  file.commit();
}

// The pickle of {"t": tensor} with the given geometry over a storage of `count` floats.
std::string pickled(std::int64_t count, std::int64_t offset, const std::vector<std::int64_t>& sizes,
                    const std::vector<std::int64_t>& strides) {
  graft::detail::PickleWriter pickle;
  pickle.global("collections", "OrderedDict");
  pickle.empty_tuple();
  pickle.call();
  pickle.mark();
  pickle.text("t");
  pickle.global("torch._utils", "_rebuild_tensor_v2");
  pickle.mark();
  pickle.mark();
  pickle.text("storage");
  pickle.global("torch", "FloatStorage");
  pickle.text("0");
  pickle.text("cpu");
  pickle.integer(count);
  pickle.tuple();
  pickle.persistent();
  pickle.integer(offset);
  pickle.integers(sizes);
  pickle.integers(strides);
  pickle.tuple();
  pickle.call();
  pickle.set_items();
  return std::move(pickle).finish();
}

TEST_CASE("a .pth gives every kind of tensor, in the zip format, the legacy format and another pickle protocol") {
  check_state(read_pth(recorded("state_zip.pth")));
  check_state(read_pth(recorded("state_legacy.pth")));
  check_state(read_pth(recorded("state_protocol4.pth")));
}

TEST_CASE("a whole pickled model, a wrapped state_dict and a DataParallel model give the names of state_dict()") {
  const StateDict expected = read_pth(recorded("model_state.pth"));
  CHECK(expected.contains("block.downsample.1.running_var"));
  CHECK(expected.contains("fc.kept"));
  CHECK_FALSE(expected.contains("fc.not_kept"));
  for (const char* name : {"model_zip.pth", "model_legacy.pth", "wrapped.pth", "data_parallel.pth"}) {
    CAPTURE(name);
    const bool is_parallel = std::string(name) == "wrapped.pth" || std::string(name) == "data_parallel.pth";
    const graft::FittedNames fitted = graft::fit_names(read_pth(recorded(name)), expected);
    CHECK(fitted.prefix == (is_parallel ? "module." : ""));
    const StateDict& got = fitted.tensors;
    CHECK(got.names() == expected.names());
    for (const auto& [key, tensor] : expected) check_equal(got.at(key), tensor);
  }
}

TEST_CASE("what a pickle wants to be called is told and never executed, and the tensors beside it are read") {
  const std::filesystem::path witness = "graft_was_here";
  for (const char* name : {"evil_zip.pth", "evil_legacy.pth"}) {
    const graft::Checkpoint checkpoint = graft::read_weights(recorded(name));
    check_equal(checkpoint.tensors.at("weight"), torch::ones({2}));
    CHECK(checkpoint.left_over == std::vector<std::string>{"hook (posix.system)"});
    CHECK_FALSE(std::filesystem::exists(witness));
  }
}

TEST_CASE("files that are no weights say what they are") {
  scratch::Folder folder;
  const auto said = [&](const std::string& bytes) {
    scratch::write(folder / "x.pth", bytes);
    return complaint(folder / "x.pth");
  };
  CHECK(mentions(complaint(folder / "missing.pth"), "No such file"));
  CHECK(mentions(complaint(folder.path()), "not a regular file"));
  CHECK(mentions(said(""), "empty"));
  CHECK(mentions(said("<!DOCTYPE html>"), "web page"));
  CHECK(mentions(said("version https://git-lfs.github.com/spec/v1\n"), "LFS"));
  CHECK(mentions(said("hello"), "not a file of torch.save"));
  CHECK(mentions(complaint(recorded("plain_pickle.pth")), "not one of torch.save"));
  CHECK(mentions(complaint(recorded("frozen_script.pt")), "TorchScript program without named tensors"));
  CHECK(mentions(complaint(recorded("big_endian.pth")), "big-endian"));
  CHECK(mentions(complaint(recorded("state.safetensors")), "it is a safetensors file"));
}

TEST_CASE("a tensor that reaches beyond its storage or claims what the file lacks is refused") {
  scratch::Folder folder;
  const std::filesystem::path path = folder / "x.pth";
  constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();
  const auto said = [&](const std::string& pickle) {
    write_zip(path, pickle);
    return complaint(path);
  };
  CHECK(said(pickled(4, 0, {2, 2}, {2, 1})) == "nothing");
  CHECK(said(pickled(4, 3, {1}, {1})) == "nothing");
  CHECK(said(pickled(4, 4, {0}, {1})) == "nothing");
  CHECK(mentions(said(pickled(4, 1, {2, 2}, {2, 1})), "beyond its storage"));
  CHECK(mentions(said(pickled(4, 5, {0}, {1})), "beyond its storage"));
  CHECK(mentions(said(pickled(4, 0, {2}, {4})), "beyond its storage"));
  CHECK(mentions(said(pickled(4, 0, {2}, {huge})), "beyond its storage"));
  CHECK(mentions(said(pickled(4, 0, {huge, huge}, {0, 0})), "beyond its storage"));
  CHECK(mentions(said(pickled(4, huge, {2}, {1})), "beyond its storage"));
  CHECK(mentions(said(pickled(4, 0, {1'000'000'000'000}, {0})), "repeat far more elements"));
  CHECK(mentions(said(pickled(huge, 0, {2}, {1})), "needs a storage of"));
  CHECK(mentions(said(pickled(5, 0, {2}, {1})), "needs a storage of"));
  CHECK(mentions(said(pickled(4, -1, {2}, {1})), "not PyTorch's"));
  CHECK(mentions(said(pickled(4, 0, {-2}, {1})), "not PyTorch's"));
  CHECK(mentions(said(pickled(4, 0, {2, 2}, {1})), "not PyTorch's"));
}

TEST_CASE("hostile pickles are refused before they cost memory or time") {
  scratch::Folder folder;
  const std::filesystem::path path = folder / "x.pth";
  const auto said = [&](const std::string& pickle) {
    write_zip(path, pickle);
    return complaint(path);
  };
  CHECK(mentions(said(std::string("\x80\x02X\xff\xff\xff\xff", 7)), "longer than the rest of the file"));
  CHECK(mentions(said("\x80\x02" + std::string(20'000, '(')), "nested too deeply"));
  CHECK(mentions(said("\x80\x02" + std::string(2'500'000, ']')), "values"));
  CHECK(mentions(said("\x80\x02R."), "more values from its stack than are there"));
  CHECK(mentions(said("\x80\x02h\x07."), "has not put"));
  CHECK(mentions(said("\x80\x02P0\n."), "no weights file needs"));
  CHECK(mentions(said("\x80\x09."), "newer than 5"));
  CHECK(mentions(said("\x80\x02"
                      "cos\nsystem\n."),
                 "no tensors by name"));
  CHECK(mentions(said("\x80\x02"
                      "ctorch\nload\n)R."),
                 "'torch.load'"));

  // A list of a thousand lists, each of which holds the one before it twice: deep, and exponential for a naive walk.
  std::string deep = "\x80\x02]";
  for (int i = 0; i < 1000; ++i)
    deep +=
        "](\x32\x32"
        "e";
  CHECK(complaint(path).size() > 0);
  CHECK(said(deep + ".") != "nothing");

  // set([...]) of the same long list, again and again, which would be quadratic.
  std::string copies = "\x80\x02](";
  copies += std::string(10'000, 'N') +
            "eq\x01"
            "0";
  for (int i = 0; i < 10'000; ++i) copies += "c__builtin__\nset\nh\x01\x85R0";
  CHECK(mentions(said(copies + "h\x01."), "again and again"));
}

TEST_CASE("modules that contain each other do not recurse without end") {
  scratch::Folder folder;
  const auto text = [](const std::string& value) {
    return "X" + std::string(1, static_cast<char>(value.size())) + std::string(3, '\0') + value;
  };
  // A module, remembered as number 1, whose _modules holds number 1.
  const std::string state = text("_parameters") + "}" + text("_buffers") + "}" + text("_modules") + "}" + text("a") + "h\x01s";
  write_zip(folder / "x.pth",
            "\x80\x02"
            "ctorch.nn.modules.container\nSequential\n)\x81q\x01}(" +
                state + "ub.");
  CHECK(mentions(complaint(folder / "x.pth"), "nested too deeply"));
}

TEST_CASE("a file that is cut off anywhere is refused") {
  scratch::Folder folder;
  for (const char* name : {"state_zip.pth", "state_legacy.pth"}) {
    const std::filesystem::path cut = folder / name;
    std::filesystem::copy(recorded(name), cut);
    std::filesystem::permissions(cut, std::filesystem::perms::owner_all);
    std::uintmax_t size = std::filesystem::file_size(cut);
    REQUIRE(size > 1000);
    while (size-- > 0) {
      std::filesystem::resize_file(cut, size);
      if (complaint(cut) == "nothing") FAIL(name << " cut off at byte " << size << " was read");
    }
  }
}

TEST_CASE("a zip file is read with other bytes behind it, and refused where it is cut off before them") {
  scratch::Folder folder;
  const std::string bytes = scratch::read(recorded("state_zip.pth"));
  for (const std::string& behind : {std::string(64, '\0'), std::string("x"), std::string(60'000, 'P'),
                                    std::string("PK\x05\x06"), "PK\x05\x06" + std::string(30, '\0')}) {
    scratch::write(folder / "x.pth", bytes + behind);
    check_state(read_pth(folder / "x.pth"));
    scratch::write(folder / "x.pth", bytes.substr(0, bytes.size() - 22) + behind);
    CHECK(complaint(folder / "x.pth") != "nothing");
  }
}

TEST_CASE("a file with a changed byte is read or refused, and never does harm") {
  scratch::Folder folder;
  int refused = 0;
  for (const char* name : {"state_zip.pth", "state_legacy.pth", "model_zip.pth"}) {
    const std::string bytes = scratch::read(recorded(name));
    REQUIRE_FALSE(bytes.empty());
    scratch::write(folder / name, bytes);
    std::fstream file(folder / name, std::ios::binary | std::ios::in | std::ios::out);
    const auto put = [&](std::size_t place,
                         int value) {  // one byte in place, because writing the whole file each time is slow
      file.seekp(static_cast<std::streamoff>(place)).put(static_cast<char>(value)).flush();
    };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const int change = i % 3 == 0 ? 0x01 : i % 3 == 1 ? 0x80 : 0xFF;
      put(i, bytes[i] ^ change);
      refused += complaint(folder / name) == "nothing" ? 0 : 1;
      put(i, bytes[i]);
    }
  }
  CHECK(refused > 5'000);
}

TEST_CASE("a zip file whose contents were changed is refused for its checksum") {
  scratch::Folder folder;
  std::string bytes = scratch::read(recorded("nan.pth"));
  const std::size_t value = bytes.find("\x80\x3f", bytes.find("data/0"));  // the upper half of the float 1
  REQUIRE(value != std::string::npos);
  bytes[value] = '\x81';
  scratch::write(folder / "x.pth", bytes);
  CHECK(mentions(complaint(folder / "x.pth"), "checksum"));
}

using Names = std::vector<std::string>;

TEST_CASE("a training's checkpoint is read whatever lies beside its weights, in every protocol of torch.save") {
  for (const char* name :
       {"checkpoint_2.pth", "checkpoint_3.pth", "checkpoint_4.pth", "checkpoint_5.pth", "checkpoint_legacy.pth"}) {
    CAPTURE(name);
    const graft::Checkpoint got = graft::read_weights(recorded(name));
    CHECK(got.entry == "state_dict");
    CHECK(got.tensors.names() == Names{"conv1.weight", "bn1.num_batches_tracked"});
    check_equal(got.tensors.at("conv1.weight"), floats(12).reshape({2, 2, 1, 3}));
    check_equal(got.tensors.at("bn1.num_batches_tracked"), torch::tensor(std::int64_t{7}));
    const auto has = [&](const char* what) { return std::count(got.left_over.begin(), got.left_over.end(), what) == 1; };
    CHECK(has("epoch"));
    CHECK(has("optimizer"));
    CHECK(has("args (argparse.Namespace)"));
    CHECK(has("path (pathlib.PosixPath)"));
    CHECK(got.left_over.size() > 25);
  }
}

TEST_CASE("what names without tensors, tensors without names, and what no class explains are") {
  CHECK(read_pth(recorded("one_tensor.pth")).names() == Names{"0"});
  const graft::Checkpoint mixed = graft::read_weights(recorded("not_only_tensors.pth"));
  CHECK(mixed.tensors.names() == Names{"weight"});
  CHECK(mixed.left_over == Names{"names"});
  CHECK(read_pth(recorded("subclass.pth")).names() == Names{"conv1.weight", "bn1.num_batches_tracked"});
  CHECK(read_pth(recorded("own_class.pth")).names() == Names{"layer.weight", "layer.bias"});  // of a class that nobody has
  CHECK(mentions(complaint(recorded("quantized.pth")), "neither quantized nor sparse"));
  CHECK(mentions(complaint(recorded("optimizer.pth")), "state of an optimizer"));
}

TEST_CASE("of wrappers, the one there is is taken and told; of several the user chooses, also below each other") {
  for (const std::string name : {"net", "ema", "model_ema", "weights"}) {
    const graft::Checkpoint got = graft::read_weights(recorded("wrapper_" + name + ".pth"));
    CHECK(got.entry == name);
    CHECK(got.tensors.names() == Names{"conv1.weight", "bn1.num_batches_tracked"});
    CHECK(got.left_over == Names{"epoch"});
  }
  const auto several = recorded("several.pth");  // {"student": ..., "nets": {"teacher": ..., "old": ...}, "criterion": ...}
  const std::string said = complaint(several);
  CHECK(mentions(said, "'student' (2 tensors), 'nets.teacher' (2 tensors), 'nets.old' (2 tensors); choose one"));
  CHECK(mentions(said, "{.entry = \"nets.old\"}}"));
  CHECK(read_pth(several, "student").at("conv1.weight").sum().item<float>() == 66);
  CHECK(read_pth(several, "nets.teacher").at("conv1.weight").sum().item<float>() == 67);
  CHECK(read_pth(several, "nets.old").at("conv1.weight").sum().item<float>() == 68);
  CHECK(read_pth(several, "criterion").names() == Names{"weight"});
  CHECK(read_pth(several, "student.conv1").names() == Names{"weight"});
  CHECK(graft::read_weights(several, {.entry = "student"}).entry == "student");
  CHECK(graft::read_weights(several, {.entry = "student.conv1"}).entry == "student.conv1");
  CHECK(graft::read_weights(several, {.entry = "student.conv1"}).left_over.back() == "bn1.num_batches_tracked");
  CHECK(mentions(scratch::complaint<WeightsError>([&] { read_pth(several, "best"); }), "several models but no 'best'"));
  CHECK(mentions(scratch::complaint<WeightsError>([&] { read_pth(several, "student.best"); }),
                 "no entry 'best'; their names begin with conv1, bn1"));
}

TEST_CASE("what LibTorch itself saves is read: pickle_save of a dict, a list, a tensor; torch::save of them and of a module") {
  const scratch::Folder folder;
  const torch::Tensor tensor = floats(12).reshape({2, 2, 1, 3});
  const auto pickled = [&](const torch::IValue& value) {
    const std::vector<char> bytes = torch::pickle_save(value);
    scratch::write(folder / "x.pt", {bytes.begin(), bytes.end()});
    return graft::read_weights(folder / "x.pt");
  };
  c10::Dict<std::string, torch::Tensor> dict;
  dict.insert("conv1.weight", tensor);
  check_equal(pickled(dict).tensors.at("conv1.weight"), tensor);
  c10::impl::GenericDict mixed(c10::StringType::get(), c10::AnyType::get());
  mixed.insert("model", dict);
  mixed.insert("epoch", 3);
  mixed.insert("sizes", std::vector<std::int64_t>{1, 2});
  mixed.insert("device", torch::Device(torch::kCPU));
  const graft::Checkpoint wrapped = pickled(mixed);
  CHECK(wrapped.entry == "model");
  CHECK(wrapped.left_over == Names{"epoch", "sizes", "device (torch.device)"});
  check_equal(wrapped.tensors.at("conv1.weight"), tensor);
  c10::impl::GenericDict many(c10::StringType::get(), c10::AnyType::get());
  for (int i = 0; i < 600; ++i) many.insert("model" + std::to_string(i), dict);
  CHECK(mentions(scratch::complaint<WeightsError>([&] { pickled(many); }), "more than 500 models"));
  CHECK(pickled(std::vector<torch::Tensor>{tensor, tensor + 1}).tensors.names() == Names{"0", "1"});
  check_equal(pickled(tensor).tensors.at("0"), tensor);

  const std::string file = (folder / "y.pt").string();
  torch::save(tensor, file);
  check_equal(read_pth(file).at("0"), tensor);
  torch::save(std::vector<torch::Tensor>{tensor, tensor + 1}, file);
  check_equal(read_pth(file).at("1"), tensor + 1);
  torch::nn::Sequential net(torch::nn::Conv2d(1, 2, 3), torch::nn::BatchNorm2d(2), torch::nn::TransformerEncoderLayer(4, 2));
  torch::save(net, file);
  const StateDict expected = graft::state_dict(*net), got = read_pth(file);
  CHECK(got.names() == expected.names());
  for (const auto& [name, value] : expected) check_equal(got.at(name), value.detach());
  torch::optim::SGD optimizer(net->parameters(), 0.1);
  torch::save(optimizer, file);
  CHECK(mentions(complaint(file), "state of an optimizer"));
}

TEST_CASE("of a TorchScript program its parameters and buffers are read, and no other attribute of it") {
  CHECK(read_pth(recorded("torchscript.pt")).names() == Names{"weight", "bias"});
  for (const char* name : {"script.pt", "trace.pt"}) {
    const StateDict got = read_pth(recorded(name));
    CHECK(got.names() == Names{"scale", "counter", "conv.weight", "conv.bias", "bn.weight", "bn.bias", "bn.running_mean",
                               "bn.running_var", "bn.num_batches_tracked", "seq.0.weight"});
    check_equal(got.at("scale"), torch::full({2}, 3.0F));
  }
}

TEST_CASE("a zip file whose entries were compressed is read as it was, within the memory that its bytes give") {
  const scratch::Folder folder;
  const std::string bytes = scratch::read(recorded("state_deflated.pth"));
  scratch::write(folder / "x.pth", bytes);
  if (mentions(complaint(folder / "x.pth"), "built without zlib")) {
    MESSAGE("skipped: built without zlib");
    return;
  }
  check_state(read_pth(folder / "x.pth"));
  scratch::write(folder / "x.pth", bytes + std::string(60'000, '\0'));
  check_state(read_pth(folder / "x.pth"));
  // The sizes that the directory claims for entries that unpack to less, or to more.
  const auto claimed = [&](std::uint32_t size) {
    std::string changed = bytes;
    for (std::size_t at = changed.find("PK\x01\x02"); at != std::string::npos; at = changed.find("PK\x01\x02", at + 1))
      for (int i = 0; i < 4; ++i) changed[at + 24 + static_cast<std::size_t>(i)] = static_cast<char>((size >> (8 * i)) & 0xFFU);
    scratch::write(folder / "x.pth", changed);
    return complaint(folder / "x.pth");
  };
  CHECK(mentions(claimed(1), "holds more than it claims"));
  CHECK(mentions(claimed(1'000'000), "something else than it claims"));
  CHECK(mentions(claimed(2'000'000'000), "claim to unpack to far more"));
  std::string spoilt = bytes;
  const std::size_t data = spoilt.find("data.pkl") + 8;
  for (std::size_t i = 40; i < 60; ++i) spoilt[data + i] = static_cast<char>(spoilt[data + i] ^ 0x55);
  scratch::write(folder / "x.pth", spoilt);
  CHECK(complaint(folder / "x.pth") != "nothing");
  CHECK(mentions(complaint(recorded("zip_of_a_file.zip")), "holds 'inner.pth' (unzip it"));
}

}  // namespace read_pth_tests
