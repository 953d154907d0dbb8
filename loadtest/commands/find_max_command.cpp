#include <iostream>
#include <nlohmann/json.hpp>

#include "common/config/text_values.h"
#include "common/text/number_text.h"
#include "loadtest/commands/commands.h"
#include "loadtest/commands/run_series.h"
#include "loadtest/commands/written_file.h"
#include "loadtest/plan/stream_metrics.h"
#include "loadtest/report/json.h"
#include "loadtest/report/runs_table.h"
#include "loadtest/results/rate_search.h"
#include "loadtest/results/step_judgement.h"
#include "loadtest/results/waiting.h"

namespace oaisim::loadtest {
namespace {

constexpr double kLowestRate = 0.001;
constexpr double kHighestRate = 10'000'000;

// Of `run`, but the search or its SLOs say this.
constexpr const char* kNotOfASearch[] = {"users",      "spawn-rate", "max-load", "min-load",     "ramp-duration",
                                         "think-time", "stage",      "trace",    "trace-format", "trace-scale",
                                         "requests",   "fail-if",    "slo"};
constexpr const char* kOfEachStep[] = {"rate", "duration"};

int usage_error(const std::string& message) {
  std::cerr << "oaisim-load find-max: " << message << '\n';
  return kExitUsage;
}

std::string number(double value) { return significant(value, 10); }

class FindMaxFlags : public SeriesFlags {
 public:
  FindMaxFlags()
      : SeriesFlags("oaisim-load find-max", "Searches for the highest rate at which a server keeps what --slo says.") {
    for (const char* name : kNotOfASearch) options().remove(name);
    options().add(slo_, {.name = "slo",
                         .help = "What must hold for a rate to count as sustained, such as 'ttft_p99<500ms' or "
                                 "'error_rate<1%'; repeatable",
                         .value_name = "EXPRESSION"});
    options().add(start_, {.name = "start-rate",
                           .help = "Requests per second of the first step; they double from there",
                           .minimum = kLowestRate,
                           .maximum = kHighestRate});
    options().add(most_, {.name = "max-rate",
                          .help = "Requests per second that are never exceeded",
                          .minimum = kLowestRate,
                          .maximum = kHighestRate});
    options().add(step_, {.name = "step-duration",
                          .help = "How long each rate is offered: several times as long as a reply takes",
                          .minimum = 0.001,
                          .maximum = 30 * 86400.0});
    options().add(precision_, {.name = "precision",
                               .help = "By how much the rate that is found may be too low: 0.1% to 50%",
                               .value_name = "PERCENT"});
  }

  // Error: what is wrong, by the flag's name.
  Status read() {
    if (slo_.empty()) return invalid("--slo is missing; allowed: such as --slo 'ttft_p99<500ms' --slo 'error_rate<1%'");
    for (const auto& text : slo_) {
      auto slo = parse_threshold(text);
      if (!slo) return invalid("--slo: " + slo.error().message);
      if (auto status = check_direction("--slo", *slo); !status) return status;
      slos_.push_back(std::move(*slo));
    }
    auto text = trimmed(precision_);
    const bool per_cent = text.ends_with('%');
    if (per_cent) text.remove_suffix(1);
    const auto precision = parse_number(text);
    if (!precision || !per_cent || *precision < 0.1 || *precision > 50) {
      return invalid("--precision: '" + precision_ + "' is none; allowed: 0.1% to 50%");
    }
    bounds_ = {.start = start_, .most = most_, .precision = *precision / 100};
    if (start_ > most_) return invalid("--start-rate must not be above --max-rate");
    return success();
  }

  const std::vector<Threshold>& slos() const { return slos_; }
  const RateSearch::Bounds& bounds() const { return bounds_; }
  Duration step_duration() const { return step_; }

 private:
  std::vector<std::string> slo_;
  double start_ = 1;
  double most_ = kHighestRate;
  Duration step_ = std::chrono::seconds(30);
  std::string precision_ = "5%";
  std::vector<Threshold> slos_;
  RateSearch::Bounds bounds_;
};

constexpr const char* outcome_name(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::sustained:
      return "sustained";
    case StepOutcome::slo_broken:
      return "slo_broken";
    case StepOutcome::saturated:
      return "saturated";
    case StepOutcome::client_limited:
      return "client_limited";
  }
  return "";
}

// One step: the command line with its rate at the end.
struct Step {
  FindMaxFlags flags = {};
  std::string name = {};  // "50rps", or "50rps-repeat" of one that tries the rate of the step before once more
  RunPlan plan = {};

  Status make(std::vector<std::string> arguments, double rate, bool repeats, const FindMaxFlags& whole) {
    name = number(rate) + (repeats ? "rps-repeat" : "rps");
    const std::string& given = whole.store().name();
    arguments.push_back("--rate=" + number(rate));
    arguments.push_back("--duration=" + format_duration(whole.step_duration()));
    arguments.push_back("--name=" + (given.empty() ? "find-max" : given) + "-" + name);
    if (auto parsed = flags.parse(std::move(arguments)); !parsed) return parsed.error();
    auto made = flags.plan(name);
    if (!made) return made.error();
    plan = std::move(*made);
    return success();
  }
};

class Finder {
 public:
  Finder(std::vector<std::string> arguments, const FindMaxFlags& flags)
      : arguments_(std::move(arguments)), flags_(flags), search_(flags.bounds()) {}

