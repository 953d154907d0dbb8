// What the scripts share: clients of the simulator that the environment names, and what they ask.
import OpenAI, { AzureOpenAI } from 'openai';

export const url = process.env.OAISIM_URL;
export const apiKey = process.env.OAISIM_KEY;
export const model = 'gpt-4o';
export const messages = [{ role: 'user', content: 'Plan a day in Lisbon.' }];

export const openai = (options = {}) => new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0, ...options });
export const azure = (options = {}) =>
  new AzureOpenAI({ endpoint: url, apiKey, apiVersion: '2024-10-21', maxRetries: 0, ...options });

// Each client by its name, for tests of both.
export const clients = { OpenAI: openai(), AzureOpenAI: azure() };

export async function collect(stream) {
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
}
