/** `npm start`: builds the data sets, builds the page, serves it and prints the address. */
import { Command, InvalidArgumentError } from 'commander';
import { buildPage, servePage } from './servePage';

const port = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 65536) return value;
  throw new InvalidArgumentError('expected a whole number from 0 to 65535.');
};

const options = new Command('npm start --')
  .description('Builds the page and serves it.')
  .option('--port <number>', 'port to serve at; the next free one if it is taken', port, 4173)
  .parse()
  .opts<{ port: number }>();

await buildPage(true);
const { url } = await servePage(options.port);
console.log(`Margin Lab is ready: ${url}`);
