/** Routes in one spelling, so that what is wanted and what the kernel has can be compared as texts. */
import type { Route } from './project.js';

/** IPv6 routes without a metric get it (IP6_RT_PRIO_USER). */
const defaultMetricOfIPv6 = 1024;
/** RT_TABLE_MAIN. */
const mainTable = 254;

/** `0.0.0.0/0 via 10.0.2.1 metric 0 table 254`. */
export function formatRoute(route: Route): string {
  const to = route.to === 'default' ? (route.via?.includes(':') ? '::/0' : '0.0.0.0/0') : route.to;
  const metric = route.metric ?? defaultMetric(to);
  return `${to}${route.via ? ` via ${route.via}` : ''} metric ${metric} table ${route.table ?? mainTable}`;
}

/** The inverse, in the spec's words: what the kernel takes by itself is left out. */
export function parseRoute(text: string): Route {
  const [, to, via, metric, table] = /^(\S+?)(?: via (\S+))? metric (\d+) table (\d+)$/.exec(text)!;
  return {
    // Only the next hop tells which family's default it is.
    to: via !== undefined && to!.endsWith('/0') ? 'default' : to!,
    ...(via !== undefined && { via }),
    ...(Number(metric) !== defaultMetric(to!) && { metric: Number(metric) }),
    ...(Number(table) !== mainTable && { table: Number(table) }),
  };
}

/** Gateways of the kind that a NIC's `gateway` stands for, one a family, and all other routes. */
export function splitGateways(routes: readonly Route[]): {
  gateway?: { v4?: string; v6?: string };
  routes: Route[];
} {
  const gateway: { v4?: string; v6?: string } = {};
  const others = routes.filter(route => {
    const plain = route.to === 'default' && route.metric === undefined && route.table === undefined;
    const family = route.via?.includes(':') ? 'v6' : 'v4';
    if (!plain || route.via === undefined || gateway[family] !== undefined) return true;
    gateway[family] = route.via;
    return false;
  });
  return { ...(Object.keys(gateway).length > 0 && { gateway }), routes: others };
}

function defaultMetric(to: string): number {
  return to.includes(':') ? defaultMetricOfIPv6 : 0;
}
