/** Namespaces that a container can share, by LXC's names. The network has a key of its own, and mounts are never shared. */
export const sharableNamespaces = ['ipc', 'uts', 'pid', 'cgroup', 'time'] as const;

export type SharableNamespace = (typeof sharableNamespaces)[number];

/** `host` or `container:NAME`; what is absent is the container's own. */
export type SharedNamespaces = { [Kind in SharableNamespace]?: string };

/** Names of the containers whose namespaces are joined. */
export function containersJoined(namespaces: SharedNamespaces): string[] {
  return Object.values(namespaces).flatMap(each => containerOf(each) ?? []);
}

/** The container's name in `container:NAME`. */
export function containerOf(shared: string): string | undefined {
  return shared.startsWith('container:') ? shared.slice('container:'.length) : undefined;
}
