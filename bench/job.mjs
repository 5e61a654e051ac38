/** The job that every peer does; `bench/floor` has the same figures in C. */
export const job = {
  gateway: '10.88.0.1',
  subnet: '10.88.0.0/16',
  memoryBytes: 64 * 1024 * 1024,
  pids: 64,
  cpuQuotaMicroseconds: 50_000,
  cpuPeriodMicroseconds: 100_000,
};

/** The address of container `index`, counted from 1: 10.88.1.1, 10.88.1.2, … */
export function addressOf(index) {
  const zeroBased = index - 1;
  return `10.88.${1 + Math.floor(zeroBased / 250)}.${1 + (zeroBased % 250)}`;
}

/** 1, 2, … `count`. */
export const indexes = count => Array.from({ length: count }, (_, index) => index + 1);
