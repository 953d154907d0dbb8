// Chat completions, whole and streamed, and the responses that carry them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { APIUserAbortError, AuthenticationError, BadRequestError, NotFoundError } from 'openai';

import { clients, collect, messages, model, openai } from './setup.mjs';

for (const [name, client] of Object.entries(clients)) {
  const create = (fields = {}) => client.chat.completions.create({ model, messages, max_tokens: 9, ...fields });

  test(`${name}: a whole reply`, async () => {
    const reply = await create({ n: 2 });
    assert.equal(reply.object, 'chat.completion');
    assert.deepEqual(reply.choices.map((choice) => choice.finish_reason), ['length', 'length']);
    assert.ok(reply.choices[0].message.content);
    assert.equal(reply.usage.completion_tokens, 18);
    assert.ok(reply._request_id);
  });

  test(`${name}: a stream is the whole reply in tokens and ends with its usage`, async () => {
    const whole = (await create({ seed: 3 })).choices[0].message.content;
    const chunks = await collect(await create({ seed: 3, stream: true, stream_options: { include_usage: true } }));
    const pieces = chunks.map((chunk) => chunk.choices[0]?.delta.content).filter(Boolean);
    assert.equal(pieces.length, 9);
    assert.equal(pieces.join(''), whole);
    assert.equal(chunks.at(-1).usage.completion_tokens, 9);
  });

  test(`${name}: the events of the stream helper`, async () => {
    const stream = client.chat.completions.stream({ model, messages, max_tokens: 9 });
    const seen = { connect: 0, chunk: 0, content: '', end: 0 };
    stream.on('connect', () => (seen.connect += 1));
    stream.on('chunk', () => (seen.chunk += 1));
    stream.on('content', (delta, snapshot) => {
      seen.content += delta;
      assert.equal(snapshot, seen.content);
    });
    stream.on('end', () => (seen.end += 1));
    assert.equal(await stream.finalContent(), seen.content);
    assert.equal((await stream.finalChatCompletion()).choices[0].finish_reason, 'length');
    assert.deepEqual([seen.connect, seen.end], [1, 1]);
    assert.ok(seen.chunk > 9);
  });

  test(`${name}: withResponse and asResponse`, async () => {
    const { data, response, request_id } = await create().withResponse();
    assert.equal(data.usage.completion_tokens, 9);
    assert.equal(response.headers.get('x-request-id'), request_id);
    const raw = await create({ stream: true }).asResponse();
    assert.match(raw.headers.get('content-type'), /^text\/event-stream/);
    assert.match(await raw.text(), /data: \[DONE\]\n\n$/);
  });

  test(`${name}: a stream that is aborted ends, and the client goes on`, async () => {
    const stream = await create({ max_tokens: 10_000, stream: true });
    let chunks = 0;
    for await (const chunk of stream) {
      assert.ok(chunk.id);
      if (++chunks === 3) stream.controller.abort();
    }
    assert.ok(chunks < 10_000);
    assert.equal((await create()).usage.completion_tokens, 9);
  });
}

test('a helper that is aborted rejects', async () => {
  const stream = openai().chat.completions.stream({ model, messages, max_tokens: 10_000 });
  stream.once('content', () => stream.abort());
  await assert.rejects(stream.done(), APIUserAbortError);
});

test('errors are of their classes and name what was wrong', async () => {
  const ask = (client, fields) => client.chat.completions.create({ model, messages, ...fields });
  await assert.rejects(ask(openai(), { temperature: 9 }), (error) => {
    assert.ok(error instanceof BadRequestError);
    assert.deepEqual([error.status, error.param, error.code], [400, 'temperature', 'decimal_above_max_value']);
    return true;
  });
  await assert.rejects(ask(openai({ apiKey: 'wrong' })), AuthenticationError);
  await assert.rejects(openai().models.retrieve('no-such-model'), NotFoundError);
});

test('the models are one page', async () => {
  const page = await openai().models.list();
  const all = await collect(openai().models.list());
  assert.ok(all.some(({ id }) => id === model));
  assert.deepEqual(all.map(({ id }) => id), page.data.map(({ id }) => id));
});
