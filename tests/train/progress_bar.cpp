#include "support/torch_doctest.hpp"

#include <string>

#include <graft/train/detail/progress_bar.hpp>

#include "train/small_world.hpp"

namespace progress_tests {

using namespace graft;

const Epoch plain{.index = 2, .of = 3, .train_loss = 0.25, .seconds = 4, .images_per_second = 12.5, .images = 50};

std::string shown(Progress kind, const Epoch& epoch) {
  return small_world::standard_error_of([&] {
    ProgressBar progress(kind);
    progress.begin("epoch 2/3", 50);
    progress.update(25, 0.5);  // too early to be shown again
    progress.update(50, 0.25);
    progress.end_epoch(epoch);
  });
}

TEST_CASE("a line an epoch, with what was measured and nothing else") {
  CHECK(shown(Progress::lines, plain) == "epoch 2/3  train loss 0.2500  4.0 s  12.5 images/s\n");
  Epoch epoch = plain;
  epoch.val_loss = 0.5;
  epoch.scores = {{"accuracy", 0.875}, {"top-5 accuracy", 1}, {"a third", 0.5}};
  epoch.skipped = 1;
  epoch.val_skipped = 2;
  CHECK(shown(Progress::lines, epoch) ==
        "epoch 2/3  train loss 0.2500  val loss 0.5000  accuracy 87.50 %  top-5 accuracy 100.00 %  4.0 s  12.5 images/s  3 "
        "images skipped\n");
  CHECK(shown(Progress::automatic, plain) == shown(Progress::lines, plain));  // standard error is a file here
  CHECK(shown(Progress::none, plain) == "");
}

TEST_CASE("a line names the stage where there are several") {
  Epoch epoch = plain;
  epoch.stages = 3;
  epoch.stage = 2;
  CHECK(shown(Progress::lines, epoch) == "epoch 2/3 (stage 2/3)  train loss 0.2500  4.0 s  12.5 images/s\n");
  CHECK(ProgressBar::title(epoch) == "epoch 2/3 (stage 2/3)");
  CHECK(ProgressBar::title(plain) == "epoch 2/3");
}

TEST_CASE("a bar has how much is done, the rate and the time left, and makes room for the line") {
  const std::string bar = shown(Progress::bar, plain);
  CHECK(bar.starts_with("\repoch 2/3 [########################] 50/50  loss 0.2500  "));
  CHECK(bar.find(" images/s  0 s left\033[K") != std::string::npos);
  CHECK(bar.find("\r\033[Kepoch 2/3  train loss 0.2500") != std::string::npos);
  CHECK(bar.find("25/50") == std::string::npos);
  CHECK(bar.ends_with("images/s\n"));
}

TEST_CASE("half way, the bar is half full, and the time left is that of the rate so far") {
  const std::string bar = small_world::standard_error_of([] {
    ProgressBar progress(Progress::bar);
    progress.begin("epoch 1/1", 100);
    ::usleep(260'000);
    progress.update(50, 1);
    progress.begin("epoch 1/1", 1000);
    ::usleep(260'000);
    progress.update(1, 1);
  });
  CHECK(bar.find("[############............] 50/100  loss 1.0000") != std::string::npos);
  const std::string end = bar.substr(bar.find("images/s", bar.find(" 1/1000  loss ")));
  CHECK(std::stod(end.substr(end.find_first_of("0123456789"))) >= 259);  // 999 times what one image took
}

}  // namespace progress_tests
