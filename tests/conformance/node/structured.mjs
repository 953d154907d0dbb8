// Structured output and tools by way of zod.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LengthFinishReasonError } from 'openai/core/error';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';

import { clients, messages, model } from './setup.mjs';

const Plan = z.object({
  title: z.string(),
  weather: z.enum(['dry', 'wet']),
  stops: z.array(z.object({ place: z.string(), minutes: z.int(), note: z.string().nullable() })),
});
const response_format = zodResponseFormat(Plan, 'plan');
const GetWeather = z.object({ city: z.string(), days: z.number() });

for (const [name, client] of Object.entries(clients)) {
  test(`${name}: a reply is parsed`, async () => {
    for (let seed = 0; seed < 4; ++seed) {
      const reply = await client.chat.completions.parse({ model, messages, response_format, seed });
      const { parsed, content } = reply.choices[0].message;
      assert.deepEqual(parsed, Plan.parse(JSON.parse(content)));
    }
  });

  test(`${name}: a reply that is cut off is not parsed`, async () => {
    const cut = client.chat.completions.parse({ model, messages, response_format, max_tokens: 3 });
    await assert.rejects(cut, LengthFinishReasonError);
  });

  test(`${name}: a streamed reply is parsed`, async () => {
    const stream = client.chat.completions.stream({ model, messages, response_format });
    const partial = [];
    stream.on('content.delta', ({ parsed }) => partial.push(parsed));
    const parsed = (await stream.finalChatCompletion()).choices[0].message.parsed;
    assert.deepEqual(parsed, Plan.parse(parsed));
    assert.ok(partial.some((value) => value && Object.keys(value).length > 0));
  });

  test(`${name}: a call's arguments are parsed`, async () => {
    const tools = [zodFunction({ name: 'get_weather', parameters: GetWeather })];
    const reply = await client.chat.completions.parse({ model, messages, tools });
    assert.equal(reply.choices[0].finish_reason, 'tool_calls');
    const called = reply.choices[0].message.tool_calls[0].function;
    assert.equal(called.name, 'get_weather');
    assert.deepEqual(called.parsed_arguments, GetWeather.parse(JSON.parse(called.arguments)));
  });

  for (const stream of [false, true]) {
    test(`${name}: runTools calls the tool once and ends with a text${stream ? ', streamed' : ''}`, async () => {
      const asked = [];
      const getWeather = zodFunction({
        name: 'get_weather',
        description: 'The weather of a city.',
        parameters: GetWeather,
        function: ({ city, days }) => {
          asked.push([typeof city, typeof days]);
          return { weather: 'sunny' };
        },
      });
      const runner = client.chat.completions.runTools({ model, messages, tools: [getWeather], stream });
      const results = [];
      runner.on('functionToolCallResult', (result) => results.push(JSON.parse(result)));
      assert.ok(await runner.finalContent());
      assert.deepEqual(asked, [['string', 'number']]);
      assert.deepEqual(results, [{ weather: 'sunny' }]);
      assert.deepEqual(runner.messages.map(({ role }) => role), ['user', 'assistant', 'tool', 'assistant']);
    });
  }
}
