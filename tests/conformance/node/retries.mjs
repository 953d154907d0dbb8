// Refused by a limit, the client waits as long as it is told, sends again and gets its reply.  Simulated time almost
// stands still, so that the limit refuses however long the test takes; the first refusal lifts the limit.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { RateLimitError } from 'openai';

import { apiKey, azure, messages, openai, url } from './setup.mjs';

const waitMs = 30;
const model = 'limited';
const headers = { 'x-sim-output-tokens': '1' };
const limited = { model: 'gpt-4o', tokensPerMinute: 600_060, limits: { window: 'token_bucket' } }; // ten each millisecond

async function setLimit(settings) {
  const body = JSON.stringify({ openai_deployments: { [model]: settings } });
  const reply = await fetch(`${url}/++/config`, { method: 'PATCH', headers: { 'api-key': apiKey }, body });
  assert.equal(reply.status, 200);
}

async function useUp(client) {
  await setLimit(null);
  await setLimit(limited);
  await client.chat.completions.create({ model, messages, max_tokens: 6000, n: 100 }, { headers });
}

const freeAfter = { model, messages, max_tokens: 10 * waitMs };

for (const [name, make] of Object.entries({ OpenAI: openai, AzureOpenAI: azure })) {
  test(`${name}: it waits as told and then succeeds`, async () => {
    const statuses = [];
    const told = [];
    const watched = async (target, options) => {
      const response = await fetch(target, options);
      statuses.push(response.status);
      if (response.status === 429) {
        told.push(Number(response.headers.get('retry-after-ms')));
        await setLimit({ tokensPerMinute: null, requestsPerMinute: null });
      }
      return response;
    };
    const client = make({ maxRetries: 2, fetch: watched });
    await useUp(client);
    const timers = mock.method(globalThis, 'setTimeout');
    const reply = await client.chat.completions.create(freeAfter, { headers });
    const waits = timers.mock.calls.map((call) => call.arguments[1]);
    timers.mock.restore();
    assert.equal(reply.usage.completion_tokens, 1);
    assert.deepEqual(statuses, [200, 429, 200]);
    assert.ok(told[0] > 0 && told[0] <= waitMs);
    assert.ok(waits.includes(told[0]), `waited ${waits}, told ${told}`);
  });
}

test('when all attempts are refused, the last refusal is thrown', async () => {
  const client = openai({ maxRetries: 2 });
  await useUp(client);
  await assert.rejects(client.chat.completions.create(freeAfter, { headers }), (error) => {
    assert.ok(error instanceof RateLimitError);
    assert.deepEqual([error.code, error.type], ['rate_limit_exceeded', 'tokens']);
    return true;
  });
});
