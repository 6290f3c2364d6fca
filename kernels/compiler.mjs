import asc from 'assemblyscript/asc';

export const WASM = new URL('kernels.wasm', import.meta.url);

const OPTIONS = [
  ...['--outFile', 'kernels.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
  ...['--memoryBase', '1024', '--initialMemory', '16', '--maximumMemory', '65536'],
];

/** @returns kernels/index.ts as WebAssembly: the same bytes on every machine, for one version of AssemblyScript */
export async function compileKernels() {
  let binary;
  const folder = new URL('.', import.meta.url).pathname;
  const { error, stderr } = await asc.main([`${folder}index.ts`, ...OPTIONS], {
    writeFile: (name, content) => name.endsWith('.wasm') && (binary = content),
  });
  if (error) throw new Error(stderr.toString(), { cause: error });
  return Buffer.from(binary);
}
