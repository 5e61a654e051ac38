/** Where each value of a spec of several files comes from. */
import { SpecFailure } from '../spec/diagnostic.js';
import { explainMerge as explain, type Origin } from '../spec/explain-merge.js';
import { collectInputs } from '../spec/inputs.js';
import { Reader } from '../spec/reader.js';
import type { Invocation } from './contract.js';
import { InvalidSpec } from './load.js';

/** @throws InvalidSpec (65, 66) when the files cannot be read or merged */
export async function explainMerge(invocation: Invocation, path: string): Promise<Origin[]> {
  const sources = new Map<string, string>();
  try {
    return explain(collectInputs(invocation, new Reader(invocation.environment)), path, sources);
  } catch (error) {
    if (!(error instanceof SpecFailure)) throw error;
    throw new InvalidSpec(error.exitCode, error.diagnostics, sources);
  }
}
