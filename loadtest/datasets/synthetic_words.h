// The words that prompts are made of: each is one token in every encoding, with a space before it and without.
// None is one that a content filter could dislike.
//
// Their order is part of what a seed means: it never changes.
#pragma once

#include <array>

namespace oaisim::loadtest {

inline constexpr std::array kSyntheticWords{
    "about",   "above",  "actual",  "after",   "agree",   "air",     "along",   "always",  "animal",  "answer",
    "area",    "around", "balance", "base",    "bear",    "before",  "below",   "bench",   "better",  "between",
    "board",   "book",   "bottom",  "bread",   "bright",  "bring",   "build",   "call",    "capital", "carbon",
    "carry",   "center", "chain",   "chair",   "chapter", "chart",   "city",    "class",   "clean",   "clear",
    "close",   "cloud",  "collect", "color",   "common",  "complex", "country", "course",  "create",  "current",
    "daily",   "detail", "direct",  "dream",   "earth",   "east",    "edge",    "eight",   "enter",   "every",
    "factor",  "family", "fast",    "field",   "final",   "find",    "first",   "flat",    "flower",  "follow",
    "forest",  "form",   "four",    "frame",   "friend",  "front",   "future",  "general", "gold",    "good",
    "graph",   "grass",  "ground",  "group",   "guide",   "half",    "happy",   "heart",   "high",    "hill",
    "holiday", "home",   "hour",    "house",   "image",   "inside",  "item",    "keep",    "lake",    "land",
    "later",   "layer",  "leaf",    "learn",   "letter",  "level",   "line",    "list",    "long",    "lower",
    "main",    "major",  "map",     "market",  "matter",  "meal",    "meet",    "memory",  "method",  "middle",
    "mobile",  "model",  "month",   "moon",    "move",    "music",   "nation",  "nature",  "never",   "nine",
    "normal",  "note",   "number",  "offer",   "office",  "orange",  "order",   "outside", "page",    "park",
    "part",    "path",   "pattern", "person",  "phone",   "picture", "piece",   "plain",   "plan",    "play",
    "point",   "price",  "print",   "project", "public",  "quick",   "quiet",   "range",   "rate",    "read",
    "ready",   "recent", "record",  "report",  "rest",    "rice",    "rich",    "ring",    "river",   "rock",
    "room",    "round",  "rule",    "sample",  "sand",    "scene",   "school",  "sea",     "search",  "second",
    "section", "series", "seven",   "share",   "sharp",   "ship",    "shop",    "side",    "silver",  "single",
    "size",    "slow",   "small",   "soft",    "solid",   "sound",   "source",  "space",   "speed",   "square",
    "stand",   "start",  "state",   "steel",   "step",    "stone",   "store",   "story",   "stream",  "strong",
    "student", "style",  "sun",     "sweet",   "table",   "team",    "test",    "theme",   "thing",   "three",
    "time",    "today",  "topic",   "touch",   "tower",   "track",   "trade",   "travel",  "tree",    "truth",
    "turn",    "unique", "unit",    "upper",   "usual",   "video",   "view",    "volume",  "wait",    "wall",
    "warm",    "water",  "wave",    "week",    "weight",  "wheel",   "white",   "wind",    "window",  "wire",
    "with",    "word",   "work",    "write",   "yard",    "yellow"};

}  // namespace oaisim::loadtest