  // Error: of the step that ends the search.
  Status run() {
    while (const auto rate = search_.next()) {
      if (!steps_.empty() && !pause_between_runs(flags_.pause())) interrupted_ = true;
      if (interrupted_) break;
      Step step;
      if (auto status = step.make(arguments_, *rate, search_.repeats(), flags_); !status) return status;
      const auto made = run_and_keep(step.plan, step.flags.store());
      if (!made) return Error{made.error().code, step.name + ": " + made.error().message};
      take(*rate, step.name, made->result);
      interrupted_ = interrupted_ || made->interrupted;
      if (interrupted_) break;
    }
    return success();
  }

  bool has_begun() const { return !runs_.empty(); }
  bool interrupted() const { return interrupted_; }
  bool found() const { return search_.highest().has_value(); }

  void report(std::ostream& out) const {
    if (found()) {
      out << (interrupted_ ? "\nhighest rate sustained so far: " : "\nhighest sustained rate: ")
          << number(*search_.highest()) << " requests/s\n";
      report_runs("run", {&best_, 1}, out);
    } else {
      out << "\nno sustained rate was found\n";
    }
    out << ending() << "; " << steps_.size() << (steps_.size() == 1 ? " run\n" : " runs\n");
    if (cautions_ > 0) {
      out << cautions_ << " of them had fewer than " << StepJudgement::kFew
          << " requests: a longer --step-duration makes the rate surer\n";
    }
  }

  nlohmann::ordered_json document() && {
    nlohmann::ordered_json slos = nlohmann::ordered_json::array();
    for (const auto& slo : flags_.slos()) slos.push_back(slo.text);
    nlohmann::ordered_json highest;  // null: none
    if (found()) highest = *search_.highest();
    return {{"schema", "oaisim-load-find-max/1"}, {"slos", std::move(slos)},
            {"highest_rate", std::move(highest)}, {"ending", ending()},
            {"steps", std::move(steps_)},         {"runs", std::move(runs_)}};
  }

 private:
  void take(double rate, const std::string& name, const RunResult& result) {
    runs_.push_back(result_json(result));
    if (result.interrupted) return;
    const auto judgement = judge_step(result, flags_.slos());
    const char* outcome = outcome_name(judgement.outcome);
    steps_.push_back({{"rate", rate},
                      {"outcome", outcome},
                      {"reason", judgement.reason},
                      {"repeat", search_.repeats()},
                      {"requests", result.measured.finished()}});
    std::cout << name << "  " << outcome << (judgement.reason.empty() ? "" : ": ") << judgement.reason;
    if (!judgement.caution.empty()) {
      ++cautions_;
      std::cout << " (" << judgement.caution << ")";
    }
    std::cout << "; " << summary_of(result);
    const auto hidden = find_hidden_slo(result, flags_.slos());
    if (hidden && judgement.outcome == StepOutcome::sustained) {
      std::cout << "\n  " << *hidden;
    }
    if (judgement.outcome == StepOutcome::client_limited) {
      search_.give_nothing();
      if (search_.repeats()) {
        std::cout << "; that says nothing of the server, so the step is repeated once";
      } else {
        client_limit_ = "at " + number(rate) + " requests/s the client was the limit, twice: " + judgement.reason;
      }
    } else {
      const bool sustained = judgement.outcome == StepOutcome::sustained;
      search_.give(sustained);
      if (sustained) best_ = row_of(name, result);
      if (!sustained) broken_reason_ = judgement.reason;
    }
    std::cout << std::endl;
  }

  // Why it is not higher.
  std::string ending() const {
    if (!client_limit_.empty()) return client_limit_;
    if (interrupted_) return "interrupted";
    if (search_.broken()) return "at " + number(*search_.broken()) + " requests/s: " + broken_reason_;
    return "nothing broke up to --max-rate";
  }

  std::vector<std::string> arguments_;
  const FindMaxFlags& flags_;
  RateSearch search_;
  RunRow best_;
  std::string broken_reason_;  // of the lowest rate that broke
  std::string client_limit_;
  int cautions_ = 0;  // steps whose outcome is not sure
  bool interrupted_ = false;
  nlohmann::ordered_json steps_ = nlohmann::ordered_json::array();
  nlohmann::ordered_json runs_ = nlohmann::ordered_json::array();
};

// Reads the command line without what each step adds to it, which a user has no use for.
Result<OptionSet::Outcome> read(FindMaxFlags& flags, const std::vector<std::string>& arguments) {
  for (const char* name : kOfEachStep) flags.options().remove(name);
  auto outcome = flags.parse(arguments);
  if (!outcome || *outcome == OptionSet::Outcome::exit) return outcome;
  if (auto status = flags.read(); !status) return status.error();
  Step first;
  if (auto status = first.make(arguments, flags.bounds().start, false, flags); !status) return status.error();
  for (const auto& slo : flags.slos()) {
    if (auto status = check_measured("--slo", slo, first.plan.request.stream); !status) return status.error();
  }
  if (auto status = check_json_file(flags.json_path()); !status) return status.error();
  return outcome;
}

}  // namespace

int find_max_command(int argc, const char* const* argv) {
  const std::vector<std::string> arguments(argv, argv + argc);
  FindMaxFlags flags;
  const auto outcome = read(flags, arguments);
  if (!outcome) return usage_error(outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  Finder finder(arguments, flags);
  const auto searched = finder.run();
  if (!finder.has_begun() && !searched) return usage_error(searched.error().message);
  finder.report(std::cout);
  const auto printed = flush_output();
  const bool found = finder.found();
  const bool interrupted = finder.interrupted();
  const auto written = write_json_file(flags.json_path(), std::move(finder).document());
  if (!searched) return usage_error(searched.error().message);
  if (!written) return usage_error(written.error().message);
  if (!printed) return usage_error(printed.error().message);
  if (interrupted) return kExitInterrupted;
  return found ? kExitPassed : kExitFailed;
}

}  // namespace oaisim::loadtest
