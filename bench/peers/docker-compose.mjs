export const dockerCompose = { missing: () => 'not written' };
