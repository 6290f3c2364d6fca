import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInFormats } from '../src/core/formats/index.js';
import { AugmentError } from '../src/core/errors.js';
import { LABEL_EFFECTS } from '../src/core/plan/operations.js';
import { parseRecipe } from '../src/core/recipe/index.js';
import { builtInTransforms } from '../src/core/transforms/catalogue.js';

/**
 * What the pages show is true: recipes parse, programs compile and print what the page shows below them, commands run,
 * options exist. A block of `text` is the output of the block before it.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
/** Pages whose commands are run, in a folder that has `photos/cat.jpg` with labels, and the README's recipe. */
const RUN_PAGES = ['README.md', 'docs/cli.md'];
/** These commands do not end by themselves. */
const ENDLESS = /^augment (watch|studio|mcp)/;

interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
  readonly title: string;
  /** The `text` block that follows. */
  readonly output?: string;
}

const texts = new Map(PAGES.map((page) => [page, readFileSync(path.join(ROOT, page), 'utf8')]));
const blocks = PAGES.flatMap(blocksOf);

function blocksOf(page: string): Block[] {
  const text = texts.get(page)!;
  const found = [...text.matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```$/gm)].map((match) => ({
    page,
    language: match[1]!,
    text: match[2]!,
    title: `${page}:${text.slice(0, match.index).split('\n').length}`,
  }));
  return found.map((block, i) => {
    const next = found[i + 1];
    return next?.language === 'text' ? { ...block, output: next.text } : block;
  });
}

const run = promisify(execFile);
const SLOW = 120_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'augment-docs-'));
  await mkdir(path.join(folder, 'photos'));
  for (const [from, to] of [
    ['soccer.jpg', 'cat.jpg'],
    ['soccer.txt', 'cat.txt'],
    ['data.yaml', 'data.yaml'],
  ] as const) {
    await copyFile(path.join(ROOT, 'raw-images', from), path.join(folder, 'photos', to));
  }
  const recipe = blocks.find(({ page, language }) => page === 'README.md' && language === 'yaml');
  await writeFile(path.join(folder, 'recipe.yaml'), recipe!.text);
  await mkdir(path.join(folder, 'node_modules'));
  await symlink(ROOT, path.join(folder, 'node_modules', 'augment-on-demand'), 'dir');
  for (const peer of ['aws-cdk-lib', 'constructs', 'zod'])
    await symlink(path.join(ROOT, 'node_modules', peer), path.join(folder, 'node_modules', peer), 'dir');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('recipes and data.yaml', () => {
  const described = blocks.filter(({ language }) => language === 'yaml');

  it.each(described)('$title', ({ text, output }) => {
    if (/^(names|nc):/m.test(text)) {
      const { schema } = builtInFormats
        .get('yolo')
        .dataset!.read('data.yaml', new TextEncoder().encode(text));
      expect(schema.classes).not.toEqual([]);
      return;
    }
    const recipe = /^transforms:/m.test(text) ? text : `${text}\ntransforms: []`;
    expect(mistakesIn(recipe)).toBe(output ?? '');
  });
});

function mistakesIn(recipe: string): string {
  try {
    parseRecipe(recipe, 'recipe.yaml');
    return '';
  } catch (error) {
    if (error instanceof AugmentError) return `${error.message}\n`;
    throw error;
  }
}

describe('programs', () => {
  const programs = blocks
    .filter(({ language }) => language === 'ts')
    .map((program, i) => ({ ...program, name: `program-${i}` }));

  it(
    'compile',
    async () => {
      const files = programs.map(({ name }) => path.join(folder, `${name}.mts`));
      await Promise.all(programs.map(({ text }, i) => writeFile(files[i]!, text)));
      const program = ts.createProgram(files, {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        strict: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: true,
        noEmit: true,
        types: ['node'],
        typeRoots: [path.join(ROOT, 'node_modules', '@types')],
      });
      const messages = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
        const at = programs.find(({ name }) => file?.fileName.endsWith(`${name}.mts`));
        const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
        return `${at?.title ?? ''} + ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      });
      expect(messages).toEqual([]);
    },
    SLOW,
  );

  // Apps of CDK need a layer, which is not built here. Their tests are in src/cdk.
  const runnable = programs.filter(({ text }) => !text.includes('augment-on-demand/cdk'));

  it.each(runnable)('$title', async ({ name, text, output }) => {
    const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    const file = path.join(folder, `${name}.mjs`);
    await writeFile(file, ts.transpileModule(text, { compilerOptions: options }).outputText);
    const { stdout } = await run(process.execPath, [file], { cwd: folder });
    expect(stdout).toBe(output ?? '');
  });
});

