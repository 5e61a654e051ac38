/** Shell lines that set up a network, as what they do: `ip`, `ifconfig`, `route`, `sysctl`. What else they say is remarked. */
import { quote, type SourceRange } from '../../spec/diagnostic.js';
import { splitCommandLine } from '../../spec/values/command-line.js';
import { GrammarError } from '../../spec/values/grammar-error.js';
import { parseSysctlKey } from '../../spec/values/sysctl.js';
import type { Remarks } from '../remarks.js';
import { applyIfconfig, applyRoute } from './ifconfig.js';
import { applyIp } from './ip.js';
import type { LabNode } from './lab.js';

/** Takes over what the line does, or says that it is left out. */
export function applyShellLine(line: string, range: SourceRange, node: LabNode, remarks: Remarks): void {
  // A loop is one thing, whatever stands between its semicolons.
  const commands = /^(for|while|until|if|case)\b/.test(line) ? [line] : line.split(/;|&&/);
  for (const command of commands) {
    const text = command.trim();
    if (text === '' || text.startsWith('#')) continue;
    if (applyCommand(text, range, node)) continue;
    remarks.add(
      range,
      `${quote(text)} is not run: a spec says how things are, not what to do`,
      `run it with \`lxc-compose exec ${node.name} …\`, or make it a part of \`command\``,
    );
  }
}

/** What is longer sets up no interface. */
const longestCommand = 1000;

/** @returns false when the command is none of those that are understood */
function applyCommand(text: string, range: SourceRange, node: LabNode): boolean {
  if (text.length > longestCommand || /[|`$(){}]/.test(text)) return false;
  const echoed = /^echo\s+['"]?([^'">]*?)['"]?\s*>\s*\/proc\/sys\/(\S+)$/.exec(text);
  if (echoed) return applySysctl(echoed[2]!.replaceAll('/', '.'), echoed[1]!, node);
  if (/[<>]/.test(text)) return false;
  const words = wordsOf(text);
  const [program, ...rest] = words[0] === 'sudo' ? words.slice(1) : words;
  switch (program?.replace(/^\/(usr\/)?s?bin\//, '')) {
    case 'ip':
      return applyIp(rest, node, { range, text });
    case 'ifconfig':
      return applyIfconfig(rest, node);
    case 'route':
      return applyRoute(rest, node, { range, text });
    case 'sysctl':
      return rest.filter(each => !each.startsWith('-')).every(each => applyAssignment(each, node));
    case 'true':
    case ':':
      return true;
    default:
      return false;
  }
}

function wordsOf(text: string): string[] {
  try {
    return splitCommandLine(text);
  } catch (error) {
    if (error instanceof GrammarError) return [];
    throw error;
  }
}

/** `net.ipv4.ip_forward=1`, of which a container has its own. @returns false when it would change the whole host */
export function applyAssignment(text: string, node: LabNode): boolean {
  const separator = text.indexOf('=');
  return (
    separator > 0 && applySysctl(text.slice(0, separator).trim(), text.slice(separator + 1).trim(), node)
  );
}

function applySysctl(key: string, value: string, { sysctls }: LabNode): boolean {
  try {
    sysctls[parseSysctlKey(key)] = value;
    return true;
  } catch (error) {
    if (error instanceof GrammarError) return false;
    throw error;
  }
}
