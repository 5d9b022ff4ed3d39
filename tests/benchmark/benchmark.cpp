// What graft does in the rows of the benchmark, for table.py, which runs it beside Python.
//   benchmark THREADS             answers each line of its input with a line: seconds, or the word none where that is not
//                                 possible here
//     prefix NET TYPE BATCH COUNT           COUNT images through the frozen network up to its classifier, in batches
//     whole NET TYPE BATCH COUNT            the same with its classifier
//     pixels NET                            the height and width of those images, which are the network's own, not seconds
//     data PIPELINE DECODER WORKERS FOLDER COUNT   COUNT photos of FOLDER/<class>, evenly spread, from files to batches of 32
//     step NET TYPE BATCH                   a training step of the whole network with Adam; bf16 under autocast
//     load FILE                             reading weights
// NET is the name of any network of the zoo, as in torchvision.
//   benchmark THREADS job CACHE TYPE EPOCHS VARIANT DATA WEIGHTS [SEED]
//                                 the cat/dog job, to the end; CACHE is fresh, views1 or views2; one line, a JSON object,
//                                 or null where that type is not possible here
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include <graft/graft.hpp>

namespace {

using namespace graft;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point began) { return std::chrono::duration<double>(Clock::now() - began).count(); }

std::optional<ComputeType> type_of(const std::string& name) {
  for (const ComputeType type : {ComputeType::f32, ComputeType::bf16, ComputeType::i8})
    if (name == to_string(type) && available(type, torch::kCPU) == type) return type;
  return std::nullopt;
}

/// A network with the random initial values of its architecture, in evaluation mode.
Network& network(const std::string& name) {
  static std::map<std::string, std::shared_ptr<Network>> made;
  auto& net = made[name];
  if (net == nullptr) {
    torch::manual_seed(0);
    net = make_network(name);
    net->eval();
  }
  return *net;
}

std::int64_t side_of(const std::string& net) { return network(net).graph().input_shape()[1]; }

std::optional<double> pixels(std::istream& request) {
  std::string net;
  request >> net;
  return static_cast<double>(side_of(net));
}

/// Plans are made once, as in a training: their making is not measured here. `unused` calls at the network's end are left out.
std::optional<double> run_frozen(std::istream& request, int unused) {
  std::string net, type;
  std::int64_t batch = 0, count = 0;
  request >> net >> type >> batch >> count;
  const auto wanted = type_of(type);
  if (!wanted) return std::nullopt;
  // Never destroyed: at the program's end oneDNN's cache goes before them, and they would wait for it.
  static auto& plans = *new std::map<std::tuple<std::string, std::string, int>, std::unique_ptr<Plan>>;
  auto& plan = plans[{net, type, unused}];
  torch::manual_seed(1);
  const torch::Tensor images = torch::randn({batch, 3, side_of(net), side_of(net)});
  if (plan == nullptr) {
    const int last = network(net).graph().call_count() - unused;
    plan = std::make_unique<Plan>(
        network(net), PlanOptions{.type = *wanted, .last = last, .sample = torch::randn({64, 3, side_of(net), side_of(net)})});
    (void)(*plan)(images);
  }
  const auto began = Clock::now();
  for (std::int64_t done = 0; done < count; done += batch) (void)(*plan)(images);
  return seconds_since(began);
}

std::optional<double> run_prefix(std::istream& request) { return run_frozen(request, 1); }
std::optional<double> run_whole(std::istream& request) { return run_frozen(request, 0); }

std::optional<double> load_images(std::istream& request) {
  static std::int64_t epoch = 0;
  std::string pipeline, decoder, folder;
  int workers = 0;
  std::size_t count = 0;
  request >> pipeline >> decoder >> workers >> folder >> count;
  if (decoder != "stb" && !has_jpeg_turbo()) return std::nullopt;
  Dataset images = take(image_folder(folder), count);
  images.transform = pipeline == "train" ? training_transform({}) : evaluation_transform({});
  images.decode.draft = decoder == "draft";
  images.decode.jpeg = decoder == "stb" ? JpegDecoder::stb : JpegDecoder::turbo;
  const auto began = Clock::now();
  Loader loader(images, {.batch_size = 32, .workers = workers, .epoch = epoch++});
  std::size_t made = 0;
  while (const auto batch = loader.next()) made += static_cast<std::size_t>(batch->images.size(0));
  if (made != images.size()) throw DataError("not all images were read");
  return seconds_since(began);
}

