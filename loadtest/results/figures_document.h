// Figures read back from the JSON of a result: the inverse of what report/json.cpp writes.
//
// Units: the JSON's are in its names; what comes out is nanoseconds, as everywhere in this folder.
// Thread safety: all of it.
#pragma once

#include "loadtest/results/document_field.h"
#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

// How many of what a histogram records make one of what the JSON shows.
inline constexpr double kNanosecondsPerMs = 1e6;
inline constexpr double kThousandthsPerOne = 1e3;

HdrHistogram read_histogram(const DocumentField& field, double unit);
Latencies read_latencies(const DocumentField& field);
Counts read_counts(const DocumentField& field);
Throughput read_throughput(const DocumentField& field);
TokenFigures read_tokens(const DocumentField& field);
std::vector<Segment> read_segments(const DocumentField& field);
std::vector<TimeSlice> read_timeline(const DocumentField& field);
std::vector<ErrorSample> read_errors(const DocumentField& field);
std::vector<MinuteCounts> read_minutes(const DocumentField& field);
ClientHealth read_client(const DocumentField& field);

}  // namespace oaisim::loadtest
