export function handle(data) {}
JSON.parse('{')
