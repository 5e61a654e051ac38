/** What is written and reaches no container: anchors, extensions, profiles. */
import type { SpecNode } from '../../spec/node.js';
import { suggestion } from '../../spec/suggest.js';
import { profilesIn } from '../profiles.js';
import type { Report, Rule, View } from '../rule.js';
import type { SourceText } from '../source-text.js';

export const anchorUnused: Rule = {
  code: 'LXCC1004',
  name: 'anchor-unused',
  level: 'warning',
  summary: 'an anchor `&name` that no alias `*name` uses',
  *check({ ownTexts }: View): Generator<Report> {
    for (const { anchors } of ownTexts) {
      for (const { name, range, used } of anchors) {
        if (used) continue;
        yield {
          at: range,
          message: `no alias uses the anchor "&${name}"`,
          hint: `write *${name} where it is meant, or remove it`,
        };
      }
    }
  },
};

/** Information only: other programs may read the file as well. */
export const extensionUnused: Rule = {
  code: 'LXCC1005',
  name: 'extension-unused',
  level: 'info',
  summary: 'a top-level `x-…` without an anchor, so that nothing in the file can use it',
  *check({ ownTexts }: View): Generator<Report> {
    for (const text of ownTexts) {
      for (const [key, range, next] of topLevelKeys(text)) {
        if (!key.startsWith('x-')) continue;
        const reachable = text.anchors.some(each => range.line <= each.range.line && each.range.line < next);
        if (!reachable) yield { at: range, message: `nothing can use "${key}": there is no anchor in it` };
      }
    }
  },
};

/** Each with its place and the line of the next one. */
function topLevelKeys({ tree }: SourceText) {
  if (tree?.kind !== 'mapping') return [];
  const keys = [...(tree as Extract<SpecNode, { kind: 'mapping' }>).entries];
  return keys.map(([name, { key }], index) => {
    const next = keys[index + 1]?.[1].key.line ?? Number.POSITIVE_INFINITY;
    // In flow style several keys share a line; nobody writes a file so.
    return [name, key, Math.max(next, key.line + 1)] as const;
  });
}

export const profileUnknown: Rule = {
  code: 'LXCC1006',
  name: 'profile-unknown',
  level: 'warning',
  summary: 'a profile that was asked for and to which no container belongs',
  *check({ texts, profiles }: View): Generator<Report> {
    const known = profilesIn(texts.values());
    for (const profile of profiles) {
      if (profile === '*' || known.has(profile)) continue;
      const message = `no container belongs to the profile "${profile}"${suggestion(profile, known)}`;
      yield { at: undefined, message, hint: 'correct --profile or LXC_COMPOSE_PROFILES' };
    }
  },
};
