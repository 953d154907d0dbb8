// The words of lorem ipsum, in lower case.  Their order is part of what a seed means: it never changes.
#pragma once

#include <array>

namespace oaisim {

inline constexpr std::array kLoremWords{"lorem",      "ipsum",        "dolor",
                                        "sit",        "amet",         "consectetur",
                                        "adipiscing", "elit",         "sed",
                                        "do",         "eiusmod",      "tempor",
                                        "incididunt", "ut",           "labore",
                                        "et",         "dolore",       "magna",
                                        "aliqua",     "enim",         "ad",
                                        "minim",      "veniam",       "quis",
                                        "nostrud",    "exercitation", "ullamco",
                                        "laboris",    "nisi",         "aliquip",
                                        "ex",         "ea",           "commodo",
                                        "consequat",  "duis",         "aute",
                                        "irure",      "in",           "reprehenderit",
                                        "voluptate",  "velit",        "esse",
                                        "cillum",     "eu",           "fugiat",
                                        "nulla",      "pariatur",     "excepteur",
                                        "sint",       "occaecat",     "cupidatat",
                                        "non",        "proident",     "sunt",
                                        "culpa",      "qui",          "officia",
                                        "deserunt",   "mollit",       "anim",
                                        "id",         "est",          "laborum"};

}  // namespace oaisim
