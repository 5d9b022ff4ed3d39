#include "support/torch_doctest.hpp"

#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <sys/wait.h>

#include <graft/graft.hpp>

#include "train/small_world.hpp"

namespace fine_tuner_tests {

using namespace graft;
using namespace small_world;

using Tiny2 = FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD>;
using ResNet18For2 = FineTuner<ResNet18, LinearHead<2>, FreezeAllBut<Fc>, SGD>;

TEST_CASE("how much trains is a constant of the type") {
  static_assert(trainable_parameters<FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD>> == 4098);
  static_assert(trainable_parameters<FineTuner<ResNet50, LinearHead<10>, FreezeAllBut<Fc, At<"layer4.2">>, AdamW>> ==
                20'490 + 4'462'592);
  static_assert(trainable_parameters<FineTuner<ResNet18, LinearHead<2>, FreezeUpTo<Layer3>, SGD>> == 8'393'728 + 1026);
  static_assert(trainable_parameters<FineTuner<ResNet18, LinearHead<2>, FreezeNone, Adam>> == 11'689'512 - 513'000 + 1026);
  static_assert(trainable_parameters<FineTuner<AlexNet, LinearHead<3>, FreezeKind<Conv2d>, Adam>> ==
                61'100'840 - 2'469'696 - 4'097'000 + 3 * 4097);
  static_assert(trainable_parameters<FineTuner<ResNet50, MlpHead<10, 256>, FreezeAllBut<Classifier>, AdamW>> ==
                2048 * 256 + 256 + 256 * 10 + 10);
  static_assert(Tiny2::classes_count == 2 && Tiny2::graph.output_shape() == Shape{2} &&
                Tiny2::prefix == Tiny2::graph.call_count() - 1);
  Tiny2 tuner;
  std::int64_t trains = 0;
  for (const auto& parameter : tuner.network().trainable_parameters()) trains += parameter.numel();
  CHECK(trains == trainable_parameters<Tiny2>);
}

TEST_CASE("a new tuner is ready to use: evaluation mode, ImageNet's preprocessing, a head that its seed fixes") {
  Tiny2 a, b{{.seed = 0}}, c{{.seed = 1}};
  CHECK_FALSE(a.network().is_training());
  CHECK(a.preprocessing() == Preprocessing{});
  CHECK(a.load_report().loaded.empty());
  CHECK(difference(state_of(a.network()), state_of(b.network())) == "");
  CHECK(difference(state_of(a.network()), state_of(c.network())) != "");
  CHECK(scratch::complaint<UsageError>([] { Tiny2 tuner{{.threads = -2}}; }).starts_with("threads must be 0"));
  CHECK(scratch::complaint<UsageError>([] {
          Tiny2 tuner{{.optimizer = {.lr = -1}, .threads = 1}};
        }).starts_with("lr must be a number of at least 0, got -1"));
  CHECK(scratch::complaint<DataError>([] {
          Tiny2 tuner{{.classes = {"one"}, .threads = 1}};
        }).starts_with("the option .classes has 1 class, the head has 2"));
}

TEST_CASE("what is saved is loaded, bit for bit, and predicts the same") {
  const scratch::Folder folder;
  Tiny2 tuner{{.weights = no_weights(), .optimizer = {.lr = 0.1}, .threads = 1}};
  tuner.fit(images().train, images().val, quiet(1));
  tuner.save(folder / "tiny.pth");
  Tiny2 again{{.weights = no_weights(), .seed = 5, .threads = 1}};
  CHECK(difference(state_of(again.network()), state_of(tuner.network())) != "");
  const LoadReport report = again.load(folder / "tiny.pth");
  CHECK(report.loaded.size() == state_of(tuner.network()).size());
  CHECK(difference(state_of(again.network()), state_of(tuner.network())) == "");
  const auto image = torch::randn({1, 3, 16, 16});
  CHECK(again.predict(image).front().probabilities == tuner.predict(image).front().probabilities);
  CHECK(again.network().trainable_parameters().size() == 2);  // loading does not thaw
}

TEST_CASE("saved names are torchvision's, in its order, with the new head under the classifier's name") {
  const scratch::Folder folder;
  ResNet18For2 tuner;
  tuner.save(folder / "resnet18.pth");
  std::vector<std::string> expected;
  const GraphView net = ResNet18::graph;  // whose names and order zoo/torchvision.cpp compares
  for (ModuleId row{0}; row < net.module_count(); ++row)
    graft::detail::visit_layer(
        [&](const auto& any) {
          any.each_state([&](const StateEntry& own) {
            expected.push_back(std::string(net.path(row).view()) + "." + std::string(own.name));
          });
        },
        net.module(row).layer);
  REQUIRE(expected.size() == 122);
  const StateDict saved = read_pth(folder / "resnet18.pth");
  CHECK(saved.names() == expected);
  CHECK(saved.at("fc.weight").sizes() == torch::IntArrayRef({2, 512}));
}

std::string load_complaint(const StateDict& state) {
  const scratch::Folder folder;
  write_pth(folder / "file.pth", state);
  Tiny2 tuner{{.weights = no_weights(), .threads = 1}};
  const State before = state_of(tuner.network());
  const std::string said = scratch::complaint<WeightsError>([&] { tuner.load(folder / "file.pth"); });
  if (said != "nothing") CHECK(difference(state_of(tuner.network()), before) == "");
  return said;
}

TEST_CASE(
    "loading is strict: a missing, strange or misshapen tensor is an error that names the closest, and nothing is loaded") {
  Tiny2 tuner;
  StateDict renamed, larger, spoilt;
  for (const auto& [name, tensor] : state_dict(tuner.network())) {
    renamed.set(name == "fc.weight" ? "fc.weigth" : name, tensor);
    larger.set(name, name == "fc.weight" ? torch::zeros({3, 8}) : tensor);
    spoilt.set(name, name == "bn1.bias" ? torch::full({8}, std::numeric_limits<float>::quiet_NaN()) : tensor);
  }
  const std::string said = load_complaint(renamed);
  CHECK(said.find("1 missing (fc.weight), 1 unexpected (fc.weigth)") != std::string::npos);
  CHECK(said.find("is 'fc.weight' meant to be 'fc.weigth'?") != std::string::npos);
  CHECK(said.find("file.pth") != std::string::npos);
  CHECK(load_complaint(larger).find("fc.weight needs [2, 8] but got [3, 8]") != std::string::npos);
  CHECK(load_complaint(spoilt).find("'bn1.bias'") != std::string::npos);
  CHECK(load_complaint(state_dict(tuner.network())) == "nothing");
  CHECK_THROWS_AS(tuner.load("no such file.pth"), WeightsError);
}

TEST_CASE(
    "weights of another number of classes are loaded without their head; NaN among them or another architecture is an error") {
  const scratch::Folder folder;
  FineTuner<TinyNet, MlpHead<7, 5>, FreezeNone, SGD> seven;
  fill(seven.network());
  seven.save(folder / "seven.pth");
  Weights weights = no_weights();
  weights.file = folder / "seven.pth";
  const Tiny2 tuner{{.weights = weights, .threads = 1}};
  CHECK(tuner.load_report().ok());
  CHECK(tuner.load_report().skipped == std::vector<std::string>{"fc.weight", "fc.bias"});
  for (const auto& [name, tensor] : state_of(tuner.network()))
    if (!name.starts_with("fc.")) CHECK(torch::equal(tensor, state_of(seven.network()).at(name)));
  CHECK(scratch::complaint<WeightsError>([&] { const ResNet18For2 other{{.weights = weights}}; }).find("seven.pth") !=
        std::string::npos);

  StateDict spoilt = state_dict(seven.network());
  spoilt.set("layer1.0.bn2.running_var", torch::full({8}, std::numeric_limits<float>::infinity()));
  write_pth(folder / "spoilt.pth", spoilt);
  weights.file = folder / "spoilt.pth";
  const std::string said = scratch::complaint<WeightsError>([&] { const Tiny2 other{{.weights = weights}}; });
  CHECK(said.find("'layer1.0.bn2.running_var'") != std::string::npos);
  CHECK(said.find("NaN or infinity") != std::string::npos);

  StateDict spoilt_head = state_dict(seven.network());
  spoilt_head.set("fc.bias", torch::full({7}, std::numeric_limits<float>::quiet_NaN()));  // it is replaced
  write_pth(folder / "head.pth", spoilt_head);
  weights.file = folder / "head.pth";
  CHECK(Tiny2{{.weights = weights}}.load_report().ok());
}

TEST_CASE("weights of a training script are taken with a prefix, by an entry, by a rule for names; the report says how") {
  const scratch::Folder folder;
  const Tiny2 tuner{{.weights = no_weights(), .threads = 1}};
  const StateDict own = state_dict(tuner.network());
  StateDict both = rename_prefix(own, "", "student.");
  for (const auto& [name, tensor] : own) both.set("teacher." + name, tensor.is_floating_point() ? tensor + 1 : tensor);
  write_pth(folder / "two.pth", both);
  const std::string file = (folder / "two.pth").string();
  CHECK(scratch::complaint<WeightsError>([&] { const Tiny2 other{{.weights = file}}; }).find("under 'student', 'teacher'") !=
        std::string::npos);
  const Tiny2 teacher{{.weights = {file, {.entry = "teacher"}}, .threads = 1}};
  CHECK(teacher.load_report().entry == "teacher");
  CHECK(teacher.load_report().left_over.front().starts_with("student."));
  CHECK(torch::equal(state_of(teacher.network()).at("conv1.weight"), own.at("conv1.weight") + 1));

  write_safetensors(folder / "module.safetensors", rename_prefix(own, "", "module."));
  const Tiny2 parallel{{.weights = folder / "module.safetensors", .threads = 1}};
  CHECK(parallel.load_report().prefix == "module.");
  CHECK(torch::equal(state_of(parallel.network()).at("conv1.weight"), own.at("conv1.weight")));

  const auto of_stem = [](std::string_view name) {
    return name.starts_with("stem.") ? "conv1." + std::string(name.substr(5)) : std::string(name);
  };
  write_pth(folder / "renamed.pth", rename_prefix(own, "conv1.", "stem."));
  const Tiny2 renamed{{.weights = {(folder / "renamed.pth").string(), {.rename = of_stem}}, .threads = 1}};
  CHECK(renamed.load_report().ok());

  // Onto an edited backbone, whose names are another's, too.
  const auto whole = make_network<TinyNet>();
  write_pth(folder / "lightning.pth", rename_prefix(state_dict(*whole), "", "model."));
  const auto body = make_network<Without<TinyNet, "layer1">>((folder / "lightning.pth").string());
  CHECK(torch::equal(state_of(*body).at("conv1.weight"), state_of(*whole).at("conv1.weight")));
  Tiny2 loaded{{.weights = no_weights(), .threads = 1}};
  CHECK(loaded.load(file, {.entry = "teacher"}).ok());
  CHECK(torch::equal(state_of(loaded.network()).at("fc.bias"), own.at("fc.bias") + 1));
}

TEST_CASE("a variant moves the strides; a backbone without variants refuses one") {
  const auto stride = [](const Network& net, const char* path) {
    return (*net.module(path)->as<torch::nn::Conv2d>()->options.stride())[0];
  };
  using Tuner = FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD>;
  Weights weights;
  {
    const Tuner usual;
    CHECK(stride(usual.network(), "layer2.0.conv1") == 1);
    CHECK(stride(usual.network(), "layer2.0.conv2") == 2);
  }
  weights.variant = Variant::v1;
  const Tuner v1{{.weights = weights}};
  CHECK(stride(v1.network(), "layer2.0.conv1") == 2);
  CHECK(stride(v1.network(), "layer2.0.conv2") == 1);
  CHECK(stride(v1.network(), "layer2.1.conv1") == 1);
  CHECK(stride(v1.network(), "layer1.0.conv1") == 1);
  CHECK(stride(v1.network(), "layer4.0.downsample.0") == 2);
  // A safetensors file says it, and a network of the other kind does not take it.
  const scratch::Folder folder;
  const auto file = folder / "v1.safetensors";
  v1.save(file);
  const Tuner again{{.weights = file}};
  CHECK(stride(again.network(), "layer2.0.conv1") == 2);
  Tuner usual;
  CHECK(scratch::complaint<WeightsError>([&] { (void)usual.load(file); }) ==
        "weights '" + file.string() + "' are of variant v1, this network is v1.5; give them to a new tuner as its .weights");
  write_safetensors(file, state_dict(v1.network()), {{"graft.variant", "v3"}});
  CHECK(scratch::complaint<WeightsError>([&] { (void)usual.load(file); }) ==
        "weights '" + file.string() + "' are of variant 'v3'; expected v1 or v1.5");

  using Alex = FineTuner<AlexNet, LinearHead<2>, FreezeAllBut<Classifier>, SGD>;
  CHECK(scratch::complaint<UsageError>([&] { const Alex alex{{.weights = weights}}; }) ==
        "a variant was asked for, but this backbone has none; leave it out");
}

TEST_CASE("Precision says what is frozen computes with; without it the processor does") {
  const auto type_of = [](auto tuner) { return tuner.compute_type(); };
  CHECK(type_of(FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>>{{.weights = no_weights()}}) ==
        ComputeType::f32);
  const ComputeType usual = type_of(Tiny2{{.weights = no_weights()}});
  CHECK(usual == available(ComputeType::bf16, torch::kCPU));
  CHECK(type_of(FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<BF16>>{{.weights = no_weights()}}) == usual);

  // Both learn the same, but for the rounding.
  const auto fitted = [](auto tuner) { return tuner.fit(images().train, images().val, quiet(4)).best; };
  const SGD::Options optimizer{.lr = 0.2, .momentum = 0.9};
  const Epoch exact = fitted(FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>>{
      {.weights = no_weights(), .optimizer = optimizer}});
  const Epoch rounded = fitted(FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<BF16>>{
      {.weights = no_weights(), .optimizer = optimizer}});
  CHECK(rounded.train_loss == doctest::Approx(exact.train_loss).epsilon(0.02));
  CHECK(rounded.accuracy == exact.accuracy);
  FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<I8>> tuner{
      {.weights = no_weights(), .optimizer = optimizer}};
  CHECK(tuner.compute_type() == available(ComputeType::i8, torch::kCPU));
  const Epoch coarse = tuner.fit(images().train, images().val, quiet(4)).best;
  CHECK_FALSE(tuner.network().wants_calibration());
  CHECK(coarse.train_loss == doctest::Approx(exact.train_loss).epsilon(0.1));
  CHECK(coarse.accuracy == exact.accuracy);
}

TEST_CASE("a prediction has the likeliest class, its name once there are names, and probabilities that sum to one") {
  FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>> tuner{
      {.weights = no_weights(), .optimizer = {.lr = 0.2, .momentum = 0.9}, .threads = 1}};
  const std::string file = images().val.samples.front().path;
  CHECK(tuner.predict(file).label == "class " + std::to_string(tuner.predict(file).index));
  Tiny2 named{{.weights = no_weights(), .classes = {"grass", "blood"}, .threads = 1}};
  CHECK(named.predict(file).label == (named.predict(file).index == 0 ? "grass" : "blood"));

  tuner.fit(images().train, images().val, quiet(6));
  CHECK(tuner.classes() == std::vector<std::string>{"green", "red"});
  tuner.network().train();  // a user may leave it like that
  for (std::size_t i = 0; i < images().val.size(); ++i) {
    const std::string path = images().val.samples[i].path;
    const Prediction from_file = tuner.predict(path);
    const auto image = load_image(path, evaluation_transform(tuner.preprocessing()));
    const Prediction from_tensor = tuner.predict(image).front();
    CHECK(from_file.probabilities == from_tensor.probabilities);
    CHECK(from_file.label == tuner.classes()[static_cast<std::size_t>(from_file.index)]);
    REQUIRE(from_file.probabilities.size() == 2);
    CHECK(from_file.probabilities[0] + from_file.probabilities[1] == doctest::Approx(1));
    CHECK(from_file.probability == doctest::Approx(std::max(from_file.probabilities[0], from_file.probabilities[1])));
    const torch::NoGradGuard no_grad;
    CHECK(from_file.probabilities[1] == doctest::Approx(tuner.network().forward(image).softmax(1)[0][1].item<float>()));
  }
  CHECK(tuner.predict(torch::zeros({3, 3, 16, 16})).size() == 3);
  CHECK_THROWS_AS((void)tuner.predict(torch::zeros({3, 16, 16})), ShapeError);
  CHECK_THROWS_AS((void)tuner.predict(std::filesystem::path("no such image.jpg")), DataError);
}

TEST_CASE("evaluating wants the classes of the training") {
  Tiny2 tuner{{.weights = no_weights(), .threads = 1}};
  Dataset val = images().val;
  CHECK(tuner.evaluate(val).images == 10);
  val.class_names = {"a", "b", "c"};
  CHECK(scratch::complaint<DataError>([&] {
          (void)tuner.evaluate(val);
        }).starts_with("the data to evaluate has 3 classes, the head has 2"));
  tuner.fit(images().train, quiet(1));
  val.class_names = {"red", "green"};
  CHECK(scratch::complaint<DataError>([&] {
          (void)tuner.evaluate(val);
        }).starts_with("class 0 is \"green\" in training and \"red\" here"));
}

TEST_CASE("Python's torchvision gives the same logits from a saved file, and graft from Python's") {
  const scratch::Folder folder;
  ResNet18For2 tuner;
  fill(tuner.network());
  const torch::NoGradGuard no_grad;
  const auto image = torch::randn({1, 3, 96, 80});
  StateDict input;
  input.set("image", image);
  write_pth(folder / "image.pth", input);
  tuner.save(folder / "graft.pth");
  std::string command = std::string("/usr/bin/python3 '") + GRAFT_TEST_DATA "tuner/python_logits.py'";
  for (const char* name : {"graft.pth", "image.pth", "logits.pth", "python.pth"})
    command += " '" + (folder / name).string() + "'";
  const int status = std::system((command + " >'" + (folder / "log").string() + "' 2>&1").c_str());
  constexpr int skipped = 77, not_found = 127;
  if (WIFEXITED(status) && (WEXITSTATUS(status) == skipped || WEXITSTATUS(status) == not_found)) {
    graft_tests::skipped_without(false, "torchvision for /usr/bin/python3");
    return;
  }
  INFO(scratch::read(folder / "log"));
  REQUIRE(status == 0);
  const StateDict logits = read_pth(folder / "logits.pth");
  CHECK(relative_difference(tuner.network().forward(image), logits.at("logits")) < 1e-5);
  const LoadReport report = tuner.load(folder / "python.pth");
  CHECK(report.loaded.size() == 122);
  CHECK(relative_difference(tuner.network().forward(image), logits.at("python")) < 1e-5);
}

}  // namespace fine_tuner_tests
