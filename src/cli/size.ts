/** Sizes for people, as lxc-info prints them: `1.20 MiB`; below a KiB `17 bytes`. */
export function formatSize(bytes: number): string {
  const units: [string, number][] = [
    ['GiB', 2 ** 30],
    ['MiB', 2 ** 20],
    ['KiB', 2 ** 10],
  ];
  for (const [unit, size] of units) if (bytes > size) return `${(bytes / size).toFixed(2)} ${unit}`;
  return `${bytes} bytes`;
}
