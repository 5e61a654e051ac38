/** NAT, published ports, internal networks, and the forwarding they need; doing half. */
import { firewallTable } from '../../model/mark.js';
import type { Operation } from '../../model/operation.js';
import type { Attributes, Resource } from '../../model/resource.js';
import { applyTable, type FirewallRules, formatTable, readTable, removeTable } from '../../netbridge/nft.js';
import { enableForwarding, enablingCommands, restoreForwarding, restoringCommands } from '../forwarding.js';
import type { RuntimeKind } from '../kind.js';
import { outcomeOf } from '../outcomes.js';
import type { Session } from '../session.js';

export const firewallProvider: RuntimeKind = {
  kind: 'firewall',
  async observe(snapshot): Promise<Resource[]> {
    if (!(await snapshot.hasFirewall())) return [];
    const rules = await readTable(firewallTable(snapshot.projectName));
    if (!rules) return [];
    const attributes: Attributes = {};
    if (rules.nat.length > 0) attributes['nat'] = rules.nat;
    if (rules.internal.length > 0) attributes['internal'] = rules.internal;
    if (rules.ports.length > 0) attributes['ports'] = rules.ports;
    for (const name of portAttributes) if (rules[name].length > 0) attributes[name] = rules[name];
    return [{ kind: 'firewall', id: 'firewall', attributes }];
  },
  apply: (operations, session) =>
    Promise.all(operations.map(operation => outcomeOf(operation, () => applyOne(operation, session)))),
  commands(operation, { projectName }) {
    const table = firewallTable(projectName);
    if (!operation.desired) {
      const families = hadPortRules(operation) ? ['inet', 'bridge'] : ['inet'];
      return [...families.map(each => `nft delete table ${each} ${table}`), ...restoringCommands()];
    }
    const rules = rulesOf(operation);
    return [
      ...(needsForwarding(rules) ? enablingCommands() : []),
      "nft -f - <<'EOF'",
      ...formatTable(table, rules, hadPortRules(operation)).split('\n').slice(0, -1),
      'EOF',
    ];
  },
};

const portAttributes = ['macs', 'allow', 'closed'] as const;

/** Then there is a table of family bridge as well. */
function hadPortRules({ observed }: Operation): boolean {
  return portAttributes.some(each => observed?.attributes[each] !== undefined);
}

function rulesOf(operation: Operation): FirewallRules {
  const { attributes } = operation.desired!;
  const list = (name: string) => (attributes[name] ?? []) as readonly string[];
  const ports = { macs: list('macs'), allow: list('allow'), closed: list('closed') };
  return { nat: list('nat'), internal: list('internal'), ports: list('ports'), ...ports };
}

function needsForwarding(rules: FirewallRules): boolean {
  return rules.nat.length + rules.ports.length > 0;
}

async function applyOne(operation: Operation, session: Session): Promise<void> {
  const table = firewallTable(session.projectName);
  if (operation.action === 'destroy') {
    await removeTable(table, hadPortRules(operation), session.lock);
    return restoreForwarding();
  }
  const rules = rulesOf(operation);
  // First: a table is looked at by the next plan, and this is not.
  if (needsForwarding(rules)) enableForwarding();
  await applyTable(table, rules, hadPortRules(operation), session.lock);
}
