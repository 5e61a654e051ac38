/**
 * What completion offers. The shells' scripts only hand over the words; everything is decided here, so that the three
 * shells never differ and a new flag needs no new script.
 */

import type { Invocation } from '../app/contract.js';
import type { Command, CommandEntry, LazyVerbs } from './command.js';
import { findCommand, visibleCommands } from './find-command.js';
import { globalOptions } from './global-options.js';
import type { OptionDescription, OptionTable } from './options.js';

export interface Candidate {
  word: string;
  description: string;
}

/** Candidates for the last word; 'files' = let the shell complete file names. */
export type Completion = Candidate[] | 'files';

interface Line {
  options: OptionTable;
  command?: Command;
  /** Flag that the word to complete is the value of. */
  pending?: OptionDescription;
  /** Arguments of the command before the word to complete. */
  positionals: string[];
}

/**
 * @param words what stands behind the program's name, the word to complete last (perhaps empty)
 */
export async function complete(
  words: string[],
  commands: readonly CommandEntry[],
  verbs: LazyVerbs,
  invocation: Invocation,
): Promise<Completion> {
  const current = words.at(-1) ?? '';
  const line = await readLine(words.slice(0, -1), commands);
  const inline = /^--([^=]+)=(.*)$/.exec(current);
  if (inline) return prefixed(valuesOf(line.options[inline[1]!]), `--${inline[1]}=`, current);
  if (line.pending) return prefixed(valuesOf(line.pending), '', current);
  if (line.command?.stopsAtFirstArgument && line.positionals.length > 0) return 'files';
  if (current.startsWith('-')) return prefixed(flagCandidates(line.options), '', current);
  if (!line.command) {
    return prefixed(
      visibleCommands(commands).map(each => ({ word: each.name, description: each.summary })),
      '',
      current,
    );
  }
  const candidates = await argumentCandidates(line.command, commands, verbs, invocation);
  return prefixed(
    candidates.filter(each => !line.positionals.includes(each.word)),
    '',
    current,
  );
}

/** Walks over the finished words as far as they can be understood; a wrong one is no reason to complain here. */
async function readLine(words: string[], commands: readonly CommandEntry[]): Promise<Line> {
  const line: Line = { options: globalOptions, positionals: [] };
  for (const word of words) {
    if (line.pending) {
      delete line.pending;
    } else if (word.startsWith('-') && word !== '-') {
      const option = findOption(word, line.options);
      if (option?.type === 'string' && !word.includes('=')) line.pending = option;
    } else if (!line.command) {
      const entry = visibleCommands(commands).find(each => each.name === word || each.aliases.includes(word));
      if (!entry) continue;
      line.command = (await findCommand(commands, entry.name).load()).command;
      line.options = { ...globalOptions, ...line.command.options };
    } else {
      line.positionals.push(word);
    }
  }
  return line;
}

function findOption(word: string, options: OptionTable): OptionDescription | undefined {
  const name = /^--([^=]+)/.exec(word)?.[1];
  if (name) return options[name];
  // The command's letters come last in the table and win over global ones.
  return Object.values(options).findLast(option => option.short === word.at(-1));
}

function flagCandidates(options: OptionTable): Candidate[] {
  return Object.entries(options)
    .filter(([, option]) => !option.unsupported && !option.hidden)
    .map(([name, option]) => ({ word: `--${name}`, description: option.summary }));
}

function valuesOf(option: OptionDescription | undefined): Completion {
  if (option?.choices) return option.choices.map(word => ({ word, description: '' }));
  return option?.value === 'FILE' || option?.value === 'DIR' ? 'files' : [];
}

async function argumentCandidates(
  command: Command,
  commands: readonly CommandEntry[],
  verbs: LazyVerbs,
  invocation: Invocation,
): Promise<Candidate[]> {
  if (command.completes === undefined) return [];
  if (typeof command.completes !== 'string')
    return command.completes.map(word => ({ word, description: '' }));
  if (command.completes === 'commands')
    return visibleCommands(commands).map(each => ({ word: each.name, description: each.summary }));
  if (command.completes === 'services') {
    const { project } = await verbs.load(invocation);
    return [...new Set(project.containers.map(each => each.service))].map(word => ({
      word,
      description: '',
    }));
  }
  const rows = await verbs.ps(invocation, { all: command.completes === 'containers' });
  return rows.map(row => ({ word: row.name, description: row.state }));
}

function prefixed(completion: Completion, before: string, current: string): Completion {
  if (completion === 'files') return 'files';
  return completion
    .map(each => ({ ...each, word: before + each.word }))
    .filter(each => each.word.startsWith(current));
}