describe('commands', () => {
  const lines = RUN_PAGES.map((page) => ({
    page,
    commands: blocks
      .filter((block) => block.page === page && block.language === 'sh')
      .flatMap(({ text, output }) => text.split('\n').map((line) => ({ line, output })))
      .filter(({ line }) => line.startsWith('augment ') && !ENDLESS.test(line)),
  }));

  it.each(lines)(
    'of $page',
    async ({ commands }) => {
      expect(commands.length).toBeGreaterThan(0);
      for (const made of ['augmented', 'augmented.augment'])
        await rm(path.join(folder, made), { recursive: true, force: true });
      for (const { line, output } of commands) {
        const { stderr } = await augment(line.split(/\s+/).slice(1));
        if (output !== undefined) expect(withoutSeconds(stderr)).toBe(withoutSeconds(output));
      }
    },
    SLOW,
  );
});

async function augment(args: readonly string[]) {
  return run(process.execPath, [path.join(ROOT, 'dist/cli/main.js'), ...args], { cwd: folder });
}

/** Without what depends on the machine's speed: the duration, and lines of progress. */
function withoutSeconds(text: string): string {
  return text.replace(/^\d+\/\d+ images, \d+ failed\n/gm, '').replace(/\d+\.\d s$/m, '… s');
}

describe('options', () => {
  const helps = new Map<string, string>();

  beforeAll(async () => {
    const { stdout } = await augment(['--help']);
    const names = [...stdout.matchAll(/^ {2}(\w+) .*$/gm)].map(([, name]) => name!);
    const help = async (name: string) => helps.set(name, (await augment([name, '--help'])).stdout);
    await Promise.all(names.filter((one) => one !== 'augment').map(help));
    const scripts = readdirSync(path.join(ROOT, 'bash-scripts')).filter((name) => name.endsWith('.sh'));
    const helpOf = async (name: string) =>
      (await run('bash', [path.join(ROOT, 'bash-scripts', name), '--help'])).stdout;
    helps.set('', stdout + [...helps.values(), ...(await Promise.all(scripts.map(helpOf)))].join(''));
  });

  it.each(PAGES)('of %s', (page) => {
    const code = [
      ...[...texts.get(page)!.matchAll(/`((?:augment |--)[^`\n]+)`/g)].map(([, span]) => span!),
      ...blocksOf(page)
        .filter(({ language }) => language === 'sh')
        .flatMap(({ text }) => text.split('\n'))
        .filter((line) => line.startsWith('augment ')),
    ];
    const unknown = code.filter((text) => {
      const [, command = ''] = /^augment ([a-z]\w*)/.exec(text) ?? [];
      const help = helps.get(command);
      return [...text.matchAll(/--[a-z-]+/g)].some(([flag]) => !help?.includes(flag)) || help === undefined;
    });
    expect(unknown).toEqual([]);
  });
});

it('README.md counts the transforms', () => {
  const groups = builtInTransforms.entries.map(({ group }) => group);
  const transforms = groups.filter((group) => group !== 'control').length;
  expect(texts.get('README.md')).toContain(`this has ${transforms}, and six ways to combine them`);
  expect(groups.length - transforms).toBe(6);
});

it.each(['docs/labels.md', 'docs/operations.md'])(
  '%s has a row for each format or kind of Operation',
  (page) => {
    const rows = [...texts.get(page)!.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
    const names = page === 'docs/labels.md' ? builtInFormats.names : Object.keys(LABEL_EFFECTS);
    expect(rows).toEqual(expect.arrayContaining([...names]));
  },
);
