#include "loadtest/datasets/additions.h"

#include <utility>

#include "loadtest/datasets/random_image.h"
#include "loadtest/datasets/random_streams.h"

namespace oaisim::loadtest {
namespace {

class WithImages final : public Dataset {
 public:
  WithImages(std::shared_ptr<const Dataset> dataset, RandomImage image, std::int64_t count, std::uint64_t seed)
      : dataset_(std::move(dataset)), image_(std::move(image)), count_(count), seed_(seed) {}

  std::uint64_t size() const override { return kEndless; }

  Sample at(std::uint64_t index) const override {
    Sample sample = dataset_->at(index);
    if (sample.turns.empty()) return sample;
    Random random = random_of(seed_, RandomStream::images, index % kEndless);
    for (std::int64_t i = 0; i < count_; ++i) sample.turns.front().images.push_back(image_.url(random));
    return sample;
  }

  DatasetOrigin origin() const override { return dataset_->origin(); }

 private:
  std::shared_ptr<const Dataset> dataset_;
  RandomImage image_;
  std::int64_t count_;
  std::uint64_t seed_;
};

class WithOutputTokens final : public Dataset {
 public:
  WithOutputTokens(std::shared_ptr<const Dataset> dataset, TokenLengths lengths, std::uint64_t seed)
      : dataset_(std::move(dataset)), lengths_(std::move(lengths)), seed_(seed) {}

  std::uint64_t size() const override { return lengths_.is_fixed() ? dataset_->size() : kEndless; }

  Sample at(std::uint64_t index) const override {
    Sample sample = dataset_->at(index);
    Random random = random_of(seed_, RandomStream::output_tokens, index % size());
    sample.max_tokens = lengths_.draw(random);
    return sample;
  }

  DatasetOrigin origin() const override { return dataset_->origin(); }

 private:
  std::shared_ptr<const Dataset> dataset_;
  TokenLengths lengths_;
  std::uint64_t seed_;
};

}  // namespace

Result<std::shared_ptr<const Dataset>> with_images(std::shared_ptr<const Dataset> dataset, const ImagePlan& plan,
                                                   std::uint64_t seed) {
  auto image = RandomImage::make(plan.width, plan.height, random_of(seed, RandomStream::picture, 0));
  if (!image) return image.error();
  dataset = std::make_shared<const WithImages>(std::move(dataset), std::move(*image), plan.count, seed);
  return dataset;
}

std::shared_ptr<const Dataset> with_output_tokens(std::shared_ptr<const Dataset> dataset, TokenLengths lengths,
                                                  std::uint64_t seed) {
  return std::make_shared<const WithOutputTokens>(std::move(dataset), std::move(lengths), seed);
}

}  // namespace oaisim::loadtest
