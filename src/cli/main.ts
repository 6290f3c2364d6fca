#!/usr/bin/env node
import * as nodeModule from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError } from 'commander';
import { AugmentError } from '../core/errors.js';
import { assembleCommand } from './assemble.js';
import { EXIT } from './exit.js';
import { explainCommand } from './explain.js';
import { initCommand } from './init.js';
import { inspectCommand } from './inspect.js';
import { mcpCommand } from './mcp.js';
import { poolCommand } from './pool.js';
import { previewCommand } from './preview.js';
import { recipeCommand } from './recipe.js';
import { redriveCommand } from './redrive.js';
import { runCommand } from './run.js';
import { say } from './say.js';
import { statusCommand } from './status.js';
import { studioCommand } from './studio.js';
import { transformsCommand } from './transforms.js';
import { verifyCommand } from './verify.js';
import { version } from './version.js';
import { watchCommand } from './watch.js';

/**
 * Node 20 optimises functions seven times too early for a run of a few seconds: with its own budget of 67584, the compiler
 * took 1.8 of the 10.7 s of processor time of 1,500 flips. Later versions count differently, and do not know this flag.
 */
if (process.version.startsWith('v20.')) setFlagsFromString('--interrupt-budget=500000');

/** Keeps what is compiled from here on: the command, and the threads, which find the folder in their environment. */
const { enableCompileCache } = nodeModule as {
  /** Node 20 does not have it. */
  enableCompileCache?: () => { readonly directory?: string };
};
const compiled = enableCompileCache?.().directory;
if (compiled !== undefined) process.env['NODE_COMPILE_CACHE'] = compiled;

const program = new Command('augment')
  .description('Augments images together with their labels. The same input and Recipe give the same bytes.')
  .version(version)
  .exitOverride()
  .configureHelp({ showGlobalOptions: false })
  .addHelpText(
    'after',
    `
Examples:
  augment run                              from raw-images to augmented-images
  augment init images                      writes a recipe that fits the data set
  augment inspect images                   says what is in a data set, and what is wrong with it
  augment run images out --recipe detection --variants 8
  augment run s3://bucket/raw-images s3://bucket/augmented-images
  augment pool images                      writes down what Mosaic and MixUp mix in
  augment preview images                   draws variants of a few images on a contact sheet
  augment studio images                    shows images, labels and what a recipe does to them, in the browser
  augment mcp .                            offers the same to an agent, below the working folder
  augment verify images out                makes all variants again and compares them

"augment COMMAND --help" shows the options and examples of a command.
The state of an output, with a Record for each image, is kept beside it in OUTPUT.augment.`,
  );

for (const command of [
  runCommand,
  watchCommand,
  initCommand,
  inspectCommand,
  poolCommand,
  previewCommand,
  studioCommand,
  mcpCommand,
  explainCommand,
  verifyCommand,
  assembleCommand,
  statusCommand,
  redriveCommand,
  recipeCommand,
  transformsCommand,
]) {
  program.addCommand(command().exitOverride());
}

// A reader may close the pipe early, as in `augment transforms | head`. This is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  // Commander has already printed its message, or the help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof AugmentError) {
    for (const line of error.message.split('\n')) say(`augment: ${line}`);
    return error.name === 'UsageError' || error.name === 'RecipeError' ? EXIT.usage : EXIT.failed;
  }
  console.error('augment: this is a defect of the program. Please report it with the lines below.');
  console.error(error);
  return EXIT.failed;
}
