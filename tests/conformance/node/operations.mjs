// Embeddings and legacy completions.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clients, collect, openai } from './setup.mjs';

for (const [name, client] of Object.entries(clients)) {
  test(`${name}: base64, which is the default, and floats are the same vector`, async () => {
    const create = (fields) =>
      client.embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two'], dimensions: 16, ...fields });
    const decoded = await create();
    const floats = await create({ encoding_format: 'float' });
    assert.deepEqual(decoded.data.map(({ embedding }) => embedding.length), [16, 16]);
    decoded.data.forEach(({ embedding }, i) =>
      embedding.forEach((value, k) => assert.ok(Math.abs(value - floats.data[i].embedding[k]) < 1e-6)),
    );
    assert.equal(typeof (await create({ encoding_format: 'base64' })).data[0].embedding, 'string');
    assert.equal(decoded.usage.prompt_tokens, 2);
  });

  test(`${name}: a legacy completion, whole and streamed`, async () => {
    const create = (fields) =>
      client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Once', max_tokens: 6, seed: 2, ...fields });
    const whole = await create();
    assert.equal(whole.usage.completion_tokens, 6);
    const chunks = await collect(await create({ stream: true }));
    assert.equal(chunks.map((chunk) => chunk.choices[0].text).join(''), whole.choices[0].text);
  });
}

test('OpenAI: tokens are embedded as their text is', async () => {
  const embed = async (input) =>
    (await openai().embeddings.create({ model: 'text-embedding-3-small', input })).data[0].embedding;
  assert.deepEqual(await embed([15339]), await embed('hello'));
});
