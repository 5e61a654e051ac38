import type { Project } from '../model/project.js';
import type { Invocation } from './contract.js';
import { load } from './load.js';

/** The spec's project; where it cannot be loaded and a name was given, one of that name with nothing in it: the marks tell what is there. */
export async function loadOrNamed(invocation: Invocation): Promise<Project> {
  try {
    return (await load(invocation)).project;
  } catch (error) {
    if (invocation.projectName === undefined) throw error;
    const nothing = {
      networks: [],
      links: [],
      containers: [],
      volumes: [],
      configs: [],
      secrets: [],
      services: [],
      positions: {},
    };
    return { name: invocation.projectName, directory: invocation.workingDirectory, files: [], ...nothing };
  }
}
