/** Paths of the host that no container may have, because with them it would be the host's master. */
const forbidden = ['/proc', '/sys', '/run/lxc-compose', '/var/lib/lxc-compose'];

/** True for these directories, what is in them, and what they are in. */
export function givesControl(source: string): boolean {
  const path = source.replace(/(?<=.)\/+$/, '');
  return forbidden.some(
    each =>
      path === each ||
      path === '/' ||
      path.startsWith(`${each}/`) ||
      (path.startsWith('/') && each.startsWith(`${path}/`)),
  );
}

/** True for places inside that are the kernel's own. */
export function isKernelsOwn(target: string): boolean {
  return /^\/((proc|sys)(\/.*)?|dev\/?)?$/.test(target);
}