std::optional<double> train_step(std::istream& request) {
  std::string name, type;
  std::int64_t batch = 0;
  request >> name >> type >> batch;
  const auto wanted = type_of(type);
  if (!wanted) return std::nullopt;
  Network& net = network(name);
  static std::map<std::string, std::unique_ptr<torch::optim::Optimizer>> optimizers;
  auto& optimizer = optimizers[name];
  const bool first = optimizer == nullptr;
  if (first) optimizer = make_optimizer<Adam>(net.parameters(), {.lr = 1e-3});
  net.train();
  const torch::Tensor images = torch::randn({batch, 3, 224, 224}), labels = torch::randint(0, 1000, {batch});
  double took = 0;
  for (int i = 0; i < (first ? 2 : 1); ++i) {
    const auto began = Clock::now();
    const auto logits = [&] {
      const AutocastScope scope(torch::kCPU, *wanted);
      return net.forward(images);
    }();
    const auto loss = torch::cross_entropy_loss(logits.to(torch::kFloat), labels);
    zero_grad(*optimizer);
    loss.backward();
    optimizer->step();
    took = seconds_since(began);
  }
  net.eval();
  return took;
}

std::optional<double> load_weights(std::istream& request) {
  std::string file;
  request >> file;
  const auto began = Clock::now();
  const Checkpoint weights = read_weights(file);
  return seconds_since(began);
}

struct Job {
  int threads, epochs;
  std::string variant, data, weights;
  std::uint64_t seed;
};

template <class P, class... More>
void run(const Job& job) {
  Weights pretrained(job.weights);
  pretrained.variant = job.variant == "v1" ? Variant::v1 : Variant::v1_5;
  FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<P>, More...> tuner{
      {.weights = pretrained, .optimizer = {.lr = 1e-3, .momentum = 0.9}, .seed = job.seed, .threads = job.threads}};
  const auto [train, val] = image_folders(job.data, tuner.preprocessing());
  const FitReport report = tuner.fit(train, {.epochs = job.epochs});
  const Evaluation result = tuner.evaluate(val);
  std::cout << R"({"accuracy": )" << 100 * result.accuracy << R"(, "train_s": )" << report.seconds << R"(, "val_s": )"
            << result.seconds << "}\n";
}

template <class P>
void run(const std::string& cache, const Job& job) {
  if (cache == "views1")
    run<P, CacheFeatures<1>>(job);
  else if (cache == "views2")
    run<P, CacheFeatures<2>>(job);
  else
    run<P>(job);
}

void answer_requests() {
  const std::map<std::string, std::optional<double> (*)(std::istream&)> measurements{
      {"prefix", run_prefix}, {"whole", run_whole}, {"pixels", pixels},
      {"data", load_images},  {"step", train_step}, {"load", load_weights}};
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream request(line);
    std::string what;
    request >> what;
    const auto found = measurements.find(what);
    if (found == measurements.end()) throw UsageError("nothing is measured by the name \"" + what + "\"");
    const std::optional<double> seconds = found->second(request);
    if (seconds)
      std::cout << *seconds << std::endl;
    else
      std::cout << "none" << std::endl;
  }
}

}  // namespace

int main(int count, char** arguments) try {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  if (given.size() != 1 && !((given.size() == 8 || given.size() == 9) && given[1] == "job"))
    throw UsageError("usage: benchmark THREADS [job CACHE TYPE EPOCHS VARIANT DATA WEIGHTS [SEED]]");
  const int threads = std::stoi(given[0]);
  if (given.size() == 1) {
    use_threads(threads);
    keep_freed_memory();
    answer_requests();
    return 0;
  }
  const Job job{threads, std::stoi(given[4]), given[5], given[6], given[7], given.size() == 9 ? std::stoull(given[8]) : 0};
  if (!type_of(given[3]))
    std::cout << "null\n";
  else if (given[3] == "f32")
    run<F32>(given[2], job);
  else if (given[3] == "bf16")
    run<BF16>(given[2], job);
  else
    run<I8>(given[2], job);
} catch (const std::exception& error) {
  std::cerr << "benchmark: " << error.what() << '\n';
  return 1;
}
