/** OpenMetrics text (openmetrics.io, version 1.0.0) of what containers use. */
import type { ContainerInfo } from '../app/contract.js';

interface Family {
  name: string;
  type: 'gauge' | 'counter';
  unit?: string;
  help: string;
  /** undefined = this container has no such value. */
  samples(info: ContainerInfo): [labels: Record<string, string>, value: number | null | undefined][];
}

const one = (value: number | null | undefined): [Record<string, string>, number | null | undefined][] => [
  [{}, value],
];

const families: readonly Family[] = [
  {
    name: 'lxc_compose_container_running',
    type: 'gauge',
    help: 'Whether the container runs (1) or not (0).',
    samples: info => one(info.pid === null ? 0 : 1),
  },
  {
    name: 'lxc_compose_container_cpu_seconds',
    type: 'counter',
    unit: 'seconds',
    help: 'Processor time used.',
    samples: ({ usage }) => one(usage?.cpuNs == null ? null : usage.cpuNs / 1e9),
  },
  {
    name: 'lxc_compose_container_memory_bytes',
    type: 'gauge',
    unit: 'bytes',
    help: 'Memory in use, with the page cache.',
    samples: ({ usage }) => one(usage?.memory),
  },
  {
    name: 'lxc_compose_container_memory_limit_bytes',
    type: 'gauge',
    unit: 'bytes',
    help: 'Memory that it may use.',
    samples: ({ usage }) => one(usage?.memoryLimit),
  },
  {
    name: 'lxc_compose_container_processes',
    type: 'gauge',
    help: 'Processes and threads.',
    samples: ({ usage }) => one(usage?.processes),
  },
  {
    name: 'lxc_compose_container_block_bytes',
    type: 'counter',
    unit: 'bytes',
    help: 'Bytes read from and written to block devices.',
    samples: ({ usage }) => [
      [{ direction: 'read' }, usage?.ioRead],
      [{ direction: 'write' }, usage?.ioWritten],
    ],
  },
  {
    name: 'lxc_compose_container_network_bytes',
    type: 'counter',
    unit: 'bytes',
    help: 'Bytes through interfaces, as the container sees them.',
    samples: ({ links }) =>
      links.flatMap((link): [Record<string, string>, number][] => [
        [{ interface: link.interface, direction: 'receive' }, link.received],
        [{ interface: link.interface, direction: 'transmit' }, link.sent],
      ]),
  },
];

export function renderMetrics(containers: readonly ContainerInfo[]): string {
  const lines = families.flatMap(family => {
    const suffix = family.type === 'counter' ? '_total' : '';
    const samples = containers.flatMap(info =>
      family.samples(info).flatMap(([labels, value]) => {
        if (value == null) return [];
        const all = { project: info.project, container: info.name, ...labels };
        const text = Object.entries(all).map(([name, each]) => `${name}="${escapeLabel(each)}"`);
        return [`${family.name}${suffix}{${text.join(',')}} ${value}`];
      }),
    );
    const unit = family.unit ? [`# UNIT ${family.name} ${family.unit}`] : [];
    return [
      `# TYPE ${family.name} ${family.type}`,
      ...unit,
      `# HELP ${family.name} ${family.help}`,
      ...samples,
    ];
  });
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
