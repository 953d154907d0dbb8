"""What a user of locust writes to measure streams: one stream after the other, times taken as lines come in.

Environment: OAISIM_KEY, OAISIM_TOKENS, OAISIM_WARMUP_S, OAISIM_RESULT (a file for the times, JSON).
"""

import json
import os
import time

from locust import HttpUser, events, task

BODY = {"model": "paced", "stream": True, "max_tokens": int(os.environ["OAISIM_TOKENS"]),
        "stream_options": {"include_usage": True},
        "messages": [{"role": "user", "content": "Tell me a short story about the sea."}]}
HEADERS = {"authorization": "Bearer " + os.environ["OAISIM_KEY"]}
BEGIN = time.perf_counter() + float(os.environ["OAISIM_WARMUP_S"])
times = {"ttft": [], "icl": [], "e2e": [], "failed": 0}


class Streamer(HttpUser):
    @task
    def stream(self) -> None:
        sent, came = time.perf_counter(), []
        with self.client.post("/v1/chat/completions", json=BODY, stream=True, catch_response=True,
                              headers=HEADERS) as reply:
            for line in reply.iter_lines():
                now = time.perf_counter()
                if line.startswith(b"data: {") and (choices := json.loads(line[6:])["choices"]):
                    if choices[0]["delta"].get("content"):
                        came.append(now)
        if sent < BEGIN:
            return
        if len(came) != BODY["max_tokens"]:
            times["failed"] += 1
            return
        times["ttft"].append(came[0] - sent)
        times["e2e"].append(came[-1] - sent)
        times["icl"] += [later - earlier for earlier, later in zip(came, came[1:])]


@events.quitting.add_listener
def write(**_) -> None:
    with open(os.environ["OAISIM_RESULT"], "w") as file:
        json.dump(times, file)
