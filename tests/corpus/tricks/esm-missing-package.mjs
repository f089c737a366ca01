import nope from 'no-such-package-here'
export function handle(data) {}
