/** A cgroup file that the spec names itself: what it means is known to the user and the kernel only. */
import type { LimitFile } from './limit-file.js';

/**
 * The wanted text has to be as the kernel prints it. Of a file with several lines the one that begins with the same word
 * counts; other lines are somebody else's.
 */
export function rawFile(name: string): LimitFile {
  return {
    controller: name.slice(0, name.indexOf('.')),
    file: name,
    format: value => String(value ?? ''),
    parse: text => lines(text).join('; '),
    kept: value => oneLine(String(value)),
    holds: holdsRaw,
  };
}

/** True when the file's text (or one line of it) is what was wanted. */
function holdsRaw(text: string, wanted: string): boolean {
  const looked = oneLine(wanted);
  const all = lines(text);
  return all.length === 1 ? all[0] === looked : all.includes(looked) || all.join(' ') === looked;
}

function lines(text: string): string[] {
  return text.trim().split('\n').map(oneLine);
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
