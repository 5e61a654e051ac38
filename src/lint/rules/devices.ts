import type { Report, Rule, View } from '../rule.js';
import { servicesOf } from '../services.js';

/** Memory, ports and disks under the file system: what the kernel protects is read and written past it. */
const raw =
  /^\/dev\/(?:k?mem|port|(?:sd|hd|vd|xvd)[a-z]+\d*|nvme\d+n\d+(?:p\d+)?|mmcblk\d+(?:p\d+)?|md\d+|dm-\d+|disk\/.+|mapper\/(?!control$).+)$/;

export const deviceDangerous: Rule = {
  code: 'LXCC1209',
  name: 'device-dangerous',
  level: 'warning',
  summary: "a device that is the host's memory or a whole disk",
  *check({ project }: View): Generator<Report> {
    for (const { service, devices } of servicesOf(project)) {
      for (const { source, target, permissions } of devices) {
        if (!raw.test(source)) continue;
        const verb = permissions.includes('w') ? 'write past' : 'read past';
        yield {
          at: `containers.${service}.devices.${target}`,
          message: `with ${source} container "${service}" can ${verb} every permission of the host`,
          hint: 'mount a directory of it instead',
        };
      }
    }
  },
};
