/** LXC's containers, as `import lxc` gives them, in their place among other things. */
import type { Diagnostic } from '../../spec/diagnostic.js';
import { formatYaml, type YamlValue } from '../../spec/print/yaml.js';
import { containerName } from '../../translate/container-name.js';
import type { Translation } from '../../translate/translation.js';
import { type AdoptDraft, adoptedProfile } from './draft.js';

export interface LxcTranslation {
  name: string;
  /** Its configuration. */
  file: string;
  /** LXC's directory, when it is another than usual. */
  lxcPath: string | null;
  /** Its PID 1; null when it does not run. */
  pid: number | null;
  translation: Translation;
}

/** Networks that are not on the host are only mentioned: as a part of the spec they would have to be there. */
export function adoptLxc(containers: readonly LxcTranslation[], draft: AdoptDraft): void {
  for (const { name, file, lxcPath, pid, translation } of containers) {
    const own = containerName(name, new Set(Object.keys(draft.containers)));
    const [described] = Object.values(translation.spec['containers'] as Described);
    const { networks = {}, ...rest } = described!;
    const attachments = Object.entries(networks as Described);
    const present = attachments.filter(([network]) => network in draft.networks);
    draft.containers[own] = {
      profiles: [adoptedProfile],
      ...rest,
      ...(present.length > 0 && { networks: Object.fromEntries(present) }),
    };
    const option = lxcPath === null ? '' : ` -P ${lxcPath}`;
    const comments = [
      `LXC's container ${name} (${file})${pid === null ? '' : `, which runs: its first process is ${pid}`}.`,
      `To take it over: ${pid === null ? '' : `lxc-stop${option} -n ${name}, then `}lxc-compose up --profile ${adoptedProfile} ${own}.`,
    ];
    for (const [network, attachment] of attachments.filter(each => !present.includes(each))) {
      const lines = formatYaml({ networks: { [network]: attachment } })
        .trimEnd()
        .split('\n');
      comments.push(
        `There is no bridge ${network} on this host. On it would be:`,
        ...lines.map(each => `  ${each}`),
      );
      draft.remarks.push(
        `the bridge ${network} of LXC's container ${name} is not in the spec: it is not on this host`,
      );
    }
    draft.comments.set(`containers.${own}`, comments);
    draft.found.push(
      `containers.${own}: LXC's container ${name}${pid === null ? '' : ', which runs'}, in the profile ${adoptedProfile}`,
    );
    draft.remarks.push(...translation.remarks.map(each => `LXC's container ${name}, ${placed(each)}`));
  }
}

type Described = Record<string, Record<string, YamlValue>>;

/** The bridges that a container is to join. */
export function bridgesOf({ translation }: LxcTranslation): string[] {
  return Object.values(translation.spec['containers'] as Described).flatMap(each =>
    Object.keys((each['networks'] ?? {}) as Described),
  );
}

function placed({ range, message }: Diagnostic): string {
  return range ? `${range.file}:${range.line}: ${message}` : message;
}
