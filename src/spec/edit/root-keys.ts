/** The keys at the root of a spec. A container of such a name is reached by `containers.NAME`. */
export const rootKeys: readonly string[] = ['name', 'networks', 'links', 'containers', 'services', 'volumes'];
