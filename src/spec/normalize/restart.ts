import type { RestartPolicy } from '../../model/project.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseWholeNumber } from '../values/number.js';

/** @throws GrammarError */
export function parseRestart(text: string): RestartPolicy {
  if (text === 'no' || text === 'always' || text === 'unless-stopped' || text === 'on-failure') {
    return { policy: text, maximumRetries: 0 };
  }
  const match = /^on-failure:(.*)$/.exec(text);
  if (match) return { policy: 'on-failure', maximumRetries: parseWholeNumber(match[1]!, 0, 1_000_000) };
  throw new GrammarError('is not a restart policy', 'write no, always, unless-stopped or on-failure:3');
}
