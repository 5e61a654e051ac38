/** Paths of the host that no container may have, because with them it would be the host's master. */
const forbidden = ['/proc', '/sys', '/run/lxc-compose', '/var/lib/lxc-compose'];

/** True for these directories, what is in them, and what they are in. */
export function givesControl(source: string): boolean {
  const path = withoutTrailingSlash(source);
  return forbidden.some(
    each =>
      path === each ||
      path === '/' ||
      path.startsWith(`${each}/`) ||
      (path.startsWith('/') && each.startsWith(`${path}/`)),
  );
}

/** A directory's name as the kernel compares it; the root stays what it is. */
export function withoutTrailingSlash(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

/** True for places inside that are the kernel's own. */
export function isKernelsOwn(target: string): boolean {
  return /^\/((proc|sys)(\/.*)?|dev\/?)?$/.test(target);
}
