import type { Origin } from '../spec/explain-merge.js';
import type { Palette } from './colours.js';
import { escapeText } from './escape.js';
import { formatRange } from './render-diagnostic.js';

/**
 * Where each value comes from, one a line, with what it has replaced below it:
 *
 *     containers.web.limits.memory: "512M"   lxc-compose.override.yaml:4:15
 *       instead of "256M"   lxc-compose.yaml:9:15
 */
export function renderOrigins(
  origins: readonly Origin[],
  workingDirectory: string,
  palette: Palette,
): string {
  return origins
    .map(({ path, value, range, removed, replaced }) => {
      const said = removed ? 'taken out by !reset' : escapeText(value);
      const lines = [`${escapeText(path)}: ${said}   ${palette.dim(formatRange(range, workingDirectory))}`];
      for (const each of replaced) {
        lines.push(
          `  instead of ${escapeText(each.value)}   ${palette.dim(formatRange(each.range, workingDirectory))}`,
        );
      }
      return `${lines.join('\n')}\n`;
    })
    .join('');
}
